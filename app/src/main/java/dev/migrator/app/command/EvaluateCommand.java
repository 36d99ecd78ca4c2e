package dev.migrator.app.command;

import dev.migrator.app.evaluation.Ablations;
import dev.migrator.app.evaluation.Bars;
import dev.migrator.app.evaluation.Case;
import dev.migrator.app.evaluation.Evaluation;
import dev.migrator.app.evaluation.EvaluationAnswer;
import dev.migrator.app.evaluation.EvaluationText;
import dev.migrator.app.evaluation.Markdown;
import dev.migrator.app.evaluation.Results;
import dev.migrator.app.evaluation.Store;
import dev.migrator.app.evaluation.Suite;
import dev.migrator.app.evaluation.Summary;
import dev.migrator.app.evaluation.Variant;
import dev.migrator.app.output.OutputFormat;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.Setting;
import dev.migrator.app.usage.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: runs a suite of scenarios under several policies and sums up. */
@Command(
    name = "evaluate",
    description =
        "Run all scenarios below some folders under several policies; sum up. What is done is kept:"
            + " an interrupted evaluation goes on where it was.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all is done", "1:a job failed; the others are done", "2:wrong use"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  migrator evaluate examples/paper",
      "  migrator evaluate examples/paper/report --policies migrator,static --seeds 5",
      "  migrator evaluate examples/paper --set reconfiguration.start=12s --to slow-start",
      "  migrator evaluate examples/paper/tune --policies migrator --ablations slot-2s,start-12s",
      "  migrator evaluate examples/paper --policies migrator"
          + " --variant 'one-plan=planning.replan=200s;planning.replan-on=none'"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final int MOST_SEEDS = 1_000;
  private static final int MOST_AT_A_TIME = 1_024;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FOLDER",
      description = "Folders of scenarios, *.yaml, or single files.")
  private List<Path> folders = List.of();

  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "A second folder in which traces are looked for.")
  private @Nullable Path traces;

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description =
          "The policies, separated by commas (default: migrator,static,reactive,clairvoyant).")
  private List<String> policies = Policies.sideBySide();

  @Option(
      names = "--forecast",
      paramLabel = "NAME",
      description = "What policies know of the future; else what the scenarios say.")
  private @Nullable String forecast;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Run each scenario with so many seeds, from its own on (default: 1).")
  private int seeds;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of all scenarios: planning.replan=200s, tenants[*].slo=50ms.")
  private List<String> settings = List.of();

  @Option(
      names = "--variant",
      paramLabel = "NAME=KEY=VALUE[;KEY=VALUE]",
      description =
          "Run migrator with these keys as well and compare it to migrator without; the key policy"
              + " names another policy.")
  private List<String> variants = List.of();

  @Option(
      names = "--ablations",
      split = ",",
      paramLabel = "NAME",
      description =
          "Variants that are known by name, separated by commas: all, or some of"
              + " no-pre-initialization, no-retraining, most-accurate-retraining,"
              + " fastest-retraining, mean-forecast, one-plan-a-window, ilp, start-0s to start-12s,"
              + " noise-0 to noise-50, slot-2s, slot-5s, window-60s to window-600s.")
  private List<String> ablations = List.of();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = "evaluation",
      description = "Where results are kept and tables written (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of("");

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many jobs run at a time (default: as many as there are cores).")
  private @Nullable Integer jobs;

  @Mixin private final OutputOption output = new OutputOption();

  /** Runs what is not done yet, then writes, then prints. */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    PolicyNames.requireKnown(policies, Optional.ofNullable(forecast));
    within("--seeds", seeds, MOST_SEEDS);
    int cores = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    within("--jobs", cores, MOST_AT_A_TIME);
    List<Case> cases = Suite.below(folders, Optional.ofNullable(traces)).cases(variants(), seeds);
    Evaluation evaluation = new Evaluation(cases, policies, Optional.ofNullable(forecast));
    requireFew(evaluation);
    Results results = run(evaluation, Store.in(to), cores);
    return show(results, screen);
  }

  private static void within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new UsageException(
          "%s: is %d; expected a number from 1 to %d.".formatted(option, value, most));
    }
  }

  private static void requireFew(Evaluation evaluation) {
    if (evaluation.size() > Evaluation.MOST_JOBS) {
      throw new UsageException(
          "evaluate: %d jobs; expected at most %d. Maybe fewer seeds."
              .formatted(evaluation.size(), Evaluation.MOST_JOBS));
    }
  }

  private List<Variant> variants() {
    List<Setting> forAll = settings.stream().map(Setting::of).toList();
    List<Variant> all = new ArrayList<>(List.of(Variant.unchanged(forAll)));
    Stream.concat(Ablations.named(ablations).stream(), variants.stream().map(Variant::of))
        .forEach(variant -> all.add(variant.after(forAll)));
    Set<String> names = new HashSet<>();
    for (Variant variant : all) {
      if (!names.add(variant.name())) {
        throw new UsageException(
            "--variant: '%s' is given twice; expected names of their own."
                .formatted(variant.name()));
      }
    }
    if (all.size() > 1 && !policies.contains(Variant.VARIED)) {
      throw new UsageException(
          "--variant: varies %s, which is not among the policies %s; expected it there."
              .formatted(Variant.VARIED, String.join(",", policies)));
    }
    return all;
  }

  private static Results run(Evaluation evaluation, Store store, int cores) {
    try (ProgressLine progress = ProgressLine.onTerminal("evaluating", " jobs")) {
      return evaluation.run(store, cores, progress::reached);
    }
  }

  private int show(Results results, Screen screen) {
    EvaluationAnswer answer = Summary.of(results);
    Store store = Store.in(to);
    store.write("results.json", OutputFormat.JSON.render(answer, () -> ""));
    store.write("goodput.svg", Bars.of(answer));
    Path tables = store.write("tables.md", Markdown.of(answer));
    screen.print(output.render(answer, () -> EvaluationText.of(answer, results, tables)));
    answer.failures().forEach(f -> screen.say("failed: %s: %s".formatted(f.job(), f.why())));
    return answer.failures().isEmpty() ? 0 : 1;
  }
}
