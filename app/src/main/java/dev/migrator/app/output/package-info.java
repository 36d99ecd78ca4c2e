/** How answers are shown: as tables, JSON or YAML. */
@NullMarked
package dev.migrator.app.output;

import org.jspecify.annotations.NullMarked;
