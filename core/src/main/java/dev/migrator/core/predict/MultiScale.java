package dev.migrator.core.predict;

import java.util.Arrays;

/**
 * Expects a mixture of the means of the last few slots, minutes and hour, mixed differently for
 * every horizon: near slots resemble the last few, far ones the long mean.
 *
 * <p>For each of a few horizons, the mean of the slots from the horizon before it is regressed on
 * the means of the last 1, 5, 20, … slots (the heterogeneous autoregression of Corsi, 2009, made
 * direct), over at most {@link #MAX_ROWS} origins, each weighted by the inverse of its rate, as
 * suits Poisson counts, and shrunk towards the overall mean. Horizons between are blended. A
 * horizon that the history does not reach is expected like the longest that it does. Expectations
 * stay between 0 and {@link Spread#CEILING} times the most that was seen. With fewer than {@link
 * #MIN_SLOTS} slots the mean of those is expected.
 */
record MultiScale() implements Model {
  static final int MIN_SLOTS = 24;
  static final int MAX_ROWS = 720;
  private static final int[] SCALES = {1, 5, 20, 60, 200, 600, 1_800};
  private static final int SCALES_PER_HISTORY = 3;
  private static final int MIN_ROWS = 16;
  private static final double SHRINKAGE = 0.1;

  @Override
  public Path fit(double[] values, int end, int horizon) {
    if (end < MIN_SLOTS) {
      return new MovingAverage(MIN_SLOTS).fit(values, end, horizon);
    }
    PrefixSums sums = new PrefixSums(values);
    int[] scales =
        Arrays.stream(SCALES).filter(scale -> scale * SCALES_PER_HISTORY <= end).toArray();
    int[] steps = Steps.upTo(horizon);
    double[][] mixtures = new double[steps.length][];
    for (int s = 0; s < steps.length; s++) {
      int from = s == 0 ? 0 : steps[s - 1];
      mixtures[s] =
          s > 0 && rows(end, steps[s]) < MIN_ROWS
              ? mixtures[s - 1]
              : mixture(sums, scales, from, steps[s], end);
    }
    return new Mixed(sums, scales, steps, mixtures, Spread.ceiling(values, end));
  }

  private static int rows(int end, int step) {
    return end - step - end / 4;
  }

  private static double[] mixture(PrefixSums sums, int[] scales, int from, int to, int end) {
    LeastSquares squares = new LeastSquares(scales.length);
    double[] row = new double[scales.length];
    int spacing = Math.max(1, Math.ceilDiv(rows(end, to), MAX_ROWS));
    double overall = sums.mean(0, end);
    for (int origin = end - to; origin > end / 4; origin -= spacing) {
      means(sums, scales, origin, overall, row);
      double rate = sums.meanBefore(origin, 60);
      squares.add(row, sums.mean(origin + from, origin + to) - overall, 1 / (1 + rate));
    }
    double[] solution = squares.solve(scales.length, SHRINKAGE).orElse(new double[scales.length]);
    double[] mixture = Arrays.copyOf(solution, scales.length + 1);
    mixture[scales.length] = overall;
    return mixture;
  }

  private static void means(
      PrefixSums sums, int[] scales, int origin, double overall, double[] row) {
    for (int i = 0; i < scales.length; i++) {
      row[i] = sums.meanBefore(origin, scales[i]) - overall;
    }
  }

  /** The mixtures at work; the last number of each is the overall mean. */
  private record Mixed(
      PrefixSums sums, int[] scales, int[] steps, double[][] mixtures, double ceiling)
      implements Path {

    @Override
    public void predict(int origin, double[] path) {
      double[] row = new double[scales.length];
      double[] atSteps = new double[steps.length];
      for (int s = 0; s < steps.length; s++) {
        double overall = mixtures[s][scales.length];
        means(sums, scales, origin, overall, row);
        double expected = overall;
        for (int i = 0; i < row.length; i++) {
          expected += mixtures[s][i] * row[i];
        }
        atSteps[s] = Math.clamp(expected, 0, ceiling);
      }
      double[] all = Steps.interpolate(steps, atSteps);
      System.arraycopy(all, 0, path, 0, Math.min(path.length, all.length));
    }
  }
}
