package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plans one GPU after the other while the rest stays as it is.
 *
 * <p><b>Algorithm.</b> First every GPU once, for the tenants allotted to it. Then, round by round,
 * a guest for each GPU that has room when somebody is not served: who would gain most by the GPU's
 * free part, if the GPU has not been planned for the same tenants since one of them changed. Every
 * plan is exact about what the others do, and is kept only if the fleet's value rises; so values
 * never fall, and a tenant wanders from GPU to GPU if it is better off elsewhere.
 */
final class Improvement {
  /** A gain of this part of the value is not worth a plan. */
  private static final double LEAST_GAIN = 2e-5;

  /** A round that gained less than this part of the value is the last. */
  private static final double LEAST_ROUND = 5e-4;

  private static final int MOST_BINS = 20;

  /** Passes over all states that a plan of one GPU takes, roughly. */
  private static final int PASSES = 20;

  /** States of n tenants on an A100 are about this many times the fourth power of n. */
  private static final double STATES = 10;

  private final Fleet fleet;
  private final Roster roster;
  private final PathPlanner planner;
  private final int together;
  private final double enough;
  private double effortLeft;
  private final Set<String> tried = new HashSet<>();
  private final int[] changes;

  /**
   * @param together how many tenants may share a GPU with a guest
   * @param enough a value with which to be content
   * @param mostEffort states times slots of all plans together; every GPU is planned once whatever
   *     that takes
   */
  Improvement(
      Fleet fleet,
      Roster roster,
      PathPlanner planner,
      int together,
      double enough,
      double mostEffort) {
    this.fleet = fleet;
    this.roster = roster;
    this.planner = planner;
    this.together = together;
    this.enough = enough;
    this.effortLeft = mostEffort;
    this.changes = new int[fleet.tenants().size()];
  }

  /** A GPU to plan anew, the tenant to plan it for besides its own, and what that may gain. */
  private record Chance(int gpu, int guest, double gain) {}

  /** Plans every GPU for its tenants. */
  void all(List<TreeSet<Integer>> tenants) {
    for (int gpu = 0; gpu < tenants.size(); gpu++) {
      TreeSet<Integer> own = new TreeSet<>(tenants.get(gpu));
      own.addAll(roster.tenantsOn(gpu));
      if (!own.isEmpty()) {
        plan(gpu, own);
      }
    }
  }

  /** Goes on as long as that helps. */
  void rounds() {
    double before = Double.NEGATIVE_INFINITY;
    double now = roster.value();
    while (now - before > LEAST_ROUND * Math.abs(now) && now < enough && effortLeft > 0) {
      before = now;
      for (Chance chance : chances()) {
        if (effortLeft > 0) {
          take(chance);
        }
      }
      now = roster.value();
    }
  }

  private void take(Chance chance) {
    TreeSet<Integer> tenants = roster.tenantsOn(chance.gpu());
    tenants.add(chance.guest());
    plan(chance.gpu(), tenants);
  }

  private void plan(int gpu, TreeSet<Integer> tenants) {
    OneGpu one = new OneGpu(fleet, roster, gpu);
    tenants.addAll(one.bound());
    if (tried.add(key(gpu, tenants))) {
      effortLeft -= effort(tenants.size());
      List<PlannedInstance> planned = one.planned(tenants, planner);
      if (roster.offer(gpu, planned)) {
        tenants.forEach(tenant -> changes[tenant]++);
        tried.add(key(gpu, tenants));
      }
    }
  }

  /** States times slots of a plan for so many tenants, roughly. */
  private double effort(int tenants) {
    return PASSES * STATES * Math.pow(tenants, 4) * fleet.slots();
  }

  private String key(int gpu, TreeSet<Integer> tenants) {
    StringBuilder key = new StringBuilder().append(gpu);
    tenants.forEach(t -> key.append(' ').append(t).append(':').append(changes[t]));
    return key.toString();
  }

