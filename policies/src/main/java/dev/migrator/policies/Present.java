package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The problem that a plan was made for, as it stands some slots later: what exists is observed, how
 * long it still takes is known from the plan.
 *
 * @param problem the problem then
 * @param plan the plan that was made for it
 * @param passed slots since then
 * @param retrained tenants that have been retrained since
 */
record Present(PlanningProblem problem, Plan plan, int passed, Set<String> retrained) {

  /** That many slots after it was made. */
  Present at(int slots) {
    return new Present(problem, plan, slots, retrained);
  }

  /** Whether the horizon has ended. */
  boolean isOver() {
    return passed >= problem.slots();
  }

  PlanningProblem of(Snapshot snapshot) {
    return new PlanningProblem(
        problem.gpus(),
        problem.placements(),
        problem.slots() - passed,
        problem.setupSlots(),
        problem.tenants().stream().map(tenant -> tenant(tenant, snapshot)).toList(),
        snapshot.instances().stream()
            .filter(instance -> instance.state() != InstanceState.DRAINING)
            .map(this::inherited)
            .toList(),
        new Rules(
            problem.preInitialization(),
            problem.setupPenalty(),
            Math.max(0, problem.rules().retrainBy() - passed)));
  }

  private TenantOutlook tenant(TenantOutlook then, Snapshot snapshot) {
    return new TenantOutlook(
        then.name(),
        then.weight(),
        snapshot.tenant(then.name()).accuracy(),
        Arrays.copyOfRange(then.arrivals(), passed, then.arrivals().length),
        then.capacity(),
        retrained.contains(then.name()) ? List.of() : then.options(),
        then.mustRetrain(),
        then.requestsAfter());
  }

  private Inherited inherited(ObservedInstance instance) {
    return switch (instance.task()) {
      case Task.Infer infer ->
          new Inherited.Serving(instance.placement(), infer, slotsToReady(instance));
      case Task.Retrain retrain ->
          new Inherited.Retraining(instance.placement(), retrain, slotsToEnd(instance), 0);
    };
  }

  private int slotsToReady(ObservedInstance instance) {
    int all = problem.setupSlots(instance.placement().profile());
    int left = planned(instance).map(planned -> planned.ready() - passed).orElse(all);
    return instance.isSettingUp() ? Math.clamp(left, 1, all) : 0;
  }

  private int slotsToEnd(ObservedInstance instance) {
    int left = planned(instance).map(PlannedInstance::to).orElse(problem.slots()) - passed;
    return Math.max(1, left);
  }

  private Optional<PlannedInstance> planned(ObservedInstance instance) {
    return plan.instances().stream()
        .filter(planned -> planned.placement().equals(instance.placement()))
        .filter(planned -> planned.task().equals(instance.task()))
        .findFirst();
  }
}
