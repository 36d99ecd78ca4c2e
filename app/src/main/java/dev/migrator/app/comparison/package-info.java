/** Runs policies on scenarios and puts side by side what came out. */
@NullMarked
package dev.migrator.app.comparison;

import org.jspecify.annotations.NullMarked;
