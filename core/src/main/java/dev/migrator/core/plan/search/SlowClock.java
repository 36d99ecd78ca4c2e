package dev.migrator.core.plan.search;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Renewal;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.price.Prices;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same problem on a slower clock: several slots are one, and plans change only between these.
 *
 * <p><b>Goal.</b> A good plan, and good prices, where looking at all cells slot by slot is dear: a
 * pass here costs as many times less as there are slots in one, about as many as a set-up takes.
 * <b>What is exact.</b> A slot serves the mean over its levels of min(level, capacity). So a long
 * slot of w slots serves the mean over the levels of all of them, each w times as high, of min(w ·
 * level, w · capacity): it is a slot like any other, of more levels. <b>What is not.</b> Set-ups
 * and retrainings are rounded up to long slots, and begin with one. So a plan for the slow problem
 * is one for the problem itself in which everything is ready as early or earlier, and worth at
 * least as much but for what capacity elsewhere is rounded by. What it is worth there says nothing
 * about better plans: bounds come from the problem itself, at prices found here.
 *
 * <p><b>Worked example.</b> Capacity 6, arrivals 4, 9 and 0 in three slots: 4 + 6 + 0 are served.
 * As one slot: capacity 18, levels 12, 27 and 0 with a share of a third each: (12 + 18 + 0) / 3.
 */
final class SlowClock {
  private static final int LEAST_WIDTH = 3;
  private static final int MOST_WIDTH = 6;

  /** With fewer long slots little is left to plan. */
  private static final int LEAST_BLOCKS = 10;

  /** Halvings until a capacity is known precisely. */
  private static final int HALVINGS = 30;

  private final PlanningProblem problem;
  private final int width;

  SlowClock(PlanningProblem problem) {
    this.problem = problem;
    int shortest =
        problem.setupSlots().values().stream().mapToInt(Integer::intValue).min().orElse(1);
    this.width = Math.min(MOST_WIDTH, shortest);
  }

  /** Whether there is a slow problem that is any easier. */
  boolean isPossible() {
    return width >= LEAST_WIDTH
        && problem.slots() >= LEAST_BLOCKS * width
        && problem.rules().pausing().isEmpty()
        && problem.placements().stream().allMatch(p -> p.profile().sharing() == Sharing.MIG);
  }

  /** The slow problem. */
  PlanningProblem problem() {
    Map<Profile, Integer> setUps = new HashMap<>();
    problem.setupSlots().forEach((profile, slots) -> setUps.put(profile, blocks(slots)));
    Rules rules =
        new Rules(
            problem.preInitialization(),
            problem.setupPenalty(),
            problem.rules().retrainBy() / width);
    return new PlanningProblem(
        problem.gpus(),
        problem.placements(),
        blocks(problem.slots()),
        setUps,
        problem.tenants().stream().map(this::slow).toList(),
        problem.inherited().stream().map(this::slow).toList(),
        rules);
  }

  private int blocks(int slots) {
    return Math.ceilDiv(slots, width);
  }

  private Inherited slow(Inherited instance) {
    return switch (instance) {
      case Inherited.Serving s ->
          new Inherited.Serving(s.placement(), s.task(), blocks(s.readyAt()));
      case Inherited.Retraining r ->
          new Inherited.Retraining(
              r.placement(),
              r.task(),
              r.trainsFrom() / width,
              blocks(r.endsAt()),
              r.accuracyAfter());
    };
  }

