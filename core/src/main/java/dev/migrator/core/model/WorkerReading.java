package dev.migrator.core.model;

import java.time.Duration;

/**
 * What a worker says of itself.
 *
 * @param instance the id of the instance it runs on
 * @param task what it does
 * @param age time since its instance was asked for
 * @param admitted whether requests are sent to it
 * @param remaining of a retraining: training time left at its present speed, zero when it has
 *     ended; of an inference worker: zero
 */
public record WorkerReading(
    String instance, Task task, Duration age, boolean admitted, Duration remaining) {}
