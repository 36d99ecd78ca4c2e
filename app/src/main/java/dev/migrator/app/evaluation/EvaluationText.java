package dev.migrator.app.evaluation;

import dev.migrator.app.evaluation.EvaluationAnswer.MeanAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.VariantAnswer;
import dev.migrator.app.output.Table;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An evaluation in short, for a terminal. */
public final class EvaluationText {
  private EvaluationText() {}

  /**
   * The text.
   *
   * @param tables where everything else is
   */
  public static String of(EvaluationAnswer answer, Results results, Path tables) {
    return "%d scenarios; %d jobs, of which %d were to be done.%n%n%s%s%nIn short; all else: %s%n"
        .formatted(
            answer.scenarios().size(),
            results.evaluation().size(),
            results.computed(),
            means(answer),
            answer.variants().isEmpty() ? "" : "\n" + variants(answer),
            tables);
  }

  private static Table means(EvaluationAnswer answer) {
    Table table = new Table("policy", "/ " + answer.reference(), "95 %", "of the bound", "95 %");
    answer.means().stream()
        .filter(mean -> mean.label().isEmpty())
        .forEach(mean -> add(table, mean));
    return table;
  }

  private static void add(Table table, MeanAnswer mean) {
    table.row(
        mean.policy(),
        ratio(mean.relative().mean()),
        interval(mean.relative()),
        ratio(mean.ofBound().mean()),
        interval(mean.ofBound()));
  }

  private static Table variants(EvaluationAnswer answer) {
    Table table = new Table("variant", "/ unchanged", "95 %", "of the bound", "95 %");
    for (VariantAnswer variant : answer.variants()) {
      table.row(
          variant.name(),
          ratio(variant.relative().mean()),
          interval(variant.relative()),
          ratio(variant.ofBound().mean()),
          interval(variant.ofBound()));
    }
    return table;
  }

  private static String ratio(@Nullable Double ratio) {
    return ratio == null ? "-" : String.format(Locale.ROOT, "%.3f", ratio);
  }

  private static String interval(GeometricMean mean) {
    Double low = mean.low();
    Double high = mean.high();
    return low == null || high == null
        ? "-"
        : String.format(Locale.ROOT, "%.3f to %.3f", low, high);
  }
}
