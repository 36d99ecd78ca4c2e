package dev.migrator.simulator.trace;

import java.util.Map;

/**
 * Steady arrivals, and now and then a crowd that rises in seconds and decays in half a minute.
 *
 * @param mean requests per second, crowds included
 * @param surge what a crowd adds at its height, as a multiple of the rate without it
 * @param period mean seconds from crowd to crowd
 */
public record FlashCrowd(double mean, double surge, int period) implements ArrivalGenerator {
  /** The outside name. */
  public static final String NAME = "flash-crowd";

  /** Seconds from crowd to crowd where nothing is said. */
  public static final int DEFAULT_PERIOD = 300;

  private static final RateShape COURSE = RateShape.FLAT.withCourse(3, 0, 30);

  public FlashCrowd {
    Wanted.within(0, MAX_MEAN, NAME, "mean", mean);
    COURSE.withCrowds(surge, period);
  }

  /**
   * The one whose windows of 200 s, with and without crowds, have that peak-to-mean on average.
   *
   * @throws TraceException if none has
   */
  public static FlashCrowd reaching(double mean, double peakToMean, int period) {
    return new FlashCrowd(mean, calibration(mean, period).solve(NAME, peakToMean), period);
  }

  static FlashCrowd nearest(double mean, double peakToMean, int period) {
    return new FlashCrowd(mean, calibration(mean, period).nearest(peakToMean), period);
  }

  private static Calibration calibration(double mean, int period) {
    return Calibration.ofCrowds(mean, COURSE, period);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RateShape shape() {
    return COURSE.withCrowds(surge, period);
  }

  @Override
  public Map<String, Double> parameters() {
    return Parameters.of("surge", surge, "period", period);
  }
}
