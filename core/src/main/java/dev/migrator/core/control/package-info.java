/** The control loop that simulator and daemon share, and the ports that it drives. */
@NullMarked
package dev.migrator.core.control;

import org.jspecify.annotations.NullMarked;
