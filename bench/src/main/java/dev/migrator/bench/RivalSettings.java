package dev.migrator.bench;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Planning;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.plan.Planner;
import dev.migrator.policies.LoadStatistic;
import dev.migrator.policies.StaticPlanner;
import dev.migrator.policies.astraea.AstraeaMigPlanner;
import dev.migrator.policies.astraea.AstraeaPlanner;
import dev.migrator.policies.miso.MisoPlanner;
import dev.migrator.policies.paris.ParisPlanner;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.run.UpperBound;
import dev.migrator.simulator.world.Routing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Runs the baselines at several of their settings on generated scenarios, so that each can be given
 * those that suit it best.
 */
public final class RivalSettings {
  private static final int WINDOWS = 5;
  private static final double[] LOADS = {0.5, 0.7, 0.9};

  private static final List<String> TENANTS =
      List.of(
          "vision, model: resnet50, slo: 100ms, arrivals: {generate: diurnal, period: 300s,"
              + " peak-to-mean: 1.6",
          "text, model: bert, slo: 200ms, arrivals: {generate: bursty, peak-to-mean: 2.0",
          "scenes, model: inceptionv3, slo: 150ms, arrivals: {generate: flash-crowd, peak-to-mean:"
              + " 2.2, period: 250s",
          "small, model: mobilenetv2, slo: 100ms, arrivals: {generate: like-twitter");

  private RivalSettings() {}

  private static SequencedMap<String, Function<Experiment, Planner>> planners() {
    SequencedMap<String, Function<Experiment, Planner>> planners = new LinkedHashMap<>();
    planners.put("static", _ -> new StaticPlanner());
    planners.put("miso mean", _ -> miso(new LoadStatistic.Mean()));
    for (double q : new double[] {0.5, 0.9, 0.95, 1}) {
      planners.put("miso q" + q, _ -> miso(new LoadStatistic.Quantile(q)));
    }
    planners.put("astraea-mig mean", _ -> astraea(new LoadStatistic.Mean()));
    planners.put("astraea-mig highest mean", _ -> astraea(new LoadStatistic.HighestMean()));
    planners.put("astraea-mig q1.0", _ -> astraea(LoadStatistic.PEAK));
    for (String routing : List.of("pull", "elsa")) {
      for (double knee : new double[] {0.8, 0.9, 0.95}) {
        planners.put(
            "paris %s knee %s".formatted(routing, knee),
            e -> paris(e, new ParisPlanner.Settings(knee, 32)));
      }
    }
    for (int least = 1; least <= 4; least++) {
      int granules = least;
      planners.put("astraea mps mean " + least, _ -> mps(new LoadStatistic.Mean(), granules));
      planners.put(
          "astraea mps highest mean " + least, _ -> mps(new LoadStatistic.HighestMean(), granules));
      planners.put("astraea mps q1.0 " + least, _ -> mps(LoadStatistic.PEAK, granules));
    }
    return planners;
  }

  private static Planner astraea(LoadStatistic load) {
    return new AstraeaMigPlanner(new AstraeaMigPlanner.Settings(load));
  }

  private static Planner paris(Experiment e, ParisPlanner.Settings settings) {
    return new ParisPlanner(e.loopTenants(), e.settings().slot(), settings);
  }

  private static Planner mps(LoadStatistic load, int least) {
    int mostOneIn = AstraeaPlanner.Settings.standard().mostOneIn();
    return new AstraeaPlanner(new AstraeaPlanner.Settings(load, least, mostOneIn));
  }

  private static Planner miso(LoadStatistic load) {
    return new MisoPlanner(new MisoPlanner.Settings(load));
  }

  public static void main(String[] args) {
    List<LoadedScenario> scenarios = new ArrayList<>();
    for (int tenants = 2; tenants <= 4; tenants++) {
      for (double load : LOADS) {
        scenarios.add(ScenarioFile.parse("generated", text(tenants, load), List.of()).load());
      }
    }
    double[] bounds = scenarios.stream().mapToDouble(s -> UpperBound.of(s.experiment())).toArray();
    planners()
        .forEach(
            (name, planner) -> {
              if (args.length > 0 && !name.matches(args[0])) {
                return;
              }
              StringBuilder line = new StringBuilder("%-28s".formatted(name));
              double sum = 0;
              long retrainings = 0;
              long changes = 0;
              double worst = 1;
              for (int i = 0; i < bounds.length; i++) {
                Experiment experiment =
                    scenarios.get(i).experiment(name.contains("mps") ? Sharing.MPS : Sharing.MIG);
                Run run =
                    run(
                        experiment,
                        planner.apply(experiment),
                        name.contains("elsa") ? Routing.ELSA : Routing.PULL);
                double part = run.scorecard().goodput() / bounds[i];
                sum += part / bounds.length;
                retrainings += run.scorecard().retrainings();
                changes += run.scorecard().reconfigurations();
                worst =
                    Math.min(
                        worst,
                        run.scorecard().tenants().stream()
                            .mapToDouble(t -> t.sloAttainment())
                            .min()
                            .orElse(1));
                if (args.length > 1) {
                  if (Integer.parseInt(args[1]) != i) continue;
                  for (var plan : run.plans()) {
                    System.out.println("plan " + plan.value() + " " + plan.slots());
                    plan.instances()
                        .forEach(
                            x ->
                                System.out.println(
                                    "   "
                                        + x.placement()
                                        + " "
                                        + x.task()
                                        + " "
                                        + x.from()
                                        + " "
                                        + x.ready()
                                        + " "
                                        + x.to()
                                        + " "
                                        + x.inherited()));
                  }
                  run.scorecard().tenants().forEach(t -> System.out.println(t));
                }
                line.append(" %6.2f".formatted(100 * part));
                if (!run.refused().isEmpty()) {
                  System.out.println(name + " refused " + run.refused().getFirst());
                }
              }
              System.out.printf(
                  "%s  %7.3f %4d %5d %5.2f%n", line, 100 * sum, retrainings, changes, worst);
            });
  }

  private static Run run(Experiment experiment, Planner planner, Routing routing) {
    return new Simulation(experiment, () -> 0, routing)
        .run(planner, Forecasts.named(Planning.DEFAULT_FORECAST, experiment), _ -> {});
  }

  private static String text(int tenants, double load) {
    StringBuilder text =
        new StringBuilder(
            """
            name: generated-%d-%s
            gpus: {model: A100-80GB}
            windows: {count: %d, length: 200s}
            seed: %d
            tenants:
            """
                .formatted(tenants, load, WINDOWS, tenants * 10 + Math.round(10 * load)));
    for (int i = 0; i < tenants; i++) {
      String window =
          "{before: 0.70, choices: [{name: some, seconds: 9.5, after: %s}, {name: all, seconds: 60, after: %s}]}"
              .formatted(0.84 + 0.01 * i, 0.9 + 0.01 * i);
      text.append(
          "  - {name: %s, load: %s, history: 1200s}, retraining: [%s]}\n"
              .formatted(
                  TENANTS.get(i), load, String.join(", ", Collections.nCopies(WINDOWS, window))));
    }
    return text.toString();
  }
}
