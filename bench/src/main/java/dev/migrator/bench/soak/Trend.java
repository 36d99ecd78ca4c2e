package dev.migrator.bench.soak;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Whether a figure grows in the second half of a run.
 *
 * @param name of the figure
 * @param perHour how much it grows in an hour, by least squares
 * @param growth the same over the second half
 * @param spread the largest of the second half less the smallest
 * @param allowed growth over the second half that noise explains
 */
record Trend(String name, double perHour, double growth, double spread, double allowed) {

  static Trend of(
      String name, List<Sample> samples, ToDoubleFunction<Sample> figure, double allowed) {
    List<Sample> half = samples.subList(samples.size() / 2, samples.size());
    double slope = slope(half, figure);
    double hours = half.isEmpty() ? 0 : half.getLast().hours() - half.getFirst().hours();
    double least = half.stream().mapToDouble(figure).min().orElse(0);
    double most = half.stream().mapToDouble(figure).max().orElse(0);
    return new Trend(name, slope, slope * hours, most - least, allowed);
  }

  /** Of each so many in a row the one in which that figure is least. */
  static List<Sample> lowest(List<Sample> samples, int inARow, ToDoubleFunction<Sample> figure) {
    return IntStream.iterate(0, i -> i < samples.size(), i -> i + inARow)
        .mapToObj(i -> samples.subList(i, Math.min(samples.size(), i + inARow)))
        .flatMap(part -> part.stream().min(Comparator.comparingDouble(figure)).stream())
        .toList();
  }

  boolean isFlat() {
    return growth <= allowed;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-16s %+9.3f an hour, %+8.2f over the second half (allowed %.2f), spread %.2f: %s",
        name,
        perHour,
        growth,
        allowed,
        spread,
        isFlat() ? "flat" : "GROWS");
  }

  private static double slope(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double meanX = samples.stream().mapToDouble(Sample::hours).average().orElse(0);
    double meanY = samples.stream().mapToDouble(figure).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Sample sample : samples) {
      double x = sample.hours() - meanX;
      covariance += x * (figure.applyAsDouble(sample) - meanY);
      variance += x * x;
    }
    return variance == 0 ? 0 : covariance / variance;
  }
}
