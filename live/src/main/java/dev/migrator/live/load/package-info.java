/** A load that comes with its labels, for a system that has no callers of its own. */
@NullMarked
package dev.migrator.live.load;

import org.jspecify.annotations.NullMarked;
