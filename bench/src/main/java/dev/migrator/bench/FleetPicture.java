package dev.migrator.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Planning time and gap over the number of GPUs, as an SVG picture of two panels. */
final class FleetPicture {
  private static final int WIDTH = 720;
  private static final int LEFT = 64;
  private static final int RIGHT = 700;
  private static final int PANEL = 190;
  private static final double[] DECADES = {0.1, 1, 10, 100, 1_000};

  private final List<FleetSpeed.Result> results;
  private final StringBuilder svg = new StringBuilder();

  private FleetPicture(List<FleetSpeed.Result> results) {
    this.results = results;
  }

  static String of(List<FleetSpeed.Result> results) {
    return new FleetPicture(results).drawn();
  }

  private String drawn() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d 500\""
            + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\">",
        WIDTH);
    add("<title>Planning time and gap over the number of GPUs</title>");
    add("<rect width=\"%d\" height=\"500\" fill=\"white\"/>", WIDTH);
    time(30);
    gap(265);
    add("<text x=\"382\" y=\"492\" text-anchor=\"middle\">GPUs</text>");
    add("</svg>");
    return svg.toString();
  }

  private void time(int top) {
    add("<text x=\"%d\" y=\"%d\" font-weight=\"bold\">Planning time in s</text>", LEFT, top - 10);
    double low = Math.log10(DECADES[0]);
    double high = Math.log10(DECADES[DECADES.length - 1]);
    for (double decade : DECADES) {
      mark(
          y(top, Math.log10(decade), low, high),
          decade < 1 ? "0.1" : String.format(Locale.ROOT, "%.0f", decade));
    }
    line(top, r -> clamped(r.cpuSeconds()), low, high, "#2166ac", "processor", 20);
    line(top, r -> clamped(r.seconds()), low, high, "#92c5de", "clock", -10);
    numbers(top);
  }

  private static double clamped(double seconds) {
    return Math.log10(Math.clamp(seconds, DECADES[0], DECADES[DECADES.length - 1]));
  }

  private void gap(int top) {
    add(
        "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">Gap to the proven bound in %%</text>",
        LEFT, top - 10);
    double high = Math.ceil(gaps().max().orElse(1) + 0.5);
    for (int percent = 0; percent <= high; percent++) {
      mark(y(top, percent, 0, high), String.valueOf(percent));
    }
    line(top, r -> 100 * r.gap(), 0, high, "#b2182b", "gap", -10);
    numbers(top);
  }

  private DoubleStream gaps() {
    return results.stream().mapToDouble(r -> 100 * r.gap());
  }

  private void mark(double y, String label) {
    add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>", LEFT, RIGHT, y);
    add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, label);
  }

  private void numbers(int top) {
    for (FleetSpeed.Result r : results) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
          x(r.gpus()), top + PANEL + 18, r.gpus());
    }
  }

  private void line(
      int top,
      ToDoubleFunction<FleetSpeed.Result> value,
      double low,
      double high,
      String color,
      String name,
      int labelBelow) {
    String points =
        results.stream()
            .map(r -> point(x(r.gpus()), y(top, value.applyAsDouble(r), low, high)))
            .collect(Collectors.joining(" "));
    add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, color);
    for (FleetSpeed.Result r : results) {
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
          x(r.gpus()), y(top, value.applyAsDouble(r), low, high), color);
    }
    double last = y(top, value.applyAsDouble(results.getLast()), low, high);
    add(
        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%s</text>",
        RIGHT - 12, last + labelBelow, color, name);
  }

  private static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y).replace(' ', ',');
  }

  private double x(int gpus) {
    double most = Math.log(Math.max(2, results.getLast().gpus()));
    return LEFT + 20 + (RIGHT - LEFT - 40) * Math.log(gpus) / most;
  }

  private static double y(int top, double value, double low, double high) {
    return top + PANEL * (high - value) / (high - low);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
