/** GPUs that are only told of: a driver as strict as a real one, and the fleet on top of it. */
@NullMarked
package dev.migrator.live.emulated;

import org.jspecify.annotations.NullMarked;
