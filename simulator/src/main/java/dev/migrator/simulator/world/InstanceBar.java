package dev.migrator.simulator.world;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import java.util.Optional;

/**
 * The life of one instance, for pictures. Times are slots since the run began, with fractions.
 *
 * @param instance its id
 * @param placement where it was
 * @param task what it was for; empty if no worker was started on it
 * @param from when it took its slices
 * @param ready when it began to work; {@code to} if it never did
 * @param to when its slices were free again, or the recording was made
 */
public record InstanceBar(
    String instance,
    Placement placement,
    Optional<Task> task,
    double from,
    double ready,
    double to) {}
