package dev.migrator.bench;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Measures what planning anew within a window costs and brings: time of first plans and of
 * re-plans, changes of layout and Goodput, by how often it is done, in simulated runs.
 *
 * <p>Times are those of the planning thread on a processor, so that what runs beside it counts for
 * little.
 */
public final class ReplanSpeed {
  private static final String TENANT =
      """
        - name: t%d
          model: %s
          slo: %s
          arrivals: {generate: %s, mean: %d/s, peak-to-mean: 2.0}
          retraining:
      """;
  private static final String WINDOW =
      """
            - before: 0.70
              choices:
                - {name: short, seconds: 12.7, after: 0.857}
                - {name: middle, seconds: 33, after: 0.877}
                - {name: long, seconds: 61, after: 0.912}
      """;
  private static final List<String> MODELS = List.of("resnet50", "bert", "inceptionv3", "vgg16");
  private static final List<String> SLOS = List.of("100ms", "200ms", "100ms", "150ms");
  private static final int[] MEANS = {1000, 140, 500, 350};

  /** How often is planned, in words. */
  static final List<String> CADENCES = List.of("window", "20s", "deviation", "20s+deviation", "1s");

  private ReplanSpeed() {}

  /**
   * What one run gave.
   *
   * @param scenario its name
   * @param cadence how often was planned
   * @param lookahead slots beyond the window
   * @param scorecard what was achieved
   * @param first milliseconds of the plans at the beginning of windows
   * @param again milliseconds of the plans within windows
   */
  public record Result(
      String scenario,
      String cadence,
      int lookahead,
      Scorecard scorecard,
      Times first,
      Times again) {}

  /**
   * Times of plans.
   *
   * @param count how many
   * @param p50 median milliseconds
   * @param p99 99th percentile
   * @param max the longest
   */
  public record Times(int count, double p50, double p99, double max) {
    private static Times of(List<Double> millis) {
      List<Double> sorted = new ArrayList<>(millis);
      Collections.sort(sorted);
      return sorted.isEmpty()
          ? new Times(0, 0, 0, 0)
          : new Times(
              sorted.size(), quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1));
    }

    private static double quantile(List<Double> sorted, double share) {
      return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
  }

