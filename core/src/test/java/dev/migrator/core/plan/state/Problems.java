package dev.migrator.core.plan.state;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Hands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** Geometries and problems for the planner's tests. */
public final class Problems {
  /** Two slices, one profile. */
  public static final GpuModel PAIR = gpu("pair", 2, 2, profile("1g", 1, 1, 2, 0, 1));

  /** As an A30. */
  public static final GpuModel SMALL =
      gpu(
          "small",
          4,
          4,
          profile("1g", 1, 1, 4, 0, 1, 2, 3),
          profile("2g", 2, 2, 2, 0, 2),
          profile("4g", 4, 4, 1, 0));

  /** As an A100. */
  public static final GpuModel LARGE =
      gpu(
          "large",
          8,
          7,
          profile("1g", 1, 1, 7, 0, 1, 2, 3, 4, 5, 6),
          profile("2g", 2, 2, 3, 0, 2, 4),
          profile("3g", 3, 4, 2, 0, 4),
          profile("4g", 4, 4, 1, 0),
          profile("7g", 7, 8, 1, 0));

  private Problems() {}

  /** Set-up takes the same for all profiles; pre-initialized; no penalty. */
  public static PlanningProblem of(GpuModel gpu, int slots, int setup, TenantOutlook... tenants) {
    return of(gpu, slots, setup, List.of(), tenants);
  }

  public static PlanningProblem of(
      GpuModel gpu, int slots, int setup, List<Inherited> inherited, TenantOutlook... tenants) {
    Map<Profile, Integer> setups = new HashMap<>();
    gpu.profiles().forEach(profile -> setups.put(profile, setup));
    List<Placement> placements = GpuModel.placements(gpu.profiles());
    return new PlanningProblem(
        gpu, placements, slots, setups, List.of(tenants), inherited, true, 0);
  }

  /** A tenant that is served {@code unit} per compute slice. */
  public static TenantOutlook tenant(
      GpuModel gpu,
      String name,
      double unit,
      double accuracy,
      double[] arrivals,
      RetrainingOption... options) {
    Map<Profile, Double> capacity = new HashMap<>();
    gpu.profiles().forEach(profile -> capacity.put(profile, unit * profile.computeSlices()));
    return new TenantOutlook(name, 1, accuracy, arrivals, capacity, List.of(options), false, 0);
  }

  public static double[] steady(double arrivals, int slots) {
    double[] row = new double[slots];
    Arrays.fill(row, arrivals);
    return row;
  }

  /** Seeded: bursts, some retrainings. */
  public static PlanningProblem random(GpuModel gpu, int tenants, int slots, long seed) {
    Random random = new Random(seed);
    List<TenantOutlook> outlooks = new ArrayList<>();
    for (int i = 0; i < tenants; i++) {
      double[] arrivals = new double[slots];
      double level = 10;
      for (int slot = 0; slot < slots; slot++) {
        level = random.nextDouble() < 0.3 ? 40 * random.nextDouble() : level;
        arrivals[slot] = level;
      }
      Map<Profile, Integer> lengths = new HashMap<>();
      double work = slots * (0.2 + 0.8 * random.nextDouble());
      gpu.profiles().forEach(p -> lengths.put(p, (int) Math.ceil(work / p.computeSlices())));
      RetrainingOption option =
          new RetrainingOption("all", 0.6 + 0.4 * random.nextDouble(), lengths);
      outlooks.add(tenant(gpu, "t" + i, 10, 0.5, arrivals, option));
    }
    return of(gpu, slots, 2, outlooks.toArray(TenantOutlook[]::new));
  }

  private static GpuModel gpu(String name, int memory, int compute, Profile... profiles) {
    return new GpuModel(name, List.of(), memory, compute, List.of(profiles));
  }

  private static Profile profile(String key, int compute, int memory, int most, Integer... starts) {
    return new Profile(
        "test",
        key,
        key,
        compute,
        memory,
        most,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(starts),
        Duration.ZERO,
        Duration.ZERO);
  }

  /** Do whatever is handed to them, the last first. */
  public static final class Backwards implements Hands {
    @Override
    public void all(List<? extends Runnable> tasks) {
      tasks.reversed().forEach(Runnable::run);
    }

    @Override
    public Hands forEffort(long effort) {
      return this;
    }
  }
}
