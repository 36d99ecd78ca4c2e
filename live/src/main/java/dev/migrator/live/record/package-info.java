/** What a live system went through, written down so that the simulator can run it again. */
@NullMarked
package dev.migrator.live.record;

import org.jspecify.annotations.NullMarked;
