package dev.migrator.app.command;

import dev.migrator.app.planning.PlanAnswer;
import dev.migrator.app.planning.PlanDrawing;
import dev.migrator.app.planning.ProblemSource;
import dev.migrator.app.planning.WindowPlan;
import dev.migrator.app.scenario.LoadedScenario;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan}: plans one window and shows its layout over time. */
@Command(
    name = "plan",
    description = "Plan one window of a scenario; show its layout over time, its value and bound.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ScenarioOptions scenarios = new ScenarioOptions();

  @Parameters(paramLabel = "SCENARIO", description = "The scenario's file.")
  private Path file = Path.of("");

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "The window, from 0; those before it are run, so that it begins as it really would"
              + " (default: ${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--planner",
      paramLabel = "NAME",
      defaultValue = "migrator",
      description = "The policy that plans (default: ${DEFAULT-VALUE}).")
  private String planner = "";

  @Mixin private final OutputOption output = new OutputOption();

  /**
   * Plans it.
   *
   * @return 0, or 1 if the check refused a plan
   */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    PolicyNames.requireKnown(List.of(planner), scenarios.forecast());
    LoadedScenario scenario = scenarios.load(file, screen);
    WindowOption.require(window, scenario.experiment().windows());
    WindowPlan plan = plan(scenario);
    plan.refusals().forEach(refusal -> screen.warn("the check refused a plan: " + refusal));
    plan.floors().ifPresent(screen::warn);
    ProblemSource source =
        ProblemSource.of(
            file, scenarios.traces(), scenario, window, planner, scenarios.forecast(), plan);
    screen.print(output.render(PlanAnswer.of(plan, source), () -> PlanDrawing.of(plan)));
    return plan.refusals().isEmpty() ? 0 : 1;
  }

  private WindowPlan plan(LoadedScenario scenario) {
    int slots = window * scenario.experiment().settings().slotsPerWindow() + 1;
    try (ProgressLine progress = ProgressLine.onTerminal()) {
      return WindowPlan.of(
          scenario, planner, scenarios.forecast(), window, slot -> progress.reached(slot, slots));
    }
  }
}
