package dev.migrator.simulator.trace;

import java.util.Map;

/**
 * Arrivals whose rate is log-normal noise: bursts that come at any time and of any size.
 *
 * @param mean requests per second
 * @param sigma standard deviation of the logarithm of the rate
 * @param memory seconds in which the noise forgets itself: how long bursts last
 */
public record Bursty(double mean, double sigma, double memory) implements ArrivalGenerator {
  /** The outside name. */
  public static final String NAME = "bursty";

  /** How long bursts last where nothing is said, in seconds. */
  public static final double DEFAULT_MEMORY = 10;

  public Bursty {
    Wanted.within(0, MAX_MEAN, NAME, "mean", mean);
    RateShape.FLAT.withNoise(sigma, memory);
  }

  /**
   * The one whose windows of 200 s have that peak-to-mean on average.
   *
   * @throws TraceException if none has
   */
  public static Bursty reaching(double mean, double peakToMean, double memory) {
    Calibration calibration = calibration(mean, memory);
    return new Bursty(mean, calibration.solve(NAME, peakToMean), memory);
  }

  static Bursty nearest(double mean, double peakToMean, double memory) {
    return new Bursty(mean, calibration(mean, memory).nearest(peakToMean), memory);
  }

  private static Calibration calibration(double mean, double memory) {
    return Calibration.ofNoise(mean, RateShape.FLAT, memory);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RateShape shape() {
    return RateShape.FLAT.withNoise(sigma, memory);
  }

  @Override
  public Map<String, Double> parameters() {
    return Parameters.of("sigma", sigma, "memory", memory);
  }
}
