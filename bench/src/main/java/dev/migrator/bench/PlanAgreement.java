package dev.migrator.bench;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Plan;
import dev.migrator.core.plan.PathPlanner;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How well what plans promise agrees with what the simulator then measures: one plan a window, made
 * for the true arrivals, no value beyond the window.
 *
 * <p>Arguments: a folder with traces, then scenarios.
 */
public final class PlanAgreement {
  private PlanAgreement() {}

  /** Prints a line for each scenario. */
  public static void main(String[] arguments) {
    System.out.printf("%-20s %14s %14s %9s%n", "scenario", "promised", "measured", "ratio");
    for (int i = 1; i < arguments.length; i++) {
      LoadedScenario scenario =
          ScenarioFile.read(Path.of(arguments[i]), Optional.of(Path.of(arguments[0]))).load();
      Experiment experiment = undistorted(scenario.experiment());
      Run run = run(experiment);
      double promised = run.plans().stream().mapToDouble(Plan::value).sum();
      double measured = run.scorecard().weightedGoodput();
      System.out.printf(
          "%-20s %14.0f %14.0f %9.4f%n",
          experiment.name(), promised, measured, measured / promised);
    }
  }

  private static Experiment undistorted(Experiment experiment) {
    LoopSettings settings = experiment.settings().withTerminalWindows(0);
    return new Experiment(
        experiment.name(),
        settings,
        experiment.tenants(),
        experiment.histories(),
        experiment.windows(),
        experiment.seed(),
        experiment.retrainingError());
  }

  private static Run run(Experiment experiment) {
    Map<String, Forecaster> forecasters = new LinkedHashMap<>();
    experiment.truth().forEach((name, truth) -> forecasters.put(name, new Clairvoyant(truth)));
    return new Simulation(experiment, System::nanoTime)
        .run(new PathPlanner(), forecasters, slot -> {});
  }
}
