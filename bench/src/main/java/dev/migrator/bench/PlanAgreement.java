package dev.migrator.bench;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Plan;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.run.UpperBound;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How well what plans promise agrees with what the simulator then measures, and where the rest of
 * the upper bound is: one plan a window, made for the true arrivals, no value beyond the window.
 *
 * <p>From the bound on all policies to what is measured there are four steps: to the strict bound,
 * for which nobody waits across a slot's end and set-ups take all their time; to what the plans
 * prove of the windows as they are met (accuracy and layout on entry, and what a window can do for
 * the next); to what they promise (the planner's gap); and to what comes of it.
 *
 * <p>Arguments: a folder with traces, then scenarios.
 */
public final class PlanAgreement {
  private PlanAgreement() {}

  /** Prints a line for each scenario. */
  public static void main(String[] arguments) {
    System.out.printf(
        "%-24s %12s %12s %12s %12s %12s %8s %8s %8s %8s%n",
        "scenario", "bound", "strict", "proven", "promised", "measured", "/", "/", "/", "/");
    for (int i = 1; i < arguments.length; i++) {
      LoadedScenario scenario =
          ScenarioFile.read(Path.of(arguments[i]), Optional.of(Path.of(arguments[0]))).load();
      Experiment experiment = undistorted(scenario.experiment());
      Run run = run(experiment);
      double promised = run.plans().stream().mapToDouble(Plan::value).sum();
      double proven = run.plans().stream().mapToDouble(Plan::bound).sum();
      double measured = run.scorecard().weightedGoodput();
      PlannerSettings settings = PlannerSettings.standard();
      double bound = UpperBound.of(experiment, settings);
      double strict = UpperBound.withoutWaiting(experiment, settings);
      System.out.printf(
          "%-24s %12.0f %12.0f %12.0f %12.0f %12.0f %8.4f %8.4f %8.4f %8.4f%n",
          experiment.name(),
          bound,
          strict,
          proven,
          promised,
          measured,
          strict / bound,
          proven / strict,
          promised / proven,
          measured / promised);
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
