package dev.migrator.policies;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A family of random planning problems, each fixed by its seed. Tenants together ask for 50 to 150
 * % of what the GPU could serve, in bursts; some models do not fit the smallest profile; some
 * retrainings lower the accuracy, some have to be taken, some cannot fit.
 *
 * @param gpu the GPU model
 * @param placements how many of its base placements may be used, chosen at random
 * @param tenants how many
 * @param slots length of the horizon
 * @param maxSetUp set-up takes from 1 to this many slots, in some problems by profile
 * @param maxOptions each tenant has from 0 to this many retraining options
 * @param inherited whether instances and retrainings are inherited
 * @param preInitialization as in the problem
 */
record RandomProblems(
    GpuModel gpu,
    int placements,
    int tenants,
    int slots,
    int maxSetUp,
    int maxOptions,
    boolean inherited,
    boolean preInitialization) {

  /** The problem of that seed. */
  PlanningProblem problem(long seed) {
    return new Draw(new Random(seed)).problem();
  }

  /** All placements of the base profiles, plain and undisturbed. */
  static RandomProblems of(GpuModel gpu, int tenants, int slots) {
    return new RandomProblems(gpu, Gpus.placements(gpu).size(), tenants, slots, 3, 2, false, true);
  }

  RandomProblems withPlacements(int count) {
    return new RandomProblems(
        gpu, count, tenants, slots, maxSetUp, maxOptions, inherited, preInitialization);
  }

  RandomProblems withMaxSetUp(int most) {
    return new RandomProblems(
        gpu, placements, tenants, slots, most, maxOptions, inherited, preInitialization);
  }

  RandomProblems withMaxOptions(int most) {
    return new RandomProblems(
        gpu, placements, tenants, slots, maxSetUp, most, inherited, preInitialization);
  }

  RandomProblems withInherited(boolean wanted) {
    return new RandomProblems(
        gpu, placements, tenants, slots, maxSetUp, maxOptions, wanted, preInitialization);
  }

  RandomProblems withPreInitialization(boolean wanted) {
    return new RandomProblems(
        gpu, placements, tenants, slots, maxSetUp, maxOptions, inherited, wanted);
  }

  private final class Draw {
    private final Random random;

    Draw(Random random) {
      this.random = random;
    }

    PlanningProblem problem() {
      List<Placement> places = places();
      Map<Profile, Integer> setUp = setUp();
      List<TenantOutlook> outlooks = new ArrayList<>();
      for (int i = 0; i < tenants; i++) {
        outlooks.add(tenant("t" + i));
      }
      List<Inherited> existing = inherited ? existing(places, outlooks, setUp) : List.of();
      double penalty = List.of(0.0, 0.001, 1.0).get(random.nextInt(3));
      return new PlanningProblem(
          gpu, places, slots, setUp, outlooks, existing, preInitialization, penalty);
    }

    private List<Placement> places() {
      List<Placement> places = new ArrayList<>(Gpus.placements(gpu));
      while (places.size() > placements) {
        places.remove(random.nextInt(places.size()));
      }
      return places;
    }

    private Map<Profile, Integer> setUp() {
      Map<Profile, Integer> setUp = new HashMap<>();
      int common = 1 + random.nextInt(maxSetUp);
      boolean byProfile = random.nextDouble() < 0.3;
      for (Profile profile : gpu.profiles()) {
        setUp.put(profile, byProfile ? 1 + random.nextInt(maxSetUp) : common);
      }
      return setUp;
    }

    private TenantOutlook tenant(String name) {
      double unit = between(5, 50);
      Map<Profile, Double> capacity = new HashMap<>();
      double exponent = between(0.7, 1.1);
      boolean tooLarge = random.nextDouble() < 0.2;
      for (Profile profile : gpu.profiles()) {
        if (!tooLarge || profile.computeSlices() > 1) {
          capacity.put(profile, unit * Math.pow(profile.computeSlices(), exponent));
        }
      }
      double[] arrivals = arrivals(capacity.get(gpu.whole()) / tenants);
      double accuracy = between(0.5, 0.9);
      boolean must = random.nextDouble() < 0.25;
      double after = random.nextDouble() < 0.6 ? between(0, 20) * unit : 0;
      return new TenantOutlook(
          name, between(0.5, 2), accuracy, arrivals, capacity, options(accuracy), must, after);
    }

    private double[] arrivals(double share) {
      double[] arrivals = new double[slots];
      double load = between(0.5, 1.5) * share;
      double level = 1;
      for (int slot = 0; slot < slots; slot++) {
        if (random.nextDouble() < 0.3) {
          level = random.nextDouble() < 0.2 ? 0 : between(0.2, 2);
        }
        arrivals[slot] = load * level;
      }
      return arrivals;
    }

    private List<RetrainingOption> options(double accuracy) {
      List<RetrainingOption> options = new ArrayList<>();
      int count = maxOptions == 0 ? 0 : random.nextInt(maxOptions + 1);
      for (int i = 0; i < count; i++) {
        double after = Math.min(1, accuracy + between(-0.1, 0.4));
        double work = between(0.05, 0.4) * slots;
        Map<Profile, Integer> lengths = new HashMap<>();
        for (Profile profile : gpu.profiles()) {
          if (random.nextDouble() < 0.9) {
            double speed = (double) profile.computeSlices() / gpu.computeSlices();
            lengths.put(profile, (int) Math.max(1, Math.ceil(work / Math.pow(speed, 0.6))));
          }
        }
        options.add(new RetrainingOption("c" + i, after, lengths));
      }
      return options;
    }

    private List<Inherited> existing(
        List<Placement> places, List<TenantOutlook> outlooks, Map<Profile, Integer> setUp) {
      List<Layout> layouts = Layout.all(places);
      Set<String> retrained = new HashSet<>();
      List<Inherited> existing = new ArrayList<>();
      for (Placement placement : layouts.get(random.nextInt(layouts.size())).placements()) {
        String tenant = outlooks.get(random.nextInt(tenants)).name();
        if (maxOptions > 0 && random.nextDouble() < 0.25 && retrained.add(tenant)) {
          existing.add(
              new Inherited.Retraining(
                  placement,
                  new Task.Retrain(tenant, "before"),
                  1 + random.nextInt(slots + 1),
                  between(0.4, 1)));
        } else {
          int setUpSlots = setUp.getOrDefault(placement.profile(), 1);
          int readyAt = random.nextBoolean() ? 0 : random.nextInt(setUpSlots + 1);
          existing.add(new Inherited.Serving(placement, new Task.Infer(tenant), readyAt));
        }
      }
      return existing;
    }

    private double between(double low, double high) {
      return low + (high - low) * random.nextDouble();
    }
  }
}
