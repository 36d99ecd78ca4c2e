package dev.migrator.bench;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.plan.Planner;
import dev.migrator.policies.ekya.EkyaPlanner;
import dev.migrator.policies.ekya.MeanOver;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Simulation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures what the readings of Ekya earn on scenarios: the mean over requests or over tenants, a
 * step of a tenth or of a twentieth of a GPU; on shares and on instances.
 */
public final class EkyaReadings {
  private static final List<EkyaPlanner.Settings> READINGS =
      List.of(
          EkyaPlanner.Settings.standard(),
          EkyaPlanner.Settings.standard().with(MeanOver.TENANTS),
          EkyaPlanner.Settings.standard().withStep(0.05));

  private EkyaReadings() {}

  /**
   * Prints a line for each scenario, policy and reading.
   *
   * @param args a folder of traces, then scenarios
   */
  public static void main(String[] args) {
    System.out.println(
        "scenario         policy    mean over  step    goodput   within SLO  retrained");
    for (String file : Arrays.asList(args).subList(1, args.length)) {
      LoadedScenario scenario =
          ScenarioFile.read(Path.of(file), Optional.of(Path.of(args[0]))).load();
      measure(scenario, "ekya", EkyaPlanner::ofShares);
      measure(scenario, "ekya-mig", EkyaPlanner::ofInstances);
    }
  }

  private static void measure(
      LoadedScenario scenario, String policy, Function<EkyaPlanner.Settings, Planner> planner) {
    Experiment experiment = scenario.experiment(Policies.sharing(policy));
    for (EkyaPlanner.Settings reading : READINGS) {
      Scorecard card =
          new Simulation(experiment, () -> 0)
              .run(
                  planner.apply(reading),
                  Forecasts.named(scenario.planning().forecast(), experiment),
                  _ -> {})
              .scorecard();
      System.out.printf(
          "%-16s %-9s %-9s %5.2f %10.0f %10.2f %% %10d%n",
          experiment.name(),
          policy,
          reading.meanOver(),
          reading.step(),
          card.goodput(),
          100 * card.sloAttainment(),
          card.retrainings());
    }
  }
}
