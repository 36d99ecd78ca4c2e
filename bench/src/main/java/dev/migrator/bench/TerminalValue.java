package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.plan.PathPlanner;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.trace.Generators;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Measures how much accuracy at a window's end should be worth to the planner: goodput over many
 * windows by terminal value, for several patterns of drift. Arrivals are known; one plan a window.
 */
public final class TerminalValue {
  private static final int WINDOW = 200;
  private static final double[] TERMINAL = {0, 0.1, 0.25, 0.5, 1};
  private static final List<String> PATTERNS = List.of("steady", "gentle", "uneven", "costly");

  private TerminalValue() {}

  /**
   * Prints a line for each pattern and terminal value.
   *
   * @param args number of windows, 30 if there is none; load relative to the GPU, 0.9 if there is
   *     none
   */
  public static void main(String[] args) {
    int windows = args.length > 0 ? Integer.parseInt(args[0]) : 30;
    double load = args.length > 1 ? Double.parseDouble(args[1]) : 0.9;
    System.out.println("pattern  terminal    goodput  retrainings  accuracy  in time");
    for (String pattern : PATTERNS) {
      for (double terminal : TERMINAL) {
        Scorecard card = run(pattern, windows, load, terminal);
        System.out.printf(
            "%-8s %8.2f %10.0f %12d %9.4f %8.4f%n",
            pattern,
            terminal,
            card.goodput(),
            card.retrainings(),
            card.meanAccuracy(),
            card.sloAttainment());
      }
    }
  }

  private static Scorecard run(String pattern, int windows, double load, double terminal) {
    GpuModel gpu = GpuModels.named("A100-80GB");
    LoopSettings settings =
        LoopSettings.of(gpu, Duration.ofSeconds(1), WINDOW, Duration.ofMillis(5_500))
            .withTerminalWindows(terminal);
    List<WorldTenant> tenants =
        List.of(
            tenant(gpu, "resnet50", 100, load / 2, pattern, windows, 1),
            tenant(gpu, "bert", 200, load / 2, pattern, windows, 2));
    Experiment experiment =
        new Experiment(pattern, settings, tenants, Map.of(), windows, 42, RetrainingError.NONE);
    Map<String, Forecaster> forecasters = new LinkedHashMap<>();
    experiment.truth().forEach((name, truth) -> forecasters.put(name, new Clairvoyant(truth)));
    PathPlanner planner =
        new PathPlanner(new PathPlanner.Settings(0.005, 30_000_000, 1_000, false));
    return new Simulation(experiment, () -> 0).run(planner, forecasters, _ -> {}).scorecard();
  }

  private static WorldTenant tenant(
      GpuModel gpu,
      String model,
      int sloMillis,
      double load,
      String pattern,
      int windows,
      long seed) {
    var service = ServiceCatalog.model(model, gpu);
    double whole = service.bestWithin(Duration.ofMillis(sloMillis)).get(gpu.whole()).perSecond();
    int[] counts =
        Generators.named(
                "bursty",
                OptionalDouble.of(load * whole),
                OptionalDouble.of(1.8),
                OptionalInt.empty())
            .counts(windows * WINDOW, seed);
    return new WorldTenant(
        model,
        service,
        Duration.ofMillis(sloMillis),
        1,
        learning(pattern, windows, seed),
        1,
        counts);
  }

  /**
   * Steady and gentle drift, drift that differs from window to window, retrainings that take long.
   */
  private static List<WindowLearning> learning(String pattern, int windows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<WindowLearning> learning = new ArrayList<>();
    for (int window = 0; window < windows; window++) {
      double drift =
          switch (pattern) {
            case "gentle" -> 0.03;
            case "uneven" -> random.nextInt(3) == 0 ? 0.2 : 0.02;
            default -> 0.12;
          };
      double stretch = pattern.equals("costly") ? 2 : 1;
      learning.add(
          new WindowLearning(
              0.9 - drift,
              List.of(
                  new RetrainingChoice("short", seconds(12.7 * stretch), 0.9 - drift / 3),
                  new RetrainingChoice("long", seconds(52 * stretch), 0.9))));
    }
    return learning;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(1_000 * seconds));
  }
}
