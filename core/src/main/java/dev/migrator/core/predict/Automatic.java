package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;
import dev.migrator.core.predict.Model.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Blends the other forecasters, for each horizon by how well they have done at it lately.
 *
 * <p>Goal: to be near the best of them at every horizon, on a series that nobody has looked at.
 *
 * <p>Algorithm:
 *
 * <ol>
 *   <li>The second half of the history is cut into {@link #ROUNDS} stretches. Before each, every
 *       expert is fitted, and its spread measured, on what came before it.
 *   <li>At no more than {@link #ORIGINS_PER_ROUND} origins, evenly spaced over the stretch, it
 *       forecasts, and the pinball loss over all levels is added up by horizon.
 *   <li>At each horizon an expert weighs {@code belief · (least loss / its loss) ^ SHARPNESS},
 *       shares add up to 1. A horizon beyond a quarter of the history, which too few origins reach,
 *       takes the shares of the longest one below; horizons between those measured take shares
 *       between theirs.
 *   <li>Fitted again on the whole history, the experts' means and quantiles are averaged by share.
 * </ol>
 *
 * A comparison over so few origins is noisy, so the two experts that adapt to most series, Holt's
 * and the multi-scale one, are believed {@link #ADAPTIVE} times as much beforehand. No tie has to
 * be broken: experts of equal belief and loss weigh the same. With fewer than {@link #MIN_SLOTS}
 * slots the mean of the last few is expected.
 *
 * <p>Worked example: equally believed, losses of 1.0, 1.1 and 2.0 at horizon 10 give weights of 1,
 * 0.32 and 0.0002, and shares of 75.8 %, 24.1 % and 0.02 %.
 *
 * @param levels the quantile levels, ascending
 */
record Automatic(List<Double> levels) implements Forecaster {
  static final int ROUNDS = 3;
  static final int ORIGINS_PER_ROUND = 32;
  static final int MIN_SLOTS = 32;
  static final double SHARPNESS = 12;
  private static final int FEW_SLOTS = 5;
  private static final double ADAPTIVE = 4;
  private static final List<Expert> EXPERTS =
      List.of(
          new Expert(new MovingAverage(1), 1),
          new Expert(new MovingAverage(10), 1),
          new Expert(new MovingAverage(60), 1),
          new Expert(new MovingAverage(600), 1),
          new Expert(new MovingAverage(HISTORY_SLOTS), 1),
          new Expert(new SeasonalNaive(OptionalInt.empty()), 1),
          new Expert(new Holt(), ADAPTIVE),
          new Expert(new Autoregressive(), 1),
          new Expert(new MultiScale(), ADAPTIVE));

  Automatic {
    levels = Check.levels(levels);
  }

  @Override
  public String name() {
    return "automatic";
  }

  @Override
  public Forecast forecast(double[] history, int horizon) {
    Check.horizon(name(), horizon);
    double[] recent = PathForecaster.recent(name(), history);
    if (recent.length < MIN_SLOTS) {
      return new PathForecaster(name(), new MovingAverage(FEW_SLOTS), levels)
          .forecast(recent, horizon);
    }
    return blend(recent, horizon, shares(recent, horizon));
  }

  private Forecast blend(double[] recent, int horizon, double[][] shares) {
    double[] mean = new double[horizon];
    double[][] quantiles = new double[levels.size()][horizon];
    double[] expected = new double[horizon];
    for (int e = 0; e < EXPERTS.size(); e++) {
      Path path = EXPERTS.get(e).model.fit(recent, recent.length, horizon);
      Spread spread = Spread.of(path, recent, recent.length, horizon, levels);
      path.predict(recent.length, expected);
      addShare(shares[e], expected, mean);
      double[][] around = spread.around(expected);
      for (int l = 0; l < quantiles.length; l++) {
        addShare(shares[e], around[l], quantiles[l]);
      }
    }
    return new Forecast(mean, levels, quantiles);
  }

  private static void addShare(double[] share, double[] part, double[] whole) {
    for (int step = 0; step < whole.length; step++) {
      whole[step] += share[step] * part[step];
    }
  }

  /** By expert, then by slot ahead. */
  private double[][] shares(double[] recent, int horizon) {
    int[] steps = Steps.upTo(horizon);
    double[][] losses = new double[EXPERTS.size()][];
    for (int e = 0; e < losses.length; e++) {
      losses[e] = losses(EXPERTS.get(e).model, recent, steps);
    }
    double[][] shares = new double[losses.length][steps.length];
    for (int s = 0; s < steps.length; s++) {
      share(losses, Math.min(s, lastReached(recent.length, steps)), s, shares);
    }
    return Arrays.stream(shares)
        .map(atSteps -> Steps.interpolate(steps, atSteps))
        .toArray(double[][]::new);
  }

  private double[] losses(Model expert, double[] recent, int[] steps) {
    double[] losses = new double[steps.length];
    int from = recent.length / 2;
    for (int round = 1; round <= ROUNDS; round++) {
      int to = recent.length / 2 + (recent.length - recent.length / 2) * round / ROUNDS;
      addLosses(expert, recent, from, to, steps, losses);
      from = to;
    }
    return losses;
  }

  private void addLosses(
      Model expert, double[] recent, int from, int to, int[] steps, double[] losses) {
    int horizon = steps[steps.length - 1];
    Path path = expert.fit(recent, from, horizon);
    Spread spread = Spread.of(path, recent, from, horizon, levels);
    double[] expected = new double[horizon];
    int spacing = Math.max(1, Math.ceilDiv(to - from, ORIGINS_PER_ROUND));
    for (int origin = from; origin < to; origin += spacing) {
      path.predict(origin, expected);
      for (int s = 0; s < steps.length && origin + steps[s] <= recent.length; s++) {
        double actual = recent[origin + steps[s] - 1];
        losses[s] += loss(spread, steps[s] - 1, expected[steps[s] - 1], actual);
      }
    }
  }

  private double loss(Spread spread, int step, double expected, double actual) {
    double sum = 0;
    for (int l = 0; l < levels.size(); l++) {
      sum += Pinball.loss(levels.get(l), spread.quantile(l, step, expected), actual);
    }
    return sum;
  }

  /** The longest step that a good number of origins reach. */
  private static int lastReached(int slots, int[] steps) {
    int last = 0;
    while (last + 1 < steps.length && steps[last + 1] <= slots / 4) {
      last++;
    }
    return last;
  }

  private static void share(double[][] losses, int measured, int step, double[][] shares) {
    double least = Double.POSITIVE_INFINITY;
    for (double[] expert : losses) {
      least = Math.min(least, expert[measured]);
    }
    double sum = 0;
    for (int e = 0; e < losses.length; e++) {
      double ratio = (least + 1e-9) / (losses[e][measured] + 1e-9);
      shares[e][step] = EXPERTS.get(e).belief * Math.pow(ratio, SHARPNESS);
      sum += shares[e][step];
    }
    for (double[] expert : shares) {
      expert[step] /= sum;
    }
  }

  /**
   * One of those blended.
   *
   * @param model how it expects
   * @param belief how much more than others it weighs at equal loss
   */
  private record Expert(Model model, double belief) {}
}
