package dev.migrator.app.report;

import org.jspecify.annotations.Nullable;

/**
 * One instance on the slices picture. Times are slots since the run began: from {@code from} it is
 * set up, from {@code ready} it works, at {@code to} its slices are free again.
 *
 * @param gpu index of the GPU
 * @param profile name of the profile, {@code 3g.40gb}
 * @param start first memory slice
 * @param slices how many memory slices it takes
 * @param tenant for whom it works
 * @param task {@code infer} or {@code retrain}
 * @param choice name of the retraining choice; null for inference
 * @param from when it takes its slices
 * @param ready when it begins to work
 * @param to when it is gone
 */
public record Bar(
    int gpu,
    String profile,
    int start,
    int slices,
    String tenant,
    String task,
    @Nullable String choice,
    double from,
    double ready,
    double to) {
  public Bar {
    if (!task.equals("infer") && !task.equals("retrain")) {
      throw new IllegalArgumentException(
          "%s: task is %s; expected infer or retrain.".formatted(profile, task));
    }
    if (!(from <= ready && ready <= to)) {
      throw new IllegalArgumentException(
          "%s: from, ready, to are %s, %s, %s; expected ascending times."
              .formatted(profile, from, ready, to));
    }
  }
}
