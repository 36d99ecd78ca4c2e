package dev.migrator.worker.serve;

import java.util.Optional;
import java.util.Set;

/**
 * A checked request for inference. The values are not copied; nobody changes them.
 *
 * @param id that the answer repeats
 * @param values of all inputs, one after the other
 * @param count how many inputs these are
 * @param outputs the names of the outputs that are wanted; empty: all
 */
@SuppressWarnings("ArrayRecordComponent")
record InferenceRequest(Optional<String> id, float[] values, int count, Set<String> outputs) {}
