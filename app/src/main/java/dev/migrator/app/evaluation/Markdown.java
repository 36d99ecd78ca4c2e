package dev.migrator.app.evaluation;

import dev.migrator.app.evaluation.EvaluationAnswer.MeanAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.PolicyAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.ScenarioAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.VariantAnswer;
import dev.migrator.app.evaluation.EvaluationAnswer.WorseAnswer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An evaluation as Markdown tables. */
public final class Markdown {
  private static final String NONE = "-";
  private static final double LEAST_SHOWN = 0.00005;

  private final EvaluationAnswer answer;
  private final StringBuilder text = new StringBuilder();

  private Markdown(EvaluationAnswer answer) {
    this.answer = answer;
  }

  /** The whole of it. */
  public static String of(EvaluationAnswer answer) {
    return new Markdown(answer).all();
  }

  private String all() {
    add("# Evaluation");
    add(
        "Goodput: answers in time, each weighted by the accuracy of the model that gave it. Means"
            + " are geometric, over scenarios and seeds, with 95 %% confidence intervals in"
            + " brackets: Student's, on the logarithms of the ratios, as if the samples were"
            + " independent, which seeds of one scenario are not quite. Policies that share GPUs by"
            + " MPS are held against the bound for MPS, which is looser than that for MIG.");
    failures();
    means("Goodput relative to " + answer.reference(), MeanAnswer::relative);
    means("Goodput relative to the proven upper bound", MeanAnswer::ofBound);
    worse();
    variants();
    relativeByScenario();
    answer.scenarios().forEach(this::scenario);
    return text.toString();
  }

  private void failures() {
    if (!answer.failures().isEmpty()) {
      add("**Failed, and missing below:**");
      answer.failures().forEach(f -> line("- %s: %s", f.job(), f.why()));
      line("");
    }
  }

