package dev.migrator.core.predict;

import dev.migrator.core.model.Forecast;
import java.util.List;
import java.util.Random;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * A forecaster that is wrong by as much as it is asked to be: the truth times seeded noise.
 *
 * <p>The noise of a slot is log-normal with mean 1, and its logarithm an autoregression from slot
 * to slot, so that errors last as those of real forecasts do. It belongs to the slot, not to the
 * forecast: two forecasts of the same slot agree. The log's deviation s follows from the error e
 * asked for: of a log-normal X with mean 1, {@code E|X - 1| = 2 (2 Φ(s/2) - 1)}. The quantiles are
 * those of the truth given the forecast.
 *
 * <p>It takes the length of the history for its place in the truth, so it has to be given the whole
 * history. Beyond the truth's end nothing arrives.
 */
public final class NoisyClairvoyant implements Forecaster {

  /** Largest error that can be asked for. */
  public static final double MAX_ERROR = 1.5;

  private static final double PERSISTENCE = 0.95;
  private static final NormalDistribution NORMAL = new NormalDistribution();

  private final double[] expected;
  private final List<Double> levels;
  private final double deviation;

  /**
   * Nearly knows this truth, with the usual quantile levels.
   *
   * @param truth requests per slot, of past and future
   * @param error the WAPE to expect, from 0 to {@link #MAX_ERROR}: 0.2 is off by a fifth
   * @param seed the same seed gives the same noise
   */
  public NoisyClairvoyant(double[] truth, double error, long seed) {
    this(truth, error, seed, Forecasters.LEVELS);
  }

  /**
   * Nearly knows this truth.
   *
   * @param truth requests per slot, of past and future
   * @param error the WAPE to expect, from 0 to {@link #MAX_ERROR}: 0.2 is off by a fifth
   * @param seed the same seed gives the same noise
   * @param levels the quantile levels, ascending
   */
  public NoisyClairvoyant(double[] truth, double error, long seed, List<Double> levels) {
    Check.counts("noisy-clairvoyant", truth);
    Check.that(
        error >= 0 && error <= MAX_ERROR,
        "noisy-clairvoyant",
        "error",
        error,
        "a number from 0 to " + MAX_ERROR);
    this.levels = Check.levels(levels);
    deviation = 2 * NORMAL.inverseCumulativeProbability(0.5 + error / 4);
    expected = noisy(truth, deviation, new Random(seed));
  }

  @Override
  public String name() {
    return "noisy-clairvoyant";
  }

  @Override
  public Forecast forecast(double[] history, int horizon) {
    return forecast(history, history.length, horizon);
  }

  @Override
  public Forecast forecast(double[] series, int end, int horizon) {
    return forecast(end, series, end, horizon);
  }

  @Override
  public Forecast forecast(long past, double[] series, int end, int horizon) {
    Check.horizon(name(), horizon);
    double[] mean = Clairvoyant.from(expected, past, horizon);
    double[][] quantiles = new double[levels.size()][horizon];
    for (int l = 0; l < quantiles.length; l++) {
      double z = NORMAL.inverseCumulativeProbability(levels.get(l));
      double factor = Math.exp(deviation * deviation / 2 + deviation * z);
      for (int step = 0; step < horizon; step++) {
        quantiles[l][step] = mean[step] * factor;
      }
    }
    return new Forecast(mean, levels, quantiles);
  }

  private static double[] noisy(double[] truth, double deviation, Random random) {
    double[] noisy = new double[truth.length];
    double log = random.nextGaussian();
    for (int slot = 0; slot < truth.length; slot++) {
      noisy[slot] = truth[slot] * Math.exp(deviation * log - deviation * deviation / 2);
      log = PERSISTENCE * log + Math.sqrt(1 - PERSISTENCE * PERSISTENCE) * random.nextGaussian();
    }
    return noisy;
  }
}
