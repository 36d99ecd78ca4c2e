/** Joins what the ports report into one snapshot. */
@NullMarked
package dev.migrator.core.observe;

import org.jspecify.annotations.NullMarked;
