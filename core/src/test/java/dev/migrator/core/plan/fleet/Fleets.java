package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** Geometries and fleets for the tests. */
final class Fleets {
  /** Two slices, one profile. */
  static final GpuModel PAIR = gpu("pair", 2, profile("pair", "1g", 1, 2, 0, 1));

  /** As an A30. */
  static final GpuModel SMALL = small("small", 1);

  /** Two A30 side by side in one GPU: what they can do, it can, and nothing else. */
  static final GpuModel DOUBLE = small("double", 2);

  private Fleets() {}

  private static GpuModel small(String name, int halves) {
    List<Integer> ones = new ArrayList<>();
    List<Integer> twos = new ArrayList<>();
    List<Integer> fours = new ArrayList<>();
    for (int start = 0; start < 4 * halves; start++) {
      ones.add(start);
      if (start % 2 == 0) {
        twos.add(start);
      }
      if (start % 4 == 0) {
        fours.add(start);
      }
    }
    return gpu(
        name,
        4 * halves,
        profile(name, "1g", 1, 4 * halves, ones.toArray(Integer[]::new)),
        profile(name, "2g", 2, 2 * halves, twos.toArray(Integer[]::new)),
        profile(name, "4g", 4, halves, fours.toArray(Integer[]::new)));
  }

  private static GpuModel gpu(String name, int slices, Profile... profiles) {
    return new GpuModel(name, List.of(), slices, slices, List.of(profiles));
  }

  private static Profile profile(String gpu, String key, int slices, int most, Integer... starts) {
    return new Profile(
        gpu,
        key,
        key,
        slices,
        slices,
        most,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(starts),
        Duration.ZERO,
        Duration.ZERO);
  }

  /** A fleet with nothing on it; set-up takes the same everywhere. */
  static PlanningProblem of(
      List<GpuModel> gpus, int slots, int setup, List<TenantOutlook> tenants) {
    return of(gpus, setup, tenants, List.of(), new Rules(true, 0.001, slots));
  }

  static PlanningProblem of(
      List<GpuModel> gpus,
      int setup,
      List<TenantOutlook> tenants,
      List<Inherited> inherited,
      Rules rules) {
    List<Placement> placements = new ArrayList<>();
    Map<Profile, Integer> setups = new HashMap<>();
    for (int number = 0; number < gpus.size(); number++) {
      int gpu = number;
      GpuModel.placements(gpus.get(number).profiles()).forEach(p -> placements.add(p.on(gpu)));
      gpus.get(number).profiles().forEach(profile -> setups.put(profile, setup));
    }
    int slots = tenants.getFirst().demand().slots();
    return new PlanningProblem(gpus, placements, slots, setups, tenants, inherited, rules);
  }

  /** A tenant that is served {@code unit} per compute slice of any of the models. */
  static TenantOutlook tenant(
      String name, double unit, double accuracy, double[] arrivals, RetrainingOption... options) {
    Map<Profile, Double> capacity = new HashMap<>();
    for (GpuModel gpu : List.of(PAIR, SMALL, DOUBLE)) {
      gpu.profiles().forEach(profile -> capacity.put(profile, unit * profile.computeSlices()));
    }
    return new TenantOutlook(name, 1, accuracy, arrivals, capacity, List.of(options), false, 0);
  }

  /** A retraining of so much work, in slots of a compute slice. */
  static RetrainingOption option(String name, double after, double work) {
    Map<Profile, Integer> lengths = new HashMap<>();
    for (GpuModel gpu : List.of(PAIR, SMALL, DOUBLE)) {
      gpu.profiles().forEach(p -> lengths.put(p, (int) Math.ceil(work / p.computeSlices())));
    }
    return new RetrainingOption(name, after, lengths);
  }

  static double[] steady(double arrivals, int slots) {
    double[] row = new double[slots];
    Arrays.fill(row, arrivals);
    return row;
  }

