package dev.migrator.app.command;

import dev.migrator.app.explain.Explainer;
import dev.migrator.app.explain.Explanation;
import dev.migrator.app.explain.ExplanationText;
import dev.migrator.app.planning.Fingerprint;
import dev.migrator.app.planning.PlanAnswer;
import dev.migrator.app.planning.PlanFile;
import dev.migrator.app.planning.PlanReading;
import dev.migrator.app.planning.ProblemSource;
import dev.migrator.app.planning.WindowPlan;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Sharing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code explain}: says of each change in a plan what it costs, earns, and what else was possible.
 */
@Command(
    name = "explain",
    description = {
      "Say why a plan is as it is: what each change of layout costs and earns, what else could be"
          + " done, and what each switch of the planner contributes.",
      "The plan is one that `plan --output json` wrote, perhaps edited since, or it is made for a"
          + " window of a scenario."
    },
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  private static final String DEFAULT_PLANNER = "migrator";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ScenarioOptions scenarios = new ScenarioOptions();

  @Parameters(paramLabel = "PLAN|SCENARIO", description = "The plan's or the scenario's file.")
  private Path file = Path.of("");

  @Option(
      names = "--window",
      paramLabel = "N",
      description =
          "The scenario's window, from 0; those before it are run, so that it begins as it really"
              + " would (default: 0).")
  private @Nullable Integer window;

  @Option(
      names = {"--planner", "--policy"},
      paramLabel = "NAME",
      description = "The policy that plans the window (default: " + DEFAULT_PLANNER + ").")
  private @Nullable String planner;

  @Mixin private final OutputOption output = new OutputOption();

  /** A plan to explain. */
  private record Case(
      LoadedScenario scenario, ProblemSource source, PlanningProblem problem, Plan plan) {}

  /**
   * Explains it.
   *
   * @return 0, or 1 if the plan is not legal
   */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    Case one = PlanFile.isPlan(file) ? read(screen) : plan(screen);
    List<String> violations = PlanCheck.violations(one.problem(), one.plan());
    violations.forEach(violation -> screen.say(file + ": the plan is not legal: " + violation));
    if (violations.isEmpty()) {
      Explanation explanation = explain(one);
      screen.print(output.render(explanation, () -> ExplanationText.of(explanation)));
    }
    return violations.isEmpty() ? 0 : 1;
  }

  private static Explanation explain(Case one) {
    try (ProgressLine progress = ProgressLine.onTerminal("explaining", " parts")) {
      return new Explainer(
              one.source(),
              one.problem(),
              one.plan(),
              Policies.pathSettings(one.scenario().planning()),
              progress::reached)
          .explain();
    }
  }

  /** Plans the window that the options name. */
  private Case plan(Screen screen) {
    String policy = Optional.ofNullable(planner).orElse(DEFAULT_PLANNER);
    int number = Optional.ofNullable(window).orElse(0);
    PolicyNames.requireKnown(List.of(policy), scenarios.forecast());
    requireMig(policy);
    LoadedScenario scenario = scenarios.load(file, screen);
    WindowOption.require(number, scenario.experiment().windows());
    WindowPlan made = made(scenario, policy, scenarios.forecast(), number);
    ProblemSource source =
        ProblemSource.of(
            file, scenarios.traces(), scenario, number, policy, scenarios.forecast(), made);
    return new Case(scenario, source, made.problem(), made.plan());
  }

  private static WindowPlan made(
      LoadedScenario scenario, String policy, Optional<String> forecast, int window) {
    int slots = window * scenario.experiment().settings().slotsPerWindow() + 1;
    try (ProgressLine progress = ProgressLine.onTerminal()) {
      return WindowPlan.of(
          scenario, policy, forecast, window, slot -> progress.reached(slot, slots));
    }
  }

  /** Reads a plan and makes its problem again. */
  private Case read(Screen screen) {
    requireNoOptions();
    PlanAnswer answer = PlanFile.read(file);
    ProblemSource source = answer.problem();
    PolicyNames.requireKnown(List.of(source.planner()), Optional.of(source.forecast()));
    requireMig(source.planner());
    LoadedScenario scenario =
        ScenarioFile.read(scenario(source), traces(source)).withSeed(source.seed()).load();
    scenario.warnings().forEach(screen::warn);
    requireWindow(source, scenario.experiment().windows());
    PlanningProblem problem =
        made(scenario, source.planner(), Optional.of(source.forecast()), source.window()).problem();
    requireSame(source, problem);
    return new Case(scenario, source, problem, PlanReading.plan(file.toString(), answer, problem));
  }

  /** Layouts of shares by MPS cannot be gone through for what else could be done. */
  private static void requireMig(String policy) {
    if (Policies.sharing(policy) != Sharing.MIG) {
      throw new UsageException(
          "explain: policy %s shares GPUs by MPS; expected one that cuts them by MIG."
              .formatted(policy));
    }
  }

  private void requireNoOptions() {
    requireNone("--window", Optional.ofNullable(window));
    requireNone("--planner", Optional.ofNullable(planner));
    requireNone("--forecast", scenarios.forecast());
    requireNone("--seed", scenarios.seed());
  }

  private void requireNone(String option, Optional<?> value) {
    value.ifPresent(
        given -> {
          throw new UsageException(
              "%s: %s; expected none, for the plan in %s says it itself."
                  .formatted(option, given, file));
        });
  }

  /** As it was named; if it is not there, beside the plan. */
  private Path scenario(ProblemSource source) {
    Path named = Path.of(source.scenario());
    Path beside = file.resolveSibling(named.getFileName());
    return !Files.exists(named) && Files.exists(beside) ? beside : named;
  }

  private Optional<Path> traces(ProblemSource source) {
    return scenarios
        .traces()
        .or(() -> Optional.of(source.traces()).filter(t -> !t.isEmpty()).map(Path::of));
  }

  private void requireWindow(ProblemSource source, int windows) {
    if (source.window() < 0 || source.window() >= windows) {
      throw new UsageException(
          "%s: problem.window is %d; expected a number from 0 to %d."
              .formatted(file, source.window(), windows - 1));
    }
  }

  private void requireSame(ProblemSource source, PlanningProblem problem) {
    String fingerprint = Fingerprint.of(problem);
    if (!fingerprint.equals(source.fingerprint())) {
      throw new UsageException(
          "%s: problem.fingerprint is %s; expected %s, that of window %d of %s. Maybe the scenario or a trace has changed since, or another version planned: plan again."
              .formatted(
                  file, source.fingerprint(), fingerprint, source.window(), source.scenario()));
    }
  }
}
