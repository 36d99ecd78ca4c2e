/** Wrong use: what the user can put right. */
@NullMarked
package dev.migrator.app.usage;

import org.jspecify.annotations.NullMarked;
