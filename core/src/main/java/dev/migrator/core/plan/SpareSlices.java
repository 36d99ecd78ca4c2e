package dev.migrator.core.plan;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives slices that a plan leaves idle to tenants that might need them.
 *
 * <p><b>Goal.</b> A plan is made for the arrivals expected; more may come. Slices that nobody takes
 * earn nothing under the expectation, so using them costs nothing but a set-up. This matters where
 * arrivals are planned for as if they were certain. Where the demand has several levels, the plan
 * itself values capacity above the mean and leaves next to nothing idle; what is given here is then
 * for what no level foresees.
 *
 * <p><b>Algorithm.</b> First, no instance goes before its slices are needed by another. Then, as
 * long as there are idle placements, one gets an instance of the tenant that would gain most if
 * arrivals were higher than expected by a margin: the smallest margin first, so that who is closest
 * to his capacity is served first. What the plan itself decided is not touched.
 *
 * <p><b>Worked example.</b> Two tenants on two 1g each, loads 95 % and 40 % of their capacity,
 * three slices idle. At a margin of 25 % only the first gains: it gets one 1g, and another if one
 * is not enough. The second gains at none of the margins and gets nothing.
 */
public final class SpareSlices {
  private static final double[] MARGINS = {0.25, 0.6, 1.5};

  private final PlanningProblem problem;
  private final List<PlannedInstance> instances;

  private SpareSlices(PlanningProblem problem, List<PlannedInstance> instances) {
    this.problem = problem;
    this.instances = new ArrayList<>(instances);
  }

  /** The plan's instances, kept as long as possible, and those added. */
  public static List<PlannedInstance> used(
      PlanningProblem problem, List<PlannedInstance> instances) {
    SpareSlices spare = new SpareSlices(problem, instances);
    spare.keepLonger();
    for (double margin : MARGINS) {
      while (problem.preInitialization() && spare.addOne(margin)) {
        // Each turn adds the instance that gains most.
      }
    }
    return spare.instances;
  }

  private void keepLonger() {
    for (int i = 0; i < instances.size(); i++) {
      PlannedInstance instance = instances.get(i);
      if (instance.task() instanceof Task.Infer && instance.to() < problem.slots()) {
        int to = idleUntil(instance.placement(), instance.to());
        instances.set(
            i,
            new PlannedInstance(
                instance.placement(),
                instance.task(),
                instance.from(),
                instance.ready(),
                to,
                instance.inherited()));
      }
    }
  }

  /** The first slot from that one on in which the placement cannot be used. */
  private int idleUntil(Placement placement, int from) {
    int slot = from;
    while (slot < problem.slots() && isIdle(placement, slot)) {
      slot++;
    }
    return slot;
  }

  private boolean isIdle(Placement placement, int slot) {
    List<Placement> together = new ArrayList<>();
    together.add(placement);
    for (PlannedInstance instance : instances) {
      if (instance.existsIn(slot)) {
        if (instance.placement().overlaps(placement)) {
          return false;
        }
        together.add(instance.placement());
      }
    }
    return Layout.isLegal(together);
  }

  /** An instance that could be added, and what it would gain. */
  private record Candidate(PlannedInstance instance, double gain) {}

  private boolean addOne(double margin) {
    Optional<Candidate> best = Optional.empty();
    for (Placement placement : problem.placements()) {
      for (int from : starts(placement)) {
        int to = idleUntil(placement, from);
        for (TenantOutlook tenant : problem.tenants()) {
          best = better(best, candidate(placement, from, to, tenant, margin));
        }
      }
    }
    best.ifPresent(candidate -> instances.add(candidate.instance()));
    return best.isPresent();
  }

  /** Slots at which the placement becomes idle. */
  private List<Integer> starts(Placement placement) {
    List<Integer> slots = new ArrayList<>();
    slots.add(0);
    instances.forEach(instance -> slots.add(instance.to()));
    return slots.stream()
        .distinct()
        .filter(slot -> slot < problem.slots() && isIdle(placement, slot))
        .filter(slot -> slot == 0 || !isIdle(placement, slot - 1))
        .sorted()
        .toList();
  }

  private Optional<Candidate> candidate(
      Placement placement, int from, int to, TenantOutlook tenant, double margin) {
    int ready = from + problem.setupSlots(placement.profile());
    double capacity = tenant.capacityOf(placement.profile());
    if (ready >= to || capacity == 0) {
      return Optional.empty();
    }
    double[] present = capacity(tenant);
    double gain = 0;
    for (int slot = ready; slot < to; slot++) {
      double demand = tenant.arrivals()[slot] * (1 + margin);
      gain += Math.min(demand, present[slot] + capacity) - Math.min(demand, present[slot]);
    }
    PlannedInstance instance =
        new PlannedInstance(placement, new Task.Infer(tenant.name()), from, ready, to, false);
    double worth = gain * tenant.weight() * tenant.accuracy();
    return worth > problem.setupPenalty() + 1e-6
        ? Optional.of(new Candidate(instance, worth))
        : Optional.empty();
  }

  private double[] capacity(TenantOutlook tenant) {
    double[] elsewhere = tenant.demand().elsewhere();
    double[] capacity = elsewhere.length == 0 ? new double[problem.slots()] : elsewhere.clone();
    for (PlannedInstance instance : instances) {
      if (instance.task().equals(new Task.Infer(tenant.name()))) {
        double more = tenant.capacityOf(instance.placement().profile());
        int to = Math.min(instance.to(), problem.slots());
        for (int slot = Math.min(instance.ready(), to); slot < to; slot++) {
          capacity[slot] += more;
        }
      }
    }
    return capacity;
  }

  private static Optional<Candidate> better(Optional<Candidate> one, Optional<Candidate> other) {
    return Stream.of(one, other)
        .flatMap(Optional::stream)
        .reduce((a, b) -> b.gain() > a.gain() ? b : a);
  }
}
