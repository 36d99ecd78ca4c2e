package dev.migrator.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.PathPlanner;
import dev.migrator.core.plan.Planner;
import dev.migrator.simulator.trace.Generators;
import dev.migrator.solver.IlpPlanner;
import dev.migrator.solver.IlpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Measures how good and how fast plans are: value, bound, gap and time of {@code migrator}, and of
 * {@code migrator-ilp} within a time limit, on the same problems of generated arrivals.
 */
public final class PlannerSpeed {
  private static final int SLOTS = 200;
  private static final int SETUP_SLOTS = 6;
  private static final List<String> MODELS = List.of("resnet50", "bert", "inceptionv3", "vgg16");
  private static final int[] SLO_MILLIS = {100, 200, 100, 150};

  /** The generators. */
  static final List<String> ARRIVALS = List.of("bursty", "like-twitter", "flash-crowd");

  /** Seconds on the whole GPU, and accuracy afterwards. */
  private static final double[][] OPTIONS = {{12.7, 0.857}, {33, 0.877}, {61, 0.912}};

  private PlannerSpeed() {}

  /**
   * One plan.
   *
   * @param tenants how many
   * @param arrivals the generator's name
   * @param load arrivals relative to what the whole GPU serves, shared out evenly
   * @param gap (bound - value) / bound
   * @param millis of real time
   */
  public record Result(
      int tenants,
      String arrivals,
      double load,
      long seed,
      String planner,
      double value,
      double bound,
      double gap,
      double millis) {}

  /**
   * Prints a line for each plan, after one of each size that is not counted.
   *
   * @param args {@code --ilp SECONDS} to run the integer program too, {@code --seeds N}, {@code
   *     --output json}
   */
  public static void main(String[] args) throws JsonProcessingException {
    Map<String, String> options = options(args);
    int seeds = Integer.parseInt(options.getOrDefault("--seeds", "3"));
    List<Planner> planners = new ArrayList<>(List.of(new PathPlanner()));
    int ilpSeconds = Integer.parseInt(options.getOrDefault("--ilp", "0"));
    if (ilpSeconds > 0) {
      Duration limit = Duration.ofSeconds(ilpSeconds);
      planners.add(new IlpPlanner(IlpSettings.DEFAULT.withTimeLimit(limit)));
    }
    List<Result> results = new ArrayList<>();
    for (int tenants : new int[] {2, 4}) {
      measure(tenants, SLOTS, "bursty", 0.9, 100, new PathPlanner());
      results.addAll(all(tenants, seeds, planners));
    }
    boolean json = options.getOrDefault("--output", "table").equals("json");
    System.out.println(json ? new ObjectMapper().writeValueAsString(results) : table(results));
  }

  /**
   * Plans one problem.
   *
   * @param tenants from 1 to 4
   * @param slots length of the horizon
   */
  public static Result measure(
      int tenants, int slots, String arrivals, double load, long seed, Planner planner) {
    PlanningProblem problem = problem(tenants, slots, arrivals, load, seed);
    long begin = System.nanoTime();
    Plan plan = planner.plan(problem);
    double millis = (System.nanoTime() - begin) * 1e-6;
    return new Result(
        tenants,
        arrivals,
        load,
        seed,
        planner.name(),
        plan.value(),
        plan.bound(),
        plan.gap(),
        millis);
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    if (args.length % 2 != 0
        || !List.of("--ilp", "--seeds", "--output").containsAll(options.keySet())) {
      throw new IllegalArgumentException(
          "arguments are %s; expected [--ilp SECONDS] [--seeds N] [--output table|json]."
              .formatted(Arrays.toString(args)));
    }
    return options;
  }

  private static List<Result> all(int tenants, int seeds, List<Planner> planners) {
    List<Result> results = new ArrayList<>();
    for (String arrivals : ARRIVALS) {
      for (double load : new double[] {0.6, 1.0}) {
        for (int seed = 0; seed < seeds; seed++) {
          for (Planner planner : planners) {
            results.add(measure(tenants, SLOTS, arrivals, load, seed, planner));
          }
        }
      }
    }
    return results;
  }

  private static String table(List<Result> results) {
    StringBuilder table =
        new StringBuilder(
            "tenants arrivals    load seed planner          value      bound    gap %       ms\n");
    for (Result r : results) {
      table.append(
          "%7d %-11s %4.1f %4d %-12s %10.1f %10.1f %8.3f %8.0f%n"
              .formatted(
                  r.tenants(),
                  r.arrivals(),
                  r.load(),
                  r.seed(),
                  r.planner(),
                  r.value(),
                  r.bound(),
                  100 * r.gap(),
                  r.millis()));
    }
    return table.toString();
  }

  static PlanningProblem problem(int tenants, int slots, String arrivals, double load, long seed) {
    GpuModel gpu = GpuModels.named("A100-80GB");
    List<TenantOutlook> outlooks =
        IntStream.range(0, tenants)
            .mapToObj(i -> tenant(gpu, i, slots, arrivals, load / tenants, seed))
            .toList();
    Map<Profile, Integer> setup = new HashMap<>();
    gpu.baseProfiles().forEach(profile -> setup.put(profile, SETUP_SLOTS));
    return new PlanningProblem(
        gpu,
        GpuModel.placements(gpu.baseProfiles()),
        slots,
        setup,
        outlooks,
        List.of(),
        true,
        0.001);
  }

  private static TenantOutlook tenant(
      GpuModel gpu, int i, int slots, String arrivals, double load, long seed) {
    ServiceProfile service = ServiceCatalog.model(MODELS.get(i), gpu);
    Map<Profile, Double> capacity = new HashMap<>();
    service
        .bestWithin(Duration.ofMillis(SLO_MILLIS[i]))
        .forEach((profile, batch) -> capacity.put(profile, batch.perSecond()));
    capacity.keySet().removeIf(profile -> !profile.isBase());
    double mean = load * capacity.getOrDefault(gpu.whole(), 1.0);
    double[] counts = arrivals(arrivals, mean, slots, seed * MODELS.size() + i);
    return new TenantOutlook(
        MODELS.get(i),
        1,
        0.69 + 0.05 * i,
        counts,
        capacity,
        options(service),
        false,
        0.5 * Arrays.stream(counts).sum());
  }

  private static double[] arrivals(String name, double mean, int slots, long seed) {
    int[] counts =
        Generators.named(name, OptionalDouble.of(mean), OptionalDouble.empty(), OptionalInt.empty())
            .counts(slots, seed);
    return Arrays.stream(counts).asDoubleStream().toArray();
  }

  private static List<RetrainingOption> options(ServiceProfile service) {
    List<RetrainingOption> options = new ArrayList<>();
    for (double[] option : OPTIONS) {
      Map<Profile, Integer> slots = new HashMap<>();
      service
          .trainingSpeed()
          .forEach((profile, speed) -> slots.put(profile, (int) Math.ceil(option[0] / speed)));
      slots.keySet().removeIf(profile -> !profile.isBase());
      options.add(new RetrainingOption("to-" + option[1], option[1], slots));
    }
    return options;
  }
}
