package dev.migrator.app.evaluation;

import dev.migrator.app.evaluation.EvaluationAnswer.MeanAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.PolicyAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.ScenarioAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as an SVG picture of bars: Goodput relative to the reference, over all and for each
 * value of each label with confidence intervals, then for each scenario. Not relative to the bound:
 * that for MPS is looser than that for MIG, and bars would not compare.
 */
public final class Bars {
  private static final int WIDTH = 900;
  private static final int LEFT = 240;
  private static final int RIGHT = 860;

  /** The ratio at the right edge. */
  private static final double MOST = 1.2;

  private static final double[] MARKS = {0.5, 0.8, 0.9, 1, 1.1};
  private static final int BAR = 7;
  private static final int BETWEEN = 12;
  private static final int LEGEND_ROW = 18;
  private static final int LEGEND_COLUMNS = 5;
  private static final List<String> COLOURS =
      List.of(
          "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f",
          "#bcbd22", "#17becf", "#000000", "#aec7e8");

  private final EvaluationAnswer answer;
  private final StringBuilder svg = new StringBuilder();
  private int y;

  private Bars(EvaluationAnswer answer) {
    this.answer = answer;
  }

  /** The picture. */
  public static String of(EvaluationAnswer answer) {
    return new Bars(answer).drawn();
  }

  private String drawn() {
    y = 28;
    add(
        "<text x=\"12\" y=\"%d\" font-weight=\"bold\">%s</text>",
        y, escaped("Goodput / that of " + answer.reference()));
    legend();
    marks();
    answer.means().stream()
        .map(mean -> new Group(mean.label(), mean.value()))
        .distinct()
        .forEach(this::group);
    answer.scenarios().forEach(this::scenario);
    String body = svg.toString();
    svg.setLength(0);
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">",
        WIDTH, y + BETWEEN);
    add("<title>Goodput relative to %s, by policy</title>", escaped(answer.reference()));
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, y + BETWEEN);
    return svg + body + "</svg>\n";
  }

  /** A label's value. */
  private record Group(String label, String value) {
    String shown() {
      return label.isEmpty() ? "all scenarios" : "%s: %s".formatted(label, value);
    }
  }

  private void legend() {
    int step = (WIDTH - 24) / LEGEND_COLUMNS;
    for (int i = 0; i < answer.policies().size(); i++) {
      int x = 12 + i % LEGEND_COLUMNS * step;
      int row = y + LEGEND_ROW * (1 + i / LEGEND_COLUMNS);
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>",
          x, row - 9, colour(i));
      add("<text x=\"%d\" y=\"%d\">%s</text>", x + 15, row, escaped(answer.policies().get(i)));
    }
    y += LEGEND_ROW * Math.ceilDiv(answer.policies().size(), LEGEND_COLUMNS) + BETWEEN;
  }

  private void group(Group group) {
    name(group.shown());
    for (MeanAnswer mean : answer.means()) {
      if (new Group(mean.label(), mean.value()).equals(group)) {
        bar(mean.policy(), mean.relative().mean());
        whisker(mean.relative());
        y += BAR + 1;
      }
    }
    y += BETWEEN;
  }

  private void scenario(ScenarioAnswer scenario) {
    name(scenario.name());
    for (String policy : answer.policies()) {
      Optional<PolicyAnswer> one =
          scenario.policies().stream().filter(p -> p.policy().equals(policy)).findFirst();
      bar(policy, one.map(PolicyAnswer::relative).orElse(null));
      y += BAR + 1;
    }
    y += BETWEEN;
  }

  private void name(String name) {
    int middle = y + answer.policies().size() * (BAR + 1) / 2 + 4;
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, middle, escaped(name));
    for (double mark : MARKS) {
      add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>",
          x(mark),
          x(mark),
          y - 2,
          y + answer.policies().size() * (BAR + 1),
          mark == 1 ? "#666" : "#ddd");
    }
  }

  private void marks() {
    for (double mark : MARKS) {
      add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(mark), y, mark);
    }
    y += BETWEEN;
  }

  private void bar(String policy, @Nullable Double share) {
    if (share != null) {
      int index = answer.policies().indexOf(policy);
      double width = x(share) - LEFT;
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\">"
              + "<title>%s: %.3f</title></rect>",
          LEFT, y, width, BAR, colour(index), escaped(policy), share);
    }
  }

  private void whisker(GeometricMean mean) {
    Double low = mean.low();
    Double high = mean.high();
    if (low != null && high != null) {
      add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"black\"/>",
          x(low), x(high), y + BAR / 2.0, y + BAR / 2.0);
    }
  }

  private static double x(double share) {
    return LEFT + Math.clamp(share, 0, MOST) / MOST * (RIGHT - LEFT);
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private void add(String format, Object... parts) {
    svg.append(String.format(Locale.ROOT, format, parts)).append('\n');
  }
}