  /** For each GPU the guest that may gain most, best first. */
  private List<Chance> chances() {
    List<Hungry> hungry = new ArrayList<>();
    for (int tenant = 0; tenant < fleet.tenants().size(); tenant++) {
      Hungry here = new Hungry(tenant, binned(roster.worthOf(tenant)), unserved(tenant));
      if (Arrays.stream(here.unserved()).sum() > 0) {
        hungry.add(here);
      }
    }
    double least = LEAST_GAIN * Math.abs(roster.value());
    return fleet.gpus().stream()
        .flatMap(gpu -> best(gpu, hungry, least).stream())
        .sorted(
            Comparator.comparingDouble((Chance chance) -> -chance.gain())
                .thenComparingInt(Chance::gpu))
        .toList();
  }

  /**
   * A tenant of which not all is served.
   *
   * @param worth by bin: what an answer is worth
   * @param unserved by bin: requests per slot
   */
  private record Hungry(int tenant, double[] worth, double[] unserved) {}

  private Optional<Chance> best(Fleet.Gpu gpu, List<Hungry> hungry, double least) {
    TreeSet<Integer> there = roster.tenantsOn(gpu.number());
    double[] free = free(gpu, there);
    Chance best = new Chance(gpu.number(), -1, least);
    for (Hungry guest : hungry) {
      if (there.size() < together || there.contains(guest.tenant())) {
        double gain = gain(guest, free, fleet.whole(gpu.kind())[guest.tenant()]);
        if (gain > best.gain() && !wasTried(gpu.number(), there, guest.tenant())) {
          best = new Chance(gpu.number(), guest.tenant(), gain);
        }
      }
    }
    return best.guest() < 0 ? Optional.empty() : Optional.of(best);
  }

  private boolean wasTried(int gpu, TreeSet<Integer> there, int guest) {
    TreeSet<Integer> all = new TreeSet<>(there);
    all.add(guest);
    return tried.contains(key(gpu, all));
  }

  private double gain(Hungry guest, double[] free, double whole) {
    double gain = 0;
    for (int bin = 0; bin < free.length; bin++) {
      gain += guest.worth()[bin] * Math.min(guest.unserved()[bin], whole * free[bin]);
    }
    return gain * fleet.slots() / free.length;
  }

  private double[] unserved(int tenant) {
    double[] capacity = roster.capacity(tenant, -1);
    double[] unserved = new double[capacity.length];
    Demand demand = fleet.tenants().get(tenant).demand();
    for (int slot = 0; slot < unserved.length; slot++) {
      unserved[slot] = demand.mean(slot) - demand.served(slot, capacity[slot]);
    }
    return binned(unserved);
  }

  /** By bin: the part of a GPU that nobody needs. */
  private double[] free(Fleet.Gpu gpu, TreeSet<Integer> there) {
    double[] free = new double[fleet.slots()];
    Arrays.fill(free, 1);
    for (int tenant : there) {
      TenantOutlook outlook = fleet.tenants().get(tenant);
      double whole = fleet.whole(gpu.kind())[tenant];
      double[] all = roster.capacity(tenant, -1);
      double[] here = roster.capacityOn(tenant, gpu.number());
      for (int slot = 0; slot < free.length && whole > 0; slot++) {
        double used = Math.min(all[slot], outlook.demand().most(slot));
        free[slot] -= all[slot] == 0 ? 0 : used * here[slot] / all[slot] / whole;
      }
    }
    for (int slot = 0; slot < free.length; slot++) {
      free[slot] = Math.max(0, free[slot]);
    }
    return binned(free);
  }

  private double[] binned(double[] row) {
    int bins = Math.min(MOST_BINS, fleet.slots());
    double[] mean = new double[bins];
    int[] count = new int[bins];
    for (int slot = 0; slot < row.length; slot++) {
      int bin = (int) ((long) slot * bins / row.length);
      mean[bin] += row[slot];
      count[bin]++;
    }
    for (int bin = 0; bin < bins; bin++) {
      mean[bin] /= count[bin];
    }
    return mean;
  }
}
