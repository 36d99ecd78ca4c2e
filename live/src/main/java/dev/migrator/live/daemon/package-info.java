/** The control loop on a real clock. */
@NullMarked
package dev.migrator.live.daemon;

import org.jspecify.annotations.NullMarked;
