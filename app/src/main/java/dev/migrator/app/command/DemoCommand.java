package dev.migrator.app.command;

import dev.migrator.app.comparison.Comparison;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.Scenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the policies side by side on a scenario that is part of the program. */
@Command(
    name = "demo",
    description = "Run the bundled scenario with the policies side by side; write a report.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final String SCENARIO = "demo.yaml";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RunOptions runs = new RunOptions();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "report",
      description = "The folder of the HTML report (default: ${DEFAULT-VALUE}).")
  private Path report = Path.of("report");

  @Mixin private final OutputOption output = new OutputOption();

  /** Runs everything, then writes the report, then prints. */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    List<String> policies = Policies.sideBySide();
    PolicyNames.requireKnown(policies, runs.forecast());
    ReportFolder folder = ReportFolder.checked(report);
    Scenario scenario = ScenarioFile.parse(SCENARIO, bundled(), List.of(Path.of("")));
    Comparison comparison =
        new Comparison(runs.load(List.of(scenario), screen), policies, runs.forecast());
    new SideBySide(screen, output.format(), "MIGRator: the demo", Optional.of(folder))
        .show(comparison);
    return 0;
  }

  /** The text of the bundled scenario. */
  static String bundled() {
    try (InputStream in = DemoCommand.class.getResourceAsStream(SCENARIO)) {
      Objects.requireNonNull(in, SCENARIO);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