  /**
   * Prints a line for each scenario, cadence and lookahead.
   *
   * @param args {@code [--forecast NAME] [--cadence A,B] [--lookahead S,S] [--traces DIR] [--margin
   *     SHARE] [SCENARIO...]}; without scenarios, 2 and 4 tenants with generated arrivals
   */
  public static void main(String[] args) {
    Map<String, String> options = new LinkedHashMap<>();
    List<LoadedScenario> scenarios = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith("--")) {
        options.put(args[i], args[++i]);
      } else {
        Optional<Path> traces = Optional.ofNullable(options.get("--traces")).map(Path::of);
        scenarios.add(ScenarioFile.read(Path.of(args[i]), traces).load());
      }
    }
    if (scenarios.isEmpty()) {
      scenarios.add(generated(2, 3, 200));
      scenarios.add(generated(4, 3, 200));
    }
    System.out.println(
        "scenario       cadence       ahead   Goodput within SLO changes plans gap %"
            + " first p50     max again p50     p99     max");
    double margin =
        Double.parseDouble(
            options.getOrDefault(
                "--margin", String.valueOf(PlannerSettings.standard().keepMargin())));
    for (LoadedScenario scenario : scenarios) {
      for (String cadence : list(options, "--cadence", String.join(",", CADENCES))) {
        for (String lookahead : list(options, "--lookahead", "0")) {
          String forecast = options.getOrDefault("--forecast", scenario.planning().forecast());
          print(measure(scenario, cadence, Integer.parseInt(lookahead), forecast, margin));
        }
      }
    }
  }

  private static List<String> list(Map<String, String> options, String key, String usual) {
    return Arrays.asList(options.getOrDefault(key, usual).split(","));
  }

  private static void print(Result result) {
    Scorecard score = result.scorecard();
    System.out.printf(
        "%-14s %-13s %5d %9.0f %8.2f %% %7d %5d %5.2f %9.1f %7.1f %9.1f %7.1f %7.1f%n",
        result.scenario(),
        result.cadence(),
        result.lookahead(),
        score.goodput(),
        100 * score.sloAttainment(),
        score.reconfigurations(),
        result.first().count() + result.again().count(),
        100 * score.gap(),
        result.first().p50(),
        result.first().max(),
        result.again().p50(),
        result.again().p99(),
        result.again().max());
  }

  /** One run. */
  static Result measure(
      LoadedScenario scenario, String cadence, int lookahead, String forecast, double margin) {
    Experiment experiment = ahead(scenario.experiment(), lookahead);
    Stopwatched planner = new Stopwatched(planner(margin));
    Run run =
        new Simulation(experiment, System::nanoTime)
            .run(
                cadenced(planner, cadence, experiment.settings().slotsPerWindow()),
                Forecasts.named(forecast, experiment),
                slot -> {});
    if (!run.refused().isEmpty()) {
      throw new IllegalStateException("the check refused a plan: " + run.refused().getFirst());
    }
    return new Result(
        experiment.name(),
        cadence,
        lookahead,
        run.scorecard(),
        Times.of(planner.first),
        Times.of(planner.again));
  }

  private static PathPlanner planner(double margin) {
    PlannerSettings s = PlannerSettings.standard();
    return new PathPlanner(
        new PlannerSettings(
            s.targetGap(),
            s.mostEffort(),
            s.usesSpareSlices(),
            s.replanEffort(),
            margin,
            s.hands()));
  }

  private static Planner cadenced(Planner planner, String cadence, int window) {
    boolean deviation = cadence.endsWith("deviation");
    String every = cadence.replaceAll("\\+?deviation", "");
    int slots =
        every.isEmpty() || every.equals("window")
            ? window
            : Integer.parseInt(every.replace("s", ""));
    Set<Reason> reasons = deviation ? EnumSet.allOf(Reason.class) : Set.of();
    return new Replanning(planner, slots, reasons, Replanning.DISTANCE);
  }

  private static Experiment ahead(Experiment experiment, int lookahead) {
    LoopSettings settings = experiment.settings().withLookahead(lookahead);
    return new Experiment(
        experiment.name(),
        settings,
        experiment.tenants(),
        experiment.histories(),
        experiment.windows(),
        experiment.seed(),
        experiment.retrainingError());
  }

  /** Tenants with bursty arrivals and retrainings that bring much. */
  static LoadedScenario generated(int tenants, int windows, int slots) {
    StringBuilder text =
        new StringBuilder(
            """
            name: generated-%d
            gpus: {model: A100-80GB, count: 1}
            windows: {count: %d, length: %ds}
            tenants:
            """
                .formatted(tenants, windows, slots));
    for (int i = 0; i < tenants; i++) {
      text.append(
          TENANT.formatted(i, MODELS.get(i), SLOS.get(i), "bursty", MEANS[i] * 2 / tenants));
      text.append(WINDOW.repeat(windows));
    }
    return ScenarioFile.parse("generated", text.toString(), List.of(Path.of(""))).load();
  }

  /** Keeps how long each plan took. */
  private static final class Stopwatched implements Planner {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final Planner planner;
    private final List<Double> first = new ArrayList<>();
    private final List<Double> again = new ArrayList<>();

    private Stopwatched(Planner planner) {
      this.planner = planner;
    }

    @Override
    public String name() {
      return planner.name();
    }

    @Override
    public boolean isDue(Occasion occasion) {
      return planner.isDue(occasion);
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      return timed(first, () -> planner.plan(problem));
    }

    @Override
    public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
      return timed(again, () -> planner.replan(problem, intended));
    }

    private static Plan timed(List<Double> millis, Supplier<Plan> planning) {
      long began = CLOCK.getCurrentThreadCpuTime();
      Plan plan = planning.get();
      millis.add((CLOCK.getCurrentThreadCpuTime() - began) * 1e-6);
      return plan;
    }
  }
}
