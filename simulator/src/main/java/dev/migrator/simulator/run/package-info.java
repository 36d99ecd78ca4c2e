/** Runs a control loop through a simulated world, and says what no policy could exceed. */
@NullMarked
package dev.migrator.simulator.run;

import org.jspecify.annotations.NullMarked;
