package dev.migrator.live.simulation;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A planner of chance that keeps nothing, so that the same problem gives the same plan: mostly
 * legal ones, now and then a wrong one, or an exception.
 *
 * @param seed what chance begins with
 * @param faulty whether it is ever wrong
 */
record RandomPlanner(long seed, boolean faulty) implements Planner {
  private static final int TRIES = 6;

  @Override
  public String name() {
    return "random";
  }

  @Override
  public boolean isDue(Occasion occasion) {
    boolean isWrong = faulty && occasion.snapshot().slot() % 41 == 40;
    if (isWrong) {
      throw new IllegalStateException("does not know");
    }
    return occasion.isWindowBegin()
        || occasion.slotsSincePlan() >= 7
        || (occasion.slotsSincePlan() >= 3 && !occasion.reasons().isEmpty());
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Random random =
        new Random(seed * 31 + problem.inherited().toString().hashCode() + problem.slots());
    if (faulty && random.nextInt(12) == 0) {
      throw new IllegalStateException("does not feel like it");
    }
    List<PlannedInstance> instances = new ArrayList<>();
    problem.inherited().forEach(inherited -> keep(inherited, problem, instances, random));
    for (int i = 0; i < TRIES; i++) {
      add(candidate(problem, random), problem, instances);
    }
    double value = PlanCheck.value(problem, instances);
    double claimed = faulty && random.nextInt(12) == 0 ? 2 * value + 1 : value;
    return new Plan(name(), problem.slots(), instances, claimed, claimed + 1);
  }

  private static void keep(
      Inherited inherited,
      PlanningProblem problem,
      List<PlannedInstance> instances,
      Random random) {
    switch (inherited) {
      case Inherited.Serving serving -> {
        if (random.nextInt(3) > 0) {
          instances.add(planned(inherited, serving.readyAt(), problem.slots()));
        }
      }
      case Inherited.Retraining running ->
          instances.add(planned(inherited, running.ready(), running.endsAt()));
    }
  }

  private static PlannedInstance planned(Inherited inherited, int ready, int to) {
    return new PlannedInstance(inherited.placement(), inherited.task(), 0, ready, to, true);
  }

  private static void add(
      PlannedInstance candidate, PlanningProblem problem, List<PlannedInstance> instances) {
    instances.add(candidate);
    Plan trial = new Plan("trial", problem.slots(), instances, 0, Double.MAX_VALUE);
    boolean isLegal =
        PlanCheck.violations(problem, trial).stream().allMatch(v -> v.startsWith("plan: value"));
    if (!isLegal) {
      instances.removeLast();
    }
  }

  private static PlannedInstance candidate(PlanningProblem problem, Random random) {
    List<Placement> placements = problem.placements();
    Placement placement = placements.get(random.nextInt(placements.size()));
    TenantOutlook tenant = problem.tenants().get(random.nextInt(problem.tenants().size()));
    int from = random.nextInt(4);
    int ready = from + problem.setupSlots(placement.profile());
    boolean trains = random.nextInt(3) == 0 && !tenant.options().isEmpty();
    if (trains) {
      RetrainingOption option = tenant.options().getFirst();
      int length = option.slots().getOrDefault(placement.profile(), 1);
      Task task = new Task.Retrain(tenant.name(), option.name());
      return new PlannedInstance(placement, task, from, ready, ready + length, false);
    }
    int to = Math.max(ready + 1, problem.slots() - random.nextInt(3));
    return new PlannedInstance(placement, new Task.Infer(tenant.name()), from, ready, to, false);
  }
}
