package dev.migrator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Draws what {@link PlannerSpeed} measured: for each number of tenants the share of problems that
 * are planned within a time, and the times that are asked for.
 *
 * <p>Arguments: the picture to write, an SVG, and the JSON files of {@code PlannerSpeed}.
 */
public final class PlannerSpeedPicture {
  private static final int LEFT = 60;
  private static final int RIGHT = 700;
  private static final int TOP = 46;
  private static final int BOTTOM = 300;
  private static final int LEGEND = BOTTOM + 46;
  private static final int LINE = 18;
  private static final double[] TICKS = {10, 30, 100, 300, 1_000, 3_000, 10_000};

  /** How each number of tenants is drawn, and within how many milliseconds plans are wanted. */
  private record Style(String color, double limit) {
    static Style of(int tenants) {
      return switch (tenants) {
        case 2 -> new Style("#2166ac", 300);
        case 4 -> new Style("#1b7837", 1_000);
        case 7 -> new Style("#b2182b", 5_000);
        default -> new Style("#666", Double.NaN);
      };
    }
  }

  private final StringBuilder svg = new StringBuilder();

  private PlannerSpeedPicture() {}

  /** Reads all files but the first and writes that one. */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      throw new IllegalArgumentException(
          "arguments are %s; expected a picture to write and JSON files of PlannerSpeed."
              .formatted(Arrays.toString(args)));
    }
    TreeMap<Integer, List<Double>> millis = new TreeMap<>();
    for (String file : Arrays.asList(args).subList(1, args.length)) {
      read(new ObjectMapper().readTree(Path.of(file).toFile()), millis);
    }
    Files.writeString(Path.of(args[0]), of(millis));
  }

  private static void read(JsonNode report, TreeMap<Integer, List<Double>> millis) {
    for (JsonNode outcome : report.path("outcomes")) {
      millis
          .computeIfAbsent(outcome.path("tenants").asInt(), _ -> new ArrayList<>())
          .add(outcome.path("millis").asDouble());
    }
  }

  /**
   * The picture.
   *
   * @param millis by number of tenants, how long each problem took
   */
  static String of(TreeMap<Integer, List<Double>> millis) {
    return new PlannerSpeedPicture().drawn(millis);
  }

  private String drawn(TreeMap<Integer, List<Double>> millis) {
    int height = LEGEND + LINE * millis.size();
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 %d\""
            + " font-family=\"sans-serif\" font-size=\"13\" role=\"img\">",
        height);
    add("<title>Share of problems planned within a time</title>");
    add("<rect width=\"720\" height=\"%d\" fill=\"white\"/>", height);
    axes();
    int row = 0;
    for (var entry : millis.entrySet()) {
      curve(entry.getKey(), entry.getValue().stream().sorted().toList(), row++);
    }
    add("</svg>");
    return svg.toString();
  }

  private void axes() {
    add(
        "<text x=\"%d\" y=\"20\" font-weight=\"bold\">Share of problems planned within a"
            + " time</text>",
        LEFT);
    for (int percent = 0; percent <= 100; percent += 25) {
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%3$.1f\" stroke=\"#ddd\"/>",
          LEFT, RIGHT, y(percent / 100.0));
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
          LEFT - 8, y(percent / 100.0) + 4, percent);
    }
    for (double tick : TICKS) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x(tick), BOTTOM + 18, tick < 1_000 ? text("%.0f ms", tick) : seconds(tick));
    }
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">dashed: what is asked for</text>",
        RIGHT, LEGEND);
  }

  /** One step up at each problem's time. */
  private void curve(int tenants, List<Double> sorted, int row) {
    Style style = Style.of(tenants);
    StringBuilder points = new StringBuilder(text("%.1f,%.1f", x(0), y(0)));
    for (int i = 0; i < sorted.size(); i++) {
      points.append(
          text(
              " %1$.1f,%2$.1f %1$.1f,%3$.1f",
              x(sorted.get(i)), y((double) i / sorted.size()), y((i + 1.0) / sorted.size())));
    }
    points.append(text(" %d,%.1f", RIGHT, y(1)));
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        points, style.color());
    String label = text("%d tenants, %d problems", tenants, sorted.size());
    if (!Double.isNaN(style.limit())) {
      add(
          "<line x1=\"%.1f\" x2=\"%1$.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\""
              + " stroke-dasharray=\"4 4\"/>",
          x(style.limit()), TOP, BOTTOM, style.color());
      label +=
          text(": %.1f %% within %s", 100 * within(sorted, style.limit()), seconds(style.limit()));
    }
    add(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
        LEFT, LEGEND + LINE * row, style.color(), label);
  }

  private static double within(List<Double> sorted, double limit) {
    return (double) sorted.stream().filter(time -> time < limit).count() / sorted.size();
  }

  private static String seconds(double millis) {
    return text(millis % 1_000 == 0 ? "%.0f s" : "%.1f s", millis / 1_000);
  }

  private static double x(double millis) {
    double low = Math.log(TICKS[0]);
    double high = Math.log(TICKS[TICKS.length - 1]);
    double at = Math.log(Math.clamp(millis, TICKS[0], TICKS[TICKS.length - 1]));
    return LEFT + (RIGHT - LEFT) * (at - low) / (high - low);
  }

  private static double y(double share) {
    return BOTTOM - (BOTTOM - TOP) * share;
  }

  private void add(String format, Object... values) {
    svg.append(text(format, values)).append('\n');
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
