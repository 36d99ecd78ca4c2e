package dev.migrator.core.model;

/**
 * What the fleet says of one GPU instance.
 *
 * @param id the name under which it was created
 * @param placement where it is
 * @param state how far the driver and the worker on it are
 */
public record InstanceReading(String id, Placement placement, InstanceState state) {}
