package dev.migrator.simulator.trace;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A generator with the parameters that bring it nearest to a trace.
 *
 * <p>The mean is met exactly, the peak-to-mean over 200 s as nearly as the generator can; what is
 * free beyond that is searched on a small grid for the least {@link #distance}. Deterministic.
 *
 * @param generator with its parameters
 * @param shown what it shows, in a run about as long as the trace
 * @param distance 0 if it shows what the trace shows; the sum of the squared logarithms of the
 *     ratios of peak-to-mean and both indices of dispersion, and of the squared differences of the
 *     autocorrelations
 */
public record GeneratorFit(ArrivalGenerator generator, TraceStatistics shown, double distance) {
  private static final long SEED = 7;
  private static final int MIN_SECONDS = 40_000;
  private static final int MAX_SECONDS = 172_800;
  private static final List<Integer> MEMORIES = List.of(2, 5, 10, 30, 100, 300);
  private static final List<Integer> PERIODS = List.of(120, 300, 900, 3_600, 7_200);

  /**
   * For each generator that has parameters its best fit, the nearest first.
   *
   * @throws TraceException if the trace has no arrivals
   */
  public static List<GeneratorFit> fit(TraceStatistics real) {
    if (real.total() == 0) {
      throw new TraceException(
          "trace: total is 0; expected arrivals to fit to. Maybe this part of it is a pause.");
    }
    return Stream.of(
            nearest(real, Stream.of(new Steady(real.mean()))),
            nearest(real, Stream.of(diurnal(real))),
            nearest(real, each(MEMORIES, memory -> bursty(real, memory))),
            nearest(real, each(PERIODS, period -> flashCrowd(real, period))))
        .sorted(Comparator.comparingDouble(GeneratorFit::distance))
        .toList();
  }

  /** This generator, next to that trace. */
  public static GeneratorFit of(ArrivalGenerator generator, TraceStatistics real) {
    // Less than a whole day of its curve would have another mean.
    int day = generator.shape().swing() > 0 ? generator.shape().period() : 0;
    int least = Math.clamp(day, MIN_SECONDS, MAX_SECONDS);
    int seconds = (int) Math.clamp(real.seconds(), least, MAX_SECONDS);
    TraceStatistics shown = TraceStatistics.of(generator.counts(seconds, SEED));
    return new GeneratorFit(generator, shown, distance(real, shown));
  }

  private static ArrivalGenerator bursty(TraceStatistics real, int memory) {
    return Bursty.nearest(real.mean(), real.peakToMean(), memory);
  }

  private static ArrivalGenerator flashCrowd(TraceStatistics real, int period) {
    return FlashCrowd.nearest(real.mean(), real.peakToMean(), period);
  }

  /** What varies between windows is put down to the day: mean² swing² / 2 is its variance. */
  private static ArrivalGenerator diurnal(TraceStatistics real) {
    double between = Math.max(0, real.dispersion() - real.dispersionWithin());
    double swing = Math.min(0.95, Math.sqrt(2 * between / real.mean()));
    int period = real.seconds() > Diurnal.DEFAULT_PERIOD ? Diurnal.DEFAULT_PERIOD : MIN_SECONDS;
    return Diurnal.nearest(real.mean(), real.peakToMean(), swing, period);
  }

  private static Stream<ArrivalGenerator> each(
      List<Integer> grid, Function<Integer, ArrivalGenerator> generator) {
    return grid.stream().map(generator);
  }

  private static GeneratorFit nearest(TraceStatistics real, Stream<ArrivalGenerator> candidates) {
    return candidates
        .map(candidate -> of(candidate, real))
        .min(Comparator.comparingDouble(GeneratorFit::distance))
        .orElseThrow();
  }

  private static double distance(TraceStatistics real, TraceStatistics shown) {
    double[] a = ratios(real);
    double[] b = ratios(shown);
    double[] c = correlations(real);
    double[] d = correlations(shown);
    double ratios =
        IntStream.range(0, a.length).mapToDouble(i -> square(Math.log(a[i] / b[i]))).sum();
    double differences = IntStream.range(0, c.length).mapToDouble(i -> square(c[i] - d[i])).sum();
    return ratios + differences;
  }

  /** Never quite 0, so that ratios of them exist. */
  private static double[] ratios(TraceStatistics of) {
    return DoubleStream.of(of.peakToMean(), of.dispersion(), of.dispersionWithin())
        .map(value -> Math.max(0.01, value))
        .toArray();
  }

  private static double[] correlations(TraceStatistics of) {
    return new double[] {of.correlation1(), of.correlation10(), of.correlation60()};
  }

  private static double square(double x) {
    return x * x;
  }
}
