/** Adds outcomes up to scorecards. */
@NullMarked
package dev.migrator.core.measure;

import org.jspecify.annotations.NullMarked;
