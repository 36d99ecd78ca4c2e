package dev.migrator.core.plan.search;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * More tenants than can be planned together: who is to be planned for, and what all could earn.
 *
 * <p><b>Goal.</b> A plan and a valid bound for any number of tenants. <b>Algorithm.</b> In each
 * slot by itself, memory slices are handed out to tenants as in a knapsack: with k slices a tenant
 * serves at most what the best collection of profiles of k slices in all serves, at the best
 * accuracy it can have. Where instances lie, set-ups and the slices of retrainings are ignored, so
 * the sum over slots, with the best accuracy at the end, bounds every plan. The tenants that are
 * handed most are planned for; those whose retraining runs always are, then those that must
 * retrain. The others are left unserved.
 *
 * <p><b>Worked example.</b> Two slices, three tenants that could use one each, worth 5, 4 and 1 in
 * every slot: the bound is 9 a slot, and if two can be planned together, they are the first two.
 */
final class Crowd {
  private static final double LOYALTY = 1.5;

  private final PlanningProblem problem;
  private final int slices;
  private final double[] handed;
  private final double[][] best;
  private double bound;

  Crowd(PlanningProblem problem) {
    this.problem = problem;
    this.slices = problem.gpu().memorySlices();
    this.handed = new double[problem.tenants().size()];
    this.best = new double[handed.length][problem.slots()];
    double[][] capacity = new double[handed.length][];
    for (int tenant = 0; tenant < handed.length; tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      capacity[tenant] = capacity(outlook);
      for (int slot = 0; slot < problem.slots(); slot++) {
        best[tenant][slot] = best(outlook, slot);
      }
      bound += outlook.weight() * outlook.requestsAfter() * outlook.accuracyAt(problem.slots());
    }
    bound += lastingGains();
    for (int slot = 0; slot < problem.slots(); slot++) {
      handOut(slot, capacity);
    }
  }

  /** A bound on the value of every plan for all tenants. */
  double bound() {
    return bound;
  }

  /** What it is worth to leave those tenants alone. */
  static double unserved(List<TenantOutlook> tenants) {
    return tenants.stream()
        .mapToDouble(t -> t.weight() * t.requestsAfter() * t.accuracyAt(t.demand().slots()))
        .sum();
  }

  /** The problem of the tenants to plan for, in their order; what others inherited is given up. */
  PlanningProblem of(int most) {
    List<TenantOutlook> chosen = new ArrayList<>(ranked().subList(0, most));
    chosen.sort(Comparator.comparingInt(problem.tenants()::indexOf));
    Set<String> names = new LinkedHashSet<>();
    chosen.forEach(tenant -> names.add(tenant.name()));
    return problem.with(
        chosen,
        problem.inherited().stream().filter(i -> names.contains(i.task().tenant())).toList());
  }

  /** The problem of the tenants that {@link #of} leaves out. */
  PlanningProblem without(PlanningProblem chosen) {
    List<TenantOutlook> others = new ArrayList<>(problem.tenants());
    others.removeAll(chosen.tenants());
    return problem.with(others, List.of());
  }

  private List<TenantOutlook> ranked() {
    List<Integer> order = new ArrayList<>();
    for (int tenant = 0; tenant < handed.length; tenant++) {
      order.add(tenant);
    }
    order.sort(
        Comparator.comparing((Integer tenant) -> running(problem.tenants().get(tenant)) ? 0 : 1)
            .thenComparing(tenant -> problem.tenants().get(tenant).mustRetrain() ? 0 : 1)
            .thenComparing(tenant -> -claim(tenant)));
    return order.stream().map(problem.tenants()::get).toList();
  }

  /** What is handed to a tenant; for one that is served already more than its fair share. */
  private double claim(int tenant) {
    String name = problem.tenants().get(tenant).name();
    boolean served = problem.inherited().stream().anyMatch(i -> i.task().tenant().equals(name));
    return served ? Math.max(handed[tenant], LOYALTY * perSlice(tenant)) : handed[tenant];
  }

  /** The most that a slice given to the tenant in all slots earns. */
  private double perSlice(int tenant) {
    double[] capacity = capacity(problem.tenants().get(tenant));
    double sum = 0;
    for (int slot = 0; slot < problem.slots(); slot++) {
      double[] worth = worth(tenant, slot, capacity);
      double best = 0;
      for (int share = 1; share < worth.length; share++) {
        best = Math.max(best, worth[share] / share);
      }
      sum += best;
    }
    return sum;
  }

