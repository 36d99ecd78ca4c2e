package dev.migrator.bench;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.simulator.trace.Generators;
import dev.migrator.simulator.world.WindowLearning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Measures how much accuracy at a window's end should be worth to the planner: goodput over many
 * windows by terminal value, for several patterns of drift. Arrivals are known and each window is
 * planned once; what its plan promises is taken to come true.
 */
public final class TerminalValue {
  private static final int WINDOW = 200;
  private static final int SETUP_SLOTS = 6;
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
    System.out.println("pattern  terminal    goodput  retrainings  accuracy     served  mean end");
    for (String pattern : PATTERNS) {
      for (double terminal : TERMINAL) {
        Result result = run(pattern, windows, load, terminal);
        System.out.printf(
            "%-8s %8.2f %10.0f %12d %9.4f %10.0f %9.1f%n",
            pattern,
            terminal,
            result.goodput(),
            result.retrainings(),
            result.goodput() / result.served(),
            result.served(),
            result.ends() / Math.max(1, result.retrainings()));
      }
    }
  }

  /**
   * What came of a run.
   *
   * @param goodput timely answers, each weighted by accuracy
   * @param served timely answers
   * @param retrainings that ended
   * @param ends slots of their windows in which they ended, added up
   */
  private record Result(double goodput, double served, int retrainings, double ends) {}

  /** One tenant as the window before has left it. */
  private static final class Chain {
    private final String model;
    private final ServiceProfile service;
    private final Map<Profile, Double> capacity = new HashMap<>();
    private final double[] counts;
    private final List<WindowLearning> learning;
    private double accuracy;

    Chain(
        GpuModel gpu, String model, int slo, double load, String pattern, int windows, long seed) {
      this.model = model;
      this.service = ServiceCatalog.model(model, gpu);
      service
          .bestWithin(Duration.ofMillis(slo))
          .forEach((profile, batch) -> capacity.put(profile, batch.perSecond()));
      capacity.keySet().removeIf(profile -> !profile.isBase());
      this.counts = counts(load * capacity.getOrDefault(gpu.whole(), 1.0), windows, seed);
      this.learning = learning(pattern, windows, seed);
      this.accuracy = learning.getFirst().before();
    }

    private static double[] counts(double mean, int windows, long seed) {
      OptionalDouble peak = OptionalDouble.of(1.8);
      int[] counts =
          Generators.named("bursty", OptionalDouble.of(mean), peak, OptionalInt.empty())
              .counts(windows * WINDOW, seed);
      return Arrays.stream(counts).asDoubleStream().toArray();
    }

    void enter(int window) {
      double drift = learning.get(window - 1).bestAfter() - learning.get(window).before();
      accuracy = Math.max(0, accuracy - Math.max(0, drift));
    }

    void note(Plan plan, PlanningProblem problem) {
      for (PlannedInstance retraining : plan.retrainings()) {
        Task.Retrain task = (Task.Retrain) retraining.task();
        if (task.tenant().equals(model)) {
          accuracy = problem.tenant(model).option(task.choice()).accuracyAfter();
        }
      }
    }

    TenantOutlook outlook(int window, double terminal) {
      double[] arrivals = Arrays.copyOfRange(counts, window * WINDOW, (window + 1) * WINDOW);
      double after = terminal * Arrays.stream(arrivals).sum();
      return new TenantOutlook(
          model, 1, accuracy, arrivals, capacity, options(window), false, after);
    }

    private List<RetrainingOption> options(int window) {
      Tenant tenant = new Tenant(model, service, Duration.ofSeconds(1), 1);
      return learning.get(window).choices().stream()
          .map(c -> tenant.option(c, List.copyOf(capacity.keySet()), Duration.ofSeconds(1)))
          .toList();
    }
  }

  private static Result run(String pattern, int windows, double load, double terminal) {
    GpuModel gpu = GpuModels.named("A100-80GB");
    List<Chain> chains =
        List.of(
            new Chain(gpu, "resnet50", 100, load / 2, pattern, windows, 1),
            new Chain(gpu, "bert", 200, load / 2, pattern, windows, 2));
    PathPlanner planner = new PathPlanner(new PlannerSettings(0.003, 8_000_000, false));
    List<Inherited> inherited = List.of();
    Result sum = new Result(0, 0, 0, 0);
    for (int window = 0; window < windows; window++) {
      PlanningProblem problem = problem(gpu, chains, window, terminal, inherited);
      Plan plan = planner.plan(problem);
      sum = plus(sum, problem, plan);
      chains.forEach(chain -> chain.note(plan, problem));
      inherited = last(plan);
    }
    return sum;
  }

  private static PlanningProblem problem(
      GpuModel gpu, List<Chain> chains, int window, double terminal, List<Inherited> inherited) {
    Map<Profile, Integer> setup = new HashMap<>();
    gpu.baseProfiles().forEach(profile -> setup.put(profile, SETUP_SLOTS));
    List<TenantOutlook> outlooks = new ArrayList<>();
    for (Chain chain : chains) {
      if (window > 0) {
        chain.enter(window);
      }
      outlooks.add(chain.outlook(window, terminal));
    }
    List<Placement> placements = GpuModel.placements(gpu.baseProfiles());
    return new PlanningProblem(gpu, placements, WINDOW, setup, outlooks, inherited, true, 0.001);
  }

  private static List<Inherited> last(Plan plan) {
    List<Inherited> last = new ArrayList<>();
    for (PlannedInstance i : plan.instancesIn(WINDOW - 1)) {
      if (i.task() instanceof Task.Infer infer && i.isReadyIn(WINDOW - 1)) {
        last.add(new Inherited.Serving(i.placement(), infer, 0));
      }
    }
    return last;
  }

  private static Result plus(Result sum, PlanningProblem problem, Plan plan) {
    double goodput = plan.value();
    double served = 0;
    for (TenantOutlook tenant : problem.tenants()) {
      double accuracy = tenant.accuracy();
      for (PlannedInstance retraining : plan.retrainings()) {
        Task.Retrain task = (Task.Retrain) retraining.task();
        accuracy =
            task.tenant().equals(tenant.name())
                ? tenant.option(task.choice()).accuracyAfter()
                : accuracy;
      }
      goodput -= accuracy * tenant.requestsAfter();
      for (int slot = 0; slot < WINDOW; slot++) {
        served += tenant.demand().served(slot, capacity(tenant, plan, slot));
      }
    }
    int ends = plan.retrainings().stream().mapToInt(PlannedInstance::to).sum();
    return new Result(
        sum.goodput() + goodput,
        sum.served() + served,
        sum.retrainings() + plan.retrainings().size(),
        sum.ends() + ends);
  }

  private static double capacity(TenantOutlook tenant, Plan plan, int slot) {
    return plan.instances().stream()
        .filter(i -> i.task().equals(new Task.Infer(tenant.name())) && i.isReadyIn(slot))
        .mapToDouble(i -> tenant.capacityOf(i.placement().profile()))
        .sum();
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
