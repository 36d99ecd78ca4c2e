/** The simulated world: a virtual GPU and request-level tenants on a virtual clock. */
@NullMarked
package dev.migrator.simulator.world;

import org.jspecify.annotations.NullMarked;
