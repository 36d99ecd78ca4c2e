package dev.migrator.simulator.trace;

import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Finds the strength of noise or crowds that gives windows of 200 s the peak-to-mean asked for.
 *
 * <p>There is no closed form for the expected maximum of correlated counts, so it is measured: a
 * run of fixed seed, the same for every strength, so that the peak-to-mean grows with the strength
 * and bisection finds it.
 */
final class Calibration {
  /** The shortest run that is measured: 200 windows. */
  static final int MIN_SECONDS = 40_000;

  private static final int MAX_SECONDS = 120_000;
  private static final int CROWDS = 40;
  private static final long SEED = 20_180_401;
  private static final int STEPS = 12;
  private static final double MAX_SIGMA = 4;
  private static final double MAX_SURGE = 200;

  /** How far below Poisson's own peak-to-mean a wish may lie and still mean Poisson. */
  private static final double TOLERANCE = 0.03;

  /** How near to a wish is met: less than one run differs from the next. */
  private static final double NEAR_ENOUGH = 0.002;

  private final double mean;
  private final DoubleFunction<RateShape> shape;
  private final double strongest;
  private final int seconds;

  private Calibration(double mean, DoubleFunction<RateShape> shape, double strongest, int seconds) {
    this.mean = mean;
    this.shape = shape;
    this.strongest = strongest;
    this.seconds = seconds;
  }

  static Calibration ofNoise(double mean, RateShape base, double memory) {
    return new Calibration(mean, sigma -> base.withNoise(sigma, memory), MAX_SIGMA, MIN_SECONDS);
  }

  static Calibration ofCrowds(double mean, RateShape base, int every) {
    int seconds = (int) Math.clamp((long) CROWDS * every, MIN_SECONDS, MAX_SECONDS);
    return new Calibration(mean, surge -> base.withCrowds(surge, every), MAX_SURGE, seconds);
  }

  /** What windows of Poisson arrivals at that mean show by chance alone. */
  static double ofPoisson(double mean) {
    Wanted.within(0.001, ArrivalGenerator.MAX_MEAN, "arrivals", "mean", mean);
    return new Calibration(mean, _ -> RateShape.FLAT, 0, MIN_SECONDS).peakToMean(0);
  }

  /**
   * The strength that shows this peak-to-mean.
   *
   * @throws TraceException if chance alone shows more, or the strongest less
   */
  double solve(String name, double peakToMean) {
    Wanted.within(1, TraceStatistics.WINDOW_SECONDS, name, "peak-to-mean", peakToMean);
    Wanted.within(0.001, ArrivalGenerator.MAX_MEAN, name, "mean", mean);
    double least = peakToMean(0);
    double most = peakToMean(strongest);
    if (peakToMean < least * (1 - TOLERANCE) || peakToMean > most) {
      throw new TraceException(
          String.format(
              Locale.ROOT,
              "%s: peak-to-mean is %s at a mean of %s/s; expected %.2f, which chance alone shows,"
                  + " to %.2f. Maybe %s.",
              name,
              peakToMean,
              mean,
              least,
              most,
              advice(name, peakToMean < least)));
    }
    return nearest(peakToMean);
  }

  private static String advice(String name, boolean tooSmall) {
    if (tooSmall) {
      return "steady, which has no more than that";
    }
    return name.equals(FlashCrowd.NAME) ? "bursty, or a shorter period" : "a larger mean";
  }

  /** The strength that comes nearest to this peak-to-mean. */
  double nearest(double peakToMean) {
    if (peakToMean(0) >= peakToMean) {
      return 0;
    }
    double low = 0;
    double high = strongest;
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      double shown = peakToMean(middle);
      if (Math.abs(shown - peakToMean) < NEAR_ENOUGH * peakToMean) {
        return middle;
      }
      if (shown < peakToMean) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private double peakToMean(double strength) {
    return TraceStatistics.of(shape.apply(strength).counts(mean, seconds, SEED)).peakToMean();
  }
}
