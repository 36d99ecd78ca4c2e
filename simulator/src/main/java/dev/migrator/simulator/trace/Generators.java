package dev.migrator.simulator.trace;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The arrival generators by their outside names. */
public final class Generators {
  /** Requests per second where nothing is said and the generator has no mean of its own. */
  public static final double DEFAULT_MEAN = 100;

  private static final double DEFAULT_PEAK_TO_MEAN = 2;
  private static final double LEAST_OVER_POISSON = 1.5;

  private Generators() {}

  /** The outside names of all generators. */
  public static List<String> names() {
    return List.of(
        Steady.NAME,
        Diurnal.NAME,
        Bursty.NAME,
        FlashCrowd.NAME,
        Lifelike.TWITTER.name(),
        Lifelike.AZURE_CODE.name(),
        Lifelike.AZURE_CONV.name());
  }

  /**
   * The generator of that name.
   *
   * @param mean requests per second; else 100, or the real trace's
   * @param peakToMean over windows of 200 s, on average; else 2, or half as much again as chance
   *     alone shows if that is more. {@code steady} and the lifelike ones cannot be told
   * @param period of {@code diurnal}'s day or {@code flash-crowd}'s crowds, in seconds; else a day,
   *     or 300 s. The others have none
   * @throws TraceException if there is no such generator, or it cannot be told that
   */
  public static ArrivalGenerator named(
      String name, OptionalDouble mean, OptionalDouble peakToMean, OptionalInt period) {
    return named(name, mean, peakToMean, period, OptionalInt.empty());
  }

  /**
   * The same, begun at some second of the day.
   *
   * @param phase seconds of {@code diurnal}'s day that lie before the run; else none. The others
   *     have no day
   * @throws TraceException if there is no such generator, or it cannot be told that
   */
  public static ArrivalGenerator named(
      String name,
      OptionalDouble mean,
      OptionalDouble peakToMean,
      OptionalInt period,
      OptionalInt phase) {
    refuse(name, "phase", phase.isPresent() && !name.equals(Diurnal.NAME));
    double rate = mean.orElse(DEFAULT_MEAN);
    return switch (name) {
      case Steady.NAME -> {
        refuse(name, "peak-to-mean", peakToMean.isPresent());
        refuse(name, "period", period.isPresent());
        yield new Steady(rate);
      }
      case Diurnal.NAME ->
          Diurnal.reaching(
              rate,
              peak(rate, peakToMean),
              Diurnal.DEFAULT_SWING,
              period.orElse(Diurnal.DEFAULT_PERIOD),
              phase.orElse(0));
      case Bursty.NAME -> {
        refuse(name, "period", period.isPresent());
        yield Bursty.reaching(rate, peak(rate, peakToMean), Bursty.DEFAULT_MEMORY);
      }
      case FlashCrowd.NAME ->
          FlashCrowd.reaching(
              rate, peak(rate, peakToMean), period.orElse(FlashCrowd.DEFAULT_PERIOD));
      default -> {
        Lifelike lifelike = Lifelike.named(name);
        refuse(name, "peak-to-mean", peakToMean.isPresent());
        refuse(name, "period", period.isPresent());
        yield mean.isPresent() ? lifelike.at(rate) : lifelike;
      }
    };
  }

  private static double peak(double mean, OptionalDouble peakToMean) {
    return peakToMean.orElseGet(
        () -> Math.max(DEFAULT_PEAK_TO_MEAN, LEAST_OVER_POISSON * Calibration.ofPoisson(mean)));
  }

  private static void refuse(String name, String what, boolean told) {
    if (told) {
      throw new TraceException(
          "%s: %s was given; expected none, as this generator has no such setting. Maybe %s."
              .formatted(name, what, what.equals("phase") ? Diurnal.NAME : Bursty.NAME));
    }
  }
}
