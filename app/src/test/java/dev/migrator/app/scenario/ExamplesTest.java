package dev.migrator.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Policies;
import dev.migrator.core.plan.Planner;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.run.UpperBound;
import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that users begin with. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  static List<Path> withoutTraces() {
    // Live systems are no scenarios; LiveFileTest reads them.
    return scenarios(EXAMPLES).stream()
        .filter(file -> !file.getFileName().toString().startsWith("live"))
        .toList();
  }

  static List<Path> withRealTraces() {
    return scenarios(EXAMPLES.resolve("real"));
  }

  @ParameterizedTest
  @MethodSource("withoutTraces")
  void loadWithoutAWarningAndAreNamedLikeTheirFiles(Path file) {
    Scenario scenario = ScenarioFile.read(file, Optional.empty());
    assertThat(file).hasFileName(scenario.name() + ".yaml");
    assertThat(scenario.load().warnings()).isEmpty();
  }

  /** As it is printed there, with some trace of that name beside it. */
  @Test
  void theOneInTheReadmeLoads(@TempDir Path folder) throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    int begin = readme.indexOf("```yaml") + "```yaml".length();
    Path file = folder.resolve("two-tenants.yaml");
    Files.writeString(file, readme.substring(begin, readme.indexOf("```", begin)));
    TraceWriter.write(
        Trace.of(Collections.nCopies(4_000, 50).stream().mapToInt(i -> i).toArray()),
        TraceFormat.COUNTS_PER_SECOND,
        folder.resolve("counts.txt.gz"));

    LoadedScenario loaded = ScenarioFile.read(file, Optional.empty()).load();
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.experiment().tenants()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("withRealTraces")
  void loadWithTheRealTracesWhereTheyAre(Path file) {
    Path traces = Path.of(System.getProperty("migrator.shared", "nowhere"), "traces");
    assumeTrue(Files.isDirectory(traces), "the real traces are not part of the project");

    Scenario scenario = ScenarioFile.read(file, Optional.of(traces));
    LoadedScenario loaded = scenario.load();
    assertThat(file).hasFileName(scenario.name() + ".yaml");
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.experiment().windows()).isEqualTo(10);
    assertThat(loaded.experiment().histories().values())
        .allSatisfy(history -> assertThat(history.length).isGreaterThanOrEqualTo(600));
  }

  @Test
  void fleetOfAThousandHasTwoThousandTenants() {
    Experiment fleet =
        ScenarioFile.read(EXAMPLES.resolve("fleet-1000.yaml"), Optional.empty())
            .load()
            .experiment();
    assertThat(fleet.settings().gpus()).hasSize(1_000);
    assertThat(fleet.tenants()).hasSize(2_000);
  }

  @Test
  void fleetOfEightRuns() throws IOException {
    String text =
        Files.readString(EXAMPLES.resolve("fleet-8.yaml")).replace("length: 200s", "length: 20s");
    LoadedScenario fleet = ScenarioFile.parse("fleet-8", text, List.of()).load();
    Experiment experiment = fleet.experiment();
    Planner planner = Policies.planner("static", fleet.planning(), experiment);
    Run run =
        new Simulation(experiment, () -> 0)
            .run(planner, Forecasts.named("clairvoyant", experiment), _ -> {});

    assertThat(experiment.settings().gpus()).hasSize(8);
    assertThat(run.refused()).isEmpty();
    assertThat(run.scorecard().tenants())
        .hasSize(24)
        .allSatisfy(tenant -> assertThat(tenant.withinSlo()).isPositive());
    assertThat(run.scorecard().goodput()).isLessThan(UpperBound.of(experiment));
    assertThat(run.recording().instances()).extracting(bar -> bar.placement().gpu()).contains(0, 7);
  }

  @Test
  void thereAreSome() {
    assertThat(withoutTraces()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(withRealTraces()).hasSize(6);
  }

  private static List<Path> scenarios(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + folder, e);
    }
  }
}