  /** Copies of a GPU. */
  static List<GpuModel> times(int count, GpuModel gpu) {
    return Collections.nCopies(count, gpu);
  }

  /**
   * Seeded tenants: bursts, some retrainings; {@code each} slices' worth of requests on average.
   */
  static List<TenantOutlook> tenants(int count, double each, int slots, long seed) {
    Random random = new Random(seed);
    List<TenantOutlook> tenants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] arrivals = new double[slots];
      double level = 10 * each;
      for (int slot = 0; slot < slots; slot++) {
        level = random.nextDouble() < 0.2 ? 20 * each * random.nextDouble() : level;
        arrivals[slot] = level;
      }
      double work = slots * (0.2 + 0.6 * random.nextDouble());
      RetrainingOption option = option("all", 0.6 + 0.4 * random.nextDouble(), work);
      tenants.add(tenant("t" + i, 10, 0.5, arrivals, option));
    }
    return tenants;
  }

  /** The same with three levels of demand, floors, and some who must be retrained. */
  static List<TenantOutlook> harder(List<TenantOutlook> tenants) {
    List<TenantOutlook> harder = new ArrayList<>();
    for (int i = 0; i < tenants.size(); i++) {
      TenantOutlook t = tenants.get(i);
      double[] mean = t.demand().mean();
      double[] low = Arrays.stream(mean).map(x -> 0.5 * x).toArray();
      double[] high = Arrays.stream(mean).map(x -> 1.4 * x).toArray();
      Demand demand =
          new Demand(
              new double[][] {low, mean, high}, new double[] {0.25, 0.5, 0.25}, new double[0]);
      harder.add(
          new TenantOutlook(
              t.name(),
              1 + i % 2,
              t.accuracy(),
              demand,
              t.capacity(),
              t.options(),
              i % 3 == 0,
              20,
              i % 2 == 0 ? 0.5 : 0));
    }
    return harder;
  }

  /** The rest of a problem after so many slots of a plan. */
  static PlanningProblem after(PlanningProblem problem, Plan plan, int passed) {
    List<Inherited> inherited = new ArrayList<>();
    Map<String, Double> accuracies = new HashMap<>();
    for (PlannedInstance i : plan.instances()) {
      double after =
          i.task() instanceof Task.Retrain r
              ? problem.tenant(r.tenant()).option(r.choice()).accuracyAfter()
              : 0;
      switch (i.task()) {
        case Task.Infer infer -> {
          if (i.existsIn(passed)) {
            int readyAt = Math.max(0, i.ready() - passed);
            inherited.add(new Inherited.Serving(i.placement(), infer, readyAt));
          }
        }
        case Task.Retrain retrain -> {
          if (i.existsIn(passed)) {
            inherited.add(new Inherited.Retraining(i.placement(), retrain, i.to() - passed, after));
          } else if (i.to() <= passed) {
            accuracies.put(retrain.tenant(), after);
          }
        }
      }
    }
    List<TenantOutlook> tenants =
        problem.tenants().stream().map(t -> after(t, passed, accuracies)).toList();
    int slots = problem.slots() - passed;
    return new PlanningProblem(
        problem.gpus(),
        problem.placements(),
        slots,
        problem.setupSlots(),
        tenants,
        inherited,
        new Rules(problem.preInitialization(), problem.setupPenalty(), slots));
  }

  private static TenantOutlook after(
      TenantOutlook tenant, int passed, Map<String, Double> accuracies) {
    Demand demand = tenant.demand();
    double[][] levels =
        Arrays.stream(demand.levels())
            .map(row -> Arrays.copyOfRange(row, passed, row.length))
            .toArray(double[][]::new);
    boolean done = accuracies.containsKey(tenant.name());
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        accuracies.getOrDefault(tenant.name(), tenant.accuracy()),
        new Demand(levels, demand.shares(), new double[0]),
        tenant.capacity(),
        done ? List.of() : tenant.options(),
        !done && tenant.mustRetrain(),
        tenant.requestsAfter(),
        tenant.floor());
  }
}
