package dev.migrator.app.command;

import dev.migrator.app.comparison.Comparison;
import dev.migrator.app.comparison.ComparisonAnswer.ScenarioAnswer;
import dev.migrator.app.comparison.ComparisonTable;
import dev.migrator.app.comparison.ScenarioRuns;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate}: runs one policy and prints its scorecard. */
@Command(
    name = "simulate",
    description = "Run one policy on a scenario; print its scorecard.",
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ScenarioOptions scenarios = new ScenarioOptions();

  @Parameters(paramLabel = "SCENARIO", description = "The scenario's file.")
  private Path file = Path.of("");

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      defaultValue = "migrator",
      description = "The policy (default: ${DEFAULT-VALUE}).")
  private String policy = "";

  @Mixin private final OutputOption output = new OutputOption();

  /** Runs it. */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    PolicyNames.requireKnown(List.of(policy), scenarios.forecast());
    Comparison comparison =
        new Comparison(
            List.of(scenarios.load(file, screen)), List.of(policy), scenarios.forecast());
    ScenarioRuns runs = screen.run(comparison).getFirst();
    screen.print(output.render(ScenarioAnswer.of(runs), () -> ComparisonTable.ofOne(runs)));
    return 0;
  }
}
