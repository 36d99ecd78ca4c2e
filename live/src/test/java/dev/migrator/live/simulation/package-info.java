/** Seeded simulations of a daemon's loop, its journal and an emulated fleet, with faults. */
@NullMarked
package dev.migrator.live.simulation;

import org.jspecify.annotations.NullMarked;
