package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.plan.PathPlanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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

  private final Fleet fleet;
  private final Roster roster;
  private final PathPlanner planner;
  private final int together;
  private final double enough;
  private int plansLeft;
  private final Set<String> tried = new HashSet<>();
  private final int[] changes;

  /**
   * @param together how many tenants may share a GPU with a guest
   * @param enough a value with which to be content
   * @param mostPlans how often a GPU may be planned, in all
   */
  Improvement(
      Fleet fleet, Roster roster, PathPlanner planner, int together, double enough, int mostPlans) {
    this.fleet = fleet;
    this.roster = roster;
    this.planner = planner;
    this.together = together;
    this.enough = enough;
    this.plansLeft = mostPlans;
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
    while (now - before > LEAST_ROUND * Math.abs(now) && now < enough && plansLeft > 0) {
      before = now;
      for (Chance chance : chances()) {
        if (plansLeft > 0) {
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
      plansLeft--;
      List<PlannedInstance> planned = one.planned(tenants, planner);
      if (roster.offer(gpu, planned)) {
        tenants.forEach(tenant -> changes[tenant]++);
        tried.add(key(gpu, tenants));
      }
    }
  }

  private String key(int gpu, TreeSet<Integer> tenants) {
    StringBuilder key = new StringBuilder().append(gpu);
    tenants.forEach(t -> key.append(' ').append(t).append(':').append(changes[t]));
    return key.toString();
  }

  /** For each GPU the guest that may gain most, best first. */
  private List<Chance> chances() {
    int bins = Math.min(MOST_BINS, fleet.slots());
    double[][] unserved = new double[fleet.tenants().size()][];
    double[][] worth = new double[unserved.length][];
    List<Integer> hungry = new ArrayList<>();
    for (int tenant = 0; tenant < unserved.length; tenant++) {
      worth[tenant] = binned(roster.worthOf(tenant), bins);
      unserved[tenant] = unserved(tenant, bins);
      if (java.util.Arrays.stream(unserved[tenant]).sum() > 0) {
        hungry.add(tenant);
      }
    }
    List<Chance> chances = new ArrayList<>();
    double least = LEAST_GAIN * Math.abs(roster.value());
    for (Fleet.Gpu gpu : fleet.gpus()) {
      Chance best = new Chance(gpu.number(), -1, least);
      TreeSet<Integer> there = roster.tenantsOn(gpu.number());
      double[] free = free(gpu, there, bins);
      for (int tenant : hungry) {
        boolean isOwn = there.contains(tenant);
        if (isOwn || there.size() < together) {
          double whole = fleet.whole(gpu.kind(), fleet.tenants().get(tenant));
          double gain = gain(unserved[tenant], worth[tenant], free, whole);
          TreeSet<Integer> all = new TreeSet<>(there);
          all.add(tenant);
          if (gain > best.gain() && !tried.contains(key(gpu.number(), all))) {
            best = new Chance(gpu.number(), tenant, gain);
          }
        }
      }
      if (best.guest() >= 0) {
        chances.add(best);
      }
    }
    chances.sort(
        Comparator.comparingDouble((Chance chance) -> -chance.gain())
            .thenComparingInt(Chance::gpu));
    return chances;
  }

  private double gain(double[] unserved, double[] worth, double[] free, double whole) {
    double gain = 0;
    for (int bin = 0; bin < free.length; bin++) {
      gain += worth[bin] * Math.min(unserved[bin], whole * free[bin]);
    }
    return gain * fleet.slots() / free.length;
  }

  private double[] unserved(int tenant, int bins) {
    double[] capacity = roster.capacity(tenant, -1);
    double[] unserved = new double[capacity.length];
    var demand = fleet.tenants().get(tenant).demand();
    for (int slot = 0; slot < unserved.length; slot++) {
      unserved[slot] = demand.mean(slot) - demand.served(slot, capacity[slot]);
    }
    return binned(unserved, bins);
  }

  /** By bin: the part of a GPU that nobody needs. */
  private double[] free(Fleet.Gpu gpu, TreeSet<Integer> there, int bins) {
    double[] free = new double[fleet.slots()];
    java.util.Arrays.fill(free, 1);
    for (int tenant : there) {
      var outlook = fleet.tenants().get(tenant);
      double whole = fleet.whole(gpu.kind(), outlook);
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
    return binned(free, bins);
  }

  private static double[] binned(double[] row, int bins) {
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
