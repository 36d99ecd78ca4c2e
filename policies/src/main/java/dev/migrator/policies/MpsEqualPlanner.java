package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.List;

/**
 * The planner {@code mps-equal}: every tenant infers on an equal share of the GPU, all the time;
 * nobody is retrained. What any policy that shares by MPS has to beat.
 *
 * <p>What the granules do not divide evenly goes to the first tenants, a granule each. Retrainings
 * that run, which it has not begun itself, go on, and what would be in their way is left out.
 *
 * <p><b>Example.</b> Three tenants get 35 %, 35 % and 30 %.
 */
public final class MpsEqualPlanner implements Planner {

  @Override
  public String name() {
    return "mps-equal";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    int tenants = problem.tenants().size();
    if (tenants > MpsGpu.GRANULES) {
      throw new IllegalArgumentException(
          "a GPU has %d tenants; expected at most %d, as a share is no less than 5 %%."
              .formatted(tenants, MpsGpu.GRANULES));
    }
    List<PlannedInstance> instances = new ArrayList<>(Running.instances(problem));
    int start = 0;
    for (int i = 0; i < tenants; i++) {
      int granules = (MpsGpu.GRANULES + tenants - 1 - i) / tenants;
      Profile share = MpsGpu.share(problem.gpu(), granules);
      Task.Infer task = new Task.Infer(problem.tenants().get(i).name());
      add(problem, new Placement(share, start), task, instances);
      start += granules;
    }
    return Answer.of(name(), problem, instances);
  }

  private static void add(
      PlanningProblem problem, Placement place, Task.Infer task, List<PlannedInstance> instances) {
    if (instances.stream().noneMatch(other -> other.placement().overlaps(place))) {
      instances.add(
          problem.inherited().stream()
              .filter(i -> i.placement().equals(place) && i.task().equals(task))
              .findFirst()
              .map(i -> kept(i, problem.slots()))
              .orElseGet(() -> created(problem, place, task)));
    }
  }

  private static PlannedInstance kept(Inherited inherited, int slots) {
    int ready = inherited instanceof Inherited.Serving serving ? serving.readyAt() : 0;
    return new PlannedInstance(inherited.placement(), inherited.task(), 0, ready, slots, true);
  }

  private static PlannedInstance created(
      PlanningProblem problem, Placement place, Task.Infer task) {
    int ready = problem.setupSlots(place.profile());
    return new PlannedInstance(place, task, 0, ready, problem.slots(), false);
  }
}
