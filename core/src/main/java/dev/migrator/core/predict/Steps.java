package dev.migrator.core.predict;

import java.util.stream.IntStream;

/** The few horizons at which errors are measured and weights chosen; those between are blended. */
final class Steps {
  private Steps() {}

  /** 1, 2, 3, 5, 8, … below the horizon, then the horizon itself. */
  static int[] upTo(int horizon) {
    IntStream.Builder steps = IntStream.builder();
    int next = 2;
    for (int step = 1; step < horizon; ) {
      steps.add(step);
      int sum = step + next;
      step = next;
      next = sum;
    }
    return steps.add(horizon).build().toArray();
  }

  /** Values given at the steps, drawn out to every horizon from 1 on (index 0 is horizon 1). */
  static double[] interpolate(int[] steps, double[] atSteps) {
    double[] all = new double[steps[steps.length - 1]];
    all[0] = atSteps[0];
    for (int i = 1; i < steps.length; i++) {
      int width = steps[i] - steps[i - 1];
      for (int k = 1; k <= width; k++) {
        double share = (double) k / width;
        all[steps[i - 1] + k - 1] = (1 - share) * atSteps[i - 1] + share * atSteps[i];
      }
    }
    return all;
  }
}
