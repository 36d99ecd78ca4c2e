/** The control loop on a real clock: what the daemon is made of. */
@NullMarked
package dev.migrator.live;

import org.jspecify.annotations.NullMarked;
