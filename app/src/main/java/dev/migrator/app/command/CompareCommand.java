package dev.migrator.app.command;

import dev.migrator.app.comparison.Comparison;
import dev.migrator.app.policy.Policies;
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

/** {@code compare}: runs several policies on the same requests and puts them side by side. */
@Command(
    name = "compare",
    description = "Run several policies on the same requests, side by side.",
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ScenarioOptions scenarios = new ScenarioOptions();

  @Parameters(arity = "1..*", paramLabel = "SCENARIO", description = "The scenarios' files.")
  private List<Path> files = List.of();

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description =
          "The policies, separated by commas (default: migrator,static,reactive,clairvoyant).")
  private List<String> policies = Policies.sideBySide();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write an HTML report into this folder.")
  private @Nullable Path report;

  @Mixin private final OutputOption output = new OutputOption();

  /** Runs everything, then writes the report, then prints. */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    PolicyNames.requireKnown(policies, scenarios.forecast());
    Optional<ReportFolder> folder = Optional.ofNullable(report).map(ReportFolder::checked);
    Comparison comparison =
        new Comparison(scenarios.load(files, screen), policies, scenarios.forecast());
    new SideBySide(screen, output.format(), "MIGRator: policies compared", folder).show(comparison);
    return 0;
  }
}