  private void means(String title, Function<MeanAnswer, GeometricMean> number) {
    add("## %s", title);
    Set<String> labels =
        answer.means().stream()
            .map(MeanAnswer::label)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String label : labels) {
      List<MeanAnswer> of = answer.means().stream().filter(m -> m.label().equals(label)).toList();
      List<String> values = of.stream().map(MeanAnswer::value).distinct().toList();
      header(label.isEmpty() ? "policy" : label, values.stream().map(v -> v.isEmpty() ? "all" : v));
      for (String policy : answer.policies()) {
        row(
            policy,
            of.stream().filter(m -> m.policy().equals(policy)).map(m -> shown(number.apply(m))));
      }
      line("");
    }
  }

  private void worse() {
    add("## Where %s is worse", answer.reference());
    if (answer.worse().isEmpty()) {
      add("Nowhere.");
      return;
    }
    header("scenario", Stream.of("better policy", "by", "in seeds"));
    for (WorseAnswer worse : answer.worse()) {
      row(
          worse.scenario(),
          Stream.of(
              worse.policy(),
              worse.by() < LEAST_SHOWN
                  ? "< 0.01 %"
                  : String.format(Locale.ROOT, "%.2f %%", 100 * worse.by()),
              "%d of %d".formatted(worse.seedsWorse(), worse.seeds())));
    }
    line("");
  }

  private void variants() {
    if (answer.variants().isEmpty()) {
      return;
    }
    add("## Variants of %s", Variant.VARIED);
    add(
        "Goodput relative to the same scenarios and seeds without the change (none where the change"
            + " makes other requests), and to the variant's own bound.");
    header("variant", Stream.of("relative", "of the bound", "overhead s", "without it", "sets"));
    answer.variants().forEach(this::variant);
    line("");
    answer.variants().stream()
        .filter(v -> v.settings().contains("reconfiguration.pre-initialization=false"))
        .forEach(this::hidden);
  }

  private void variant(VariantAnswer variant) {
    List<String> sets = new ArrayList<>(variant.settings());
    if (!variant.policy().equals(Variant.VARIED)) {
      sets.add("policy=" + variant.policy());
    }
    row(
        variant.name(),
        Stream.of(
            shown(variant.relative()),
            shown(variant.ofBound()),
            String.format(Locale.ROOT, "%.0f", variant.overheadSeconds()),
            String.format(Locale.ROOT, "%.0f", variant.unchangedOverheadSeconds()),
            sets.stream().map("`%s`"::formatted).collect(Collectors.joining(", "))));
  }

  private void hidden(VariantAnswer without) {
    if (without.overheadSeconds() > 0) {
      add(
          "Pre-initialization hides %.0f %% of the reconfiguration overhead: %.0f s a run instead"
              + " of %.0f s (which also depends on how often each changes the layout).",
          100 * (1 - without.unchangedOverheadSeconds() / without.overheadSeconds()),
          without.unchangedOverheadSeconds(),
          without.overheadSeconds());
    }
    answer.variants().stream()
        .filter(v -> v.settings().contains("reconfiguration.start=0s"))
        .forEach(free -> hidden(without.relative().mean(), free.relative().mean()));
  }

  /**
   * Of what starting workers costs in Goodput.
   *
   * @param without Goodput without pre-initialization, relative to that with it
   * @param free Goodput if workers started at once, relative to the same
   */
  private void hidden(@Nullable Double without, @Nullable Double free) {
    if (without != null && free != null && free > 1 && without < 1) {
      add(
          "Of the Goodput that starting workers costs without it, %.1f %%, it hides %.0f %%.",
          100 * (1 - without / free), 100 * (1 - without) / (free - without));
    }
  }

  private void relativeByScenario() {
    add("## By scenario: Goodput relative to %s", answer.reference());
    header("scenario", answer.policies().stream());
    for (ScenarioAnswer scenario : answer.scenarios()) {
      row(
          scenario.name(),
          answer.policies().stream()
              .map(
                  policy ->
                      scenario.policies().stream()
                          .filter(p -> p.policy().equals(policy))
                          .map(p -> ratio(p.relative()))
                          .findFirst()
                          .orElse(NONE)));
    }
    line("");
  }

  private void scenario(ScenarioAnswer scenario) {
    add("### %s", scenario.name());
    String labels =
        scenario.labels().entrySet().stream()
            .map(e -> "%s %s".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    line("%s%s", labels.isEmpty() ? "" : labels + "; ", seeds(scenario));
    add("Proven upper bound %s%s.", count(scenario.upperBound()), mps(scenario));
    header(
        "policy",
        Stream.of(
            "Goodput",
            "/ " + answer.reference(),
            "of the bound",
            "within SLO",
            "accuracy",
            "retrainings",
            "reconfigurations",
            "overhead of set-up s"));
    scenario.policies().forEach(this::policy);
    line("");
    scenario.policies().stream().filter(p -> p.refusedPlans() > 0).forEach(this::refused);
  }

  private void refused(PolicyAnswer policy) {
    add("%s: the check refused plans, %d faults.", policy.policy(), policy.refusedPlans());
  }

  private static String seeds(ScenarioAnswer scenario) {
    int many = scenario.seeds().size();
    return many == 1
        ? "seed %d.".formatted(scenario.seeds().getFirst())
        : "means over %d seeds.".formatted(many);
  }

  private static String mps(ScenarioAnswer scenario) {
    Double bound = scenario.mpsUpperBound();
    return bound == null ? "" : "; by MPS " + count(bound);
  }

  private void policy(PolicyAnswer policy) {
    row(
        policy.policy(),
        Stream.of(
            count(policy.goodput()),
            ratio(policy.relative()),
            ratio(policy.ofBound()),
            String.format(Locale.ROOT, "%.1f %%", 100 * policy.sloAttainment()),
            String.format(Locale.ROOT, "%.3f", policy.meanAccuracy()),
            String.format(Locale.ROOT, "%.0f", policy.retrainings()),
            String.format(Locale.ROOT, "%.0f", policy.reconfigurations()),
            String.format(
                Locale.ROOT, "%.0f of %.0f", policy.overheadSeconds(), policy.setupSeconds())));
  }

  private static String shown(GeometricMean mean) {
    Double low = mean.low();
    Double high = mean.high();
    return low == null || high == null
        ? ratio(mean.mean())
        : String.format(Locale.ROOT, "%s [%.3f, %.3f]", ratio(mean.mean()), low, high);
  }

  private static String ratio(@Nullable Double ratio) {
    return ratio == null ? NONE : String.format(Locale.ROOT, "%.3f", ratio);
  }

  private static String count(@Nullable Double count) {
    return count == null ? "unknown" : String.format(Locale.ROOT, "%,.0f", count);
  }

  private void header(String first, Stream<String> others) {
    List<String> columns = others.toList();
    row(first, columns.stream());
    row("---", columns.stream().map(_ -> "--:"));
  }

  private void row(String first, Stream<String> others) {
    text.append(
        Stream.concat(Stream.of(first), others)
            .map(Markdown::cell)
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** As it can stand in a table: names may have bars and line breaks, which would end the cell. */
  private static String cell(String content) {
    return content.replace("|", "\\|").replaceAll("\\R", " ");
  }

  /** A paragraph. */
  private void add(String format, Object... parts) {
    line(format + "\n", parts);
  }

  private void line(String format, Object... parts) {
    text.append(String.format(Locale.ROOT, format, parts)).append('\n');
  }
}