  private boolean running(TenantOutlook tenant) {
    String name = tenant.name();
    return problem.inherited().stream()
        .anyMatch(i -> i instanceof Inherited.Retraining && i.task().tenant().equals(name));
  }

  /** The best accuracy that a tenant can have in that slot. */
  private double best(TenantOutlook tenant, int slot) {
    double best = Math.max(tenant.accuracy(), tenant.accuracyAt(slot));
    for (Inherited inherited : problem.inherited()) {
      if (inherited instanceof Inherited.Retraining r
          && r.task().tenant().equals(tenant.name())
          && r.endsAt() <= slot) {
        best = Math.max(best, r.accuracyAfter());
      }
    }
    for (RetrainingOption option : tenant.options()) {
      boolean inTime = problem.profiles().stream().anyMatch(p -> ends(option, p) <= slot);
      best = inTime ? Math.max(best, option.accuracyAfter()) : best;
    }
    return best;
  }

  private int ends(RetrainingOption option, Profile profile) {
    Integer length = option.slots().get(profile);
    return length == null ? Integer.MAX_VALUE : problem.setupSlots(profile) + length;
  }

  /** By memory slices: the most that a tenant can serve with them. */
  private double[] capacity(TenantOutlook tenant) {
    double[] capacity = new double[slices + 1];
    for (int k = 1; k <= slices; k++) {
      capacity[k] = capacity[k - 1];
      for (Profile profile : problem.profiles()) {
        if (profile.memorySlices() <= k) {
          double with = capacity[k - profile.memorySlices()] + tenant.capacityOf(profile);
          capacity[k] = Math.max(capacity[k], with);
        }
      }
    }
    return capacity;
  }

  private void handOut(int slot, double[][] capacity) {
    double[] most = new double[slices + 1];
    int[][] given = new int[handed.length][slices + 1];
    for (int tenant = 0; tenant < handed.length; tenant++) {
      most = widen(most, worth(tenant, slot, capacity[tenant]), given[tenant]);
    }
    bound += most[slices];
    int left = slices;
    for (int tenant = handed.length - 1; tenant >= 0; tenant--) {
      int share = given[tenant][left];
      handed[tenant] += worth(tenant, slot, capacity[tenant])[share];
      left -= share;
    }
  }

  /** What retrainings gain beyond the horizon at most: the best gains by slices and slots taken. */
  private double lastingGains() {
    double left = (double) slices * problem.slots();
    double gains = 0;
    List<double[]> offers = new ArrayList<>();
    for (TenantOutlook tenant : problem.tenants()) {
      double gain =
          tenant.weight()
              * tenant.requestsAfter()
              * (best(tenant, problem.slots()) - tenant.accuracyAt(problem.slots()));
      if (running(tenant)) {
        gains += gain;
      } else if (gain > 0) {
        offers.add(new double[] {gain, leastTaken(tenant)});
      }
    }
    offers.sort(Comparator.comparingDouble(offer -> -offer[0] / offer[1]));
    for (double[] offer : offers) {
      gains += offer[0] * Math.clamp(left / offer[1], 0, 1);
      left -= offer[1];
    }
    return gains;
  }

  /** The least slices times slots of any retraining of that tenant. */
  private double leastTaken(TenantOutlook tenant) {
    double least = Double.POSITIVE_INFINITY;
    for (RetrainingOption option : tenant.options()) {
      for (Profile profile : problem.profiles()) {
        Integer length = option.slots().get(profile);
        if (length != null) {
          double taken = (problem.setupSlots(profile) + length) * (double) profile.memorySlices();
          least = Math.min(least, taken);
        }
      }
    }
    return least;
  }

  private double[] worth(int tenant, int slot, double[] capacity) {
    TenantOutlook outlook = problem.tenants().get(tenant);
    double each = outlook.weight() * best[tenant][slot];
    return Arrays.stream(capacity).map(c -> each * outlook.demand().served(slot, c)).toArray();
  }

  private double[] widen(double[] without, double[] worth, int[] given) {
    double[] with = without.clone();
    for (int k = 1; k <= slices; k++) {
      for (int share = 1; share <= k; share++) {
        if (without[k - share] + worth[share] > with[k]) {
          with[k] = without[k - share] + worth[share];
          given[k] = share;
        }
      }
    }
    return with;
  }
}