  private TenantOutlook slow(TenantOutlook tenant) {
    Map<Profile, Double> capacity = new HashMap<>();
    tenant.capacity().forEach((profile, requests) -> capacity.put(profile, width * requests));
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        tenant.accuracy(),
        slow(tenant.demand()),
        capacity,
        tenant.options().stream().map(this::slow).toList(),
        tenant.mustRetrain(),
        tenant.requestsAfter(),
        tenant.floor(),
        tenant.renewal().map(r -> new Renewal(blocks(r.slot()), r.accuracy())));
  }

  /** Set-up and training are rounded up together. */
  private RetrainingOption slow(RetrainingOption option) {
    Map<Profile, Integer> slots = new HashMap<>();
    option
        .slots()
        .forEach(
            (profile, training) -> {
              int setUp = problem.setupSlots(profile);
              int rest = blocks(setUp + training) - blocks(setUp);
              slots.put(profile, Math.max(1, rest));
            });
    return new RetrainingOption(option.name(), option.accuracyAfter(), slots);
  }

  private Demand slow(Demand demand) {
    int blocks = blocks(problem.slots());
    double[][] levels = new double[demand.levels().length * width][blocks];
    double[] shares = new double[levels.length];
    for (int k = 0; k < levels.length; k++) {
      int level = k / width;
      shares[k] = demand.shares()[level] / width;
      for (int block = 0; block < blocks; block++) {
        int slot = block * width + k % width;
        levels[k][block] = slot < problem.slots() ? width * demand.levels()[level][slot] : 0;
      }
    }
    double[] elsewhere = Arrays.stream(means(demand.elsewhere())).map(x -> width * x).toArray();
    return new Demand(levels, shares, elsewhere);
  }

  /** By long slot: the mean over its slots. */
  double[] means(double[] row) {
    double[] means = new double[blocks(row.length)];
    for (int block = 0; block < means.length; block++) {
      int to = Math.min(row.length, (block + 1) * width);
      means[block] = Arrays.stream(row, block * width, to).average().orElse(0);
    }
    return means;
  }

  /** A plan for the slow problem, for the problem itself. */
  List<PlannedInstance> usual(List<PlannedInstance> slow) {
    return slow.stream().map(this::usual).toList();
  }

  private PlannedInstance usual(PlannedInstance slow) {
    return slow.inherited() ? kept(slow) : begun(slow);
  }

  private PlannedInstance kept(PlannedInstance slow) {
    Inherited was =
        problem.inherited().stream()
            .filter(i -> i.placement().equals(slow.placement()) && i.task().equals(slow.task()))
            .findFirst()
            .orElseThrow();
    return switch (was) {
      case Inherited.Retraining r ->
          new PlannedInstance(r.placement(), r.task(), 0, 0, r.endsAt(), true);
      case Inherited.Serving s ->
          new PlannedInstance(s.placement(), s.task(), 0, s.readyAt(), end(slow), true);
    };
  }

  private PlannedInstance begun(PlannedInstance slow) {
    Profile profile = slow.placement().profile();
    int from = slow.from() * width;
    int ready = from + problem.setupSlots(profile);
    int to =
        switch (slow.task()) {
          case Task.Infer _ -> end(slow);
          case Task.Retrain retrain -> ready + training(retrain, profile);
        };
    return new PlannedInstance(slow.placement(), slow.task(), from, ready, to, false);
  }

  private int training(Task.Retrain task, Profile profile) {
    RetrainingOption option = problem.tenant(task.tenant()).option(task.choice());
    return option.slots().getOrDefault(profile, 0);
  }

  private int end(PlannedInstance slow) {
    return Math.min(slow.to() * width, problem.slots());
  }

  /**
   * Prices for the slow problem, for the problem itself: a site costs as much in each of the slots,
   * and requests are referred to as if the same capacity served them in each.
   */
  Prices usual(Prices slow) {
    int tenants = slow.served().length;
    double[][][] site = new double[tenants][slow.site()[0].length][problem.slots()];
    double[][] served = new double[tenants][problem.slots()];
    for (int tenant = 0; tenant < tenants; tenant++) {
      for (int s = 0; s < site[tenant].length; s++) {
        double[] row = slow.site()[tenant][s];
        Arrays.setAll(site[tenant][s], slot -> row[slot / width] / width);
      }
      Demand demand = problem.tenants().get(tenant).demand();
      for (int block = 0; block < slow.served()[tenant].length; block++) {
        serve(demand, slow.served()[tenant][block], block, served[tenant]);
      }
    }
    return new Prices(site, served, slow.floor().clone());
  }

  /** What a capacity serves in each slot with which so much is served in a long one. */
  private void serve(Demand demand, double together, int block, double[] served) {
    int from = block * width;
    int to = Math.min(problem.slots(), from + width);
    double low = 0;
    double high = 0;
    for (int slot = from; slot < to; slot++) {
      high = Math.max(high, demand.most(slot));
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (int slot = from; slot < to; slot++) {
        served[slot] = demand.served(slot, middle);
        sum += served[slot];
      }
      low = sum < together ? middle : low;
      high = sum < together ? high : middle;
    }
  }
}
