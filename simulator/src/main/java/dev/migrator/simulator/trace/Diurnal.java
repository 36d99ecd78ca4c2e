package dev.migrator.simulator.trace;

import java.util.Map;

/**
 * Arrivals that rise and fall with the day, under slowly varying noise. A run without a phase
 * begins where the curve crosses its mean upwards.
 *
 * @param mean requests per second, over a whole period
 * @param swing of the curve around its mean, 0 to 1
 * @param period in seconds
 * @param phase seconds of the curve that lie before the run: half a period for a load that falls
 *     while that of another tenant rises
 * @param sigma standard deviation of the logarithm of the noise
 */
public record Diurnal(double mean, double swing, int period, int phase, double sigma)
    implements ArrivalGenerator {
  /** The outside name. */
  public static final String NAME = "diurnal";

  /** A day. */
  public static final int DEFAULT_PERIOD = 86_400;

  /** Night is a third of noon. */
  public static final double DEFAULT_SWING = 0.5;

  private static final double MEMORY = 30;

  public Diurnal {
    Wanted.within(0, MAX_MEAN, NAME, "mean", mean);
    RateShape.FLAT.withDay(swing, period).withPhase(phase).withNoise(sigma, MEMORY);
  }

  /**
   * The one whose windows of 200 s have that peak-to-mean on average over a period.
   *
   * @throws TraceException if none has
   */
  public static Diurnal reaching(
      double mean, double peakToMean, double swing, int period, int phase) {
    double sigma = calibration(mean, swing, period).solve(NAME, peakToMean);
    return new Diurnal(mean, swing, period, phase, sigma);
  }

  static Diurnal nearest(double mean, double peakToMean, double swing, int period) {
    double sigma = calibration(mean, swing, period).nearest(peakToMean);
    return new Diurnal(mean, swing, period, 0, sigma);
  }

  private static Calibration calibration(double mean, double swing, int period) {
    // Within a window only the level of the curve counts, so a shorter day tells as much.
    int shorter = Math.min(period, Calibration.MIN_SECONDS);
    return Calibration.ofNoise(mean, RateShape.FLAT.withDay(swing, shorter), MEMORY);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RateShape shape() {
    return RateShape.FLAT.withDay(swing, period).withPhase(phase).withNoise(sigma, MEMORY);
  }

  @Override
  public Map<String, Double> parameters() {
    return Parameters.of("swing", swing, "period", period, "phase", phase, "sigma", sigma);
  }
}
