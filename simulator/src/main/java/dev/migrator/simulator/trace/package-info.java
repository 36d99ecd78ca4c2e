/** Arrivals: traces read as streams, their statistics, generators, and fits of these to those. */
@NullMarked
package dev.migrator.simulator.trace;

import org.jspecify.annotations.NullMarked;
