package dev.migrator.live.history;

import dev.migrator.core.model.Outcome;
import java.util.OptionalDouble;

/**
 * One tenant in one slot.
 *
 * @param tenant its name
 * @param outcome what happened to its requests
 * @param accuracy of its model as measured at the slot's end
 * @param version of the weights that served then
 * @param slowness how many times what its service profile says plans think that its batches take
 * @param forecast requests that the plan at hand expected of the slot; empty if there was none
 */
public record SlotRecord(
    String tenant,
    Outcome outcome,
    double accuracy,
    int version,
    double slowness,
    OptionalDouble forecast) {}
