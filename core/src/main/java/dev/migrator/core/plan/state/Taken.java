package dev.migrator.core.plan.state;

import dev.migrator.core.model.Placement;

/**
 * A placement that somebody else has for some slots.
 *
 * @param placement what is taken
 * @param from first slot in which it is
 * @param to first slot in which it is free again
 */
public record Taken(Placement placement, int from, int to) {}
