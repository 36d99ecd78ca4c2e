package dev.migrator.solver;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The variables of one seat: u (ready and serving) by slot, s (became ready, after a set-up) by
 * slot, and whether an instance whose set-up was inherited is kept.
 */
final class SeatColumns {
  private final PlanningProblem problem;
  private final Seat seat;
  private final int first;
  private final MPVariable[] ready;
  private final Optional<MPVariable> kept;

  /** By slot in which it becomes ready. */
  private final NavigableMap<Integer, MPVariable> setUps = new TreeMap<>();

  SeatColumns(
      MPSolver solver, PlanningProblem problem, Seat seat, SpaceRows space, TenantRows tenant) {
    this.problem = problem;
    this.seat = seat;
    this.first = seat.firstReady();
    this.ready = solver.makeBoolVarArray(problem.slots() - first);
    this.kept =
        seat.isSetUpAtStart(problem.slots())
            ? Optional.of(solver.makeBoolVar(""))
            : Optional.empty();
    kept.ifPresent(variable -> setUp(variable, 0, readyAt(), space, tenant));
    for (int slot = first; slot < problem.slots(); slot++) {
      MPVariable serves = ready[slot - first];
      space.take(serves, seat.placement(), slot, slot + 1);
      tenant.serve(serves, seat.profile(), slot);
      addChange(solver, slot, space, tenant);
    }
  }

  /** The instances that the solution has here. */
  List<PlannedInstance> instances() {
    List<PlannedInstance> instances = new ArrayList<>();
    for (int slot = first; slot < problem.slots(); slot++) {
      if (isReady(slot) && !isReady(slot - 1)) {
        instances.add(instance(slot));
      }
    }
    return instances;
  }

  /**
   * Gives this seat's variables the values that they have in a plan.
   *
   * @param instances the plan's instances
   * @param values by variable
   */
  void describe(List<PlannedInstance> instances, double[] values) {
    Task task = new Task.Infer(problem.tenants().get(seat.tenant()).name());
    for (PlannedInstance instance : instances) {
      if (instance.placement().equals(seat.placement()) && instance.task().equals(task)) {
        for (int slot = instance.ready(); slot < Math.min(instance.to(), problem.slots()); slot++) {
          values[ready[slot - first].index()] = 1;
        }
        Optional<MPVariable> begun =
            instance.inherited() ? kept : Optional.ofNullable(setUps.get(instance.ready()));
        begun.ifPresent(variable -> values[variable.index()] = 1);
      }
    }
  }

  /**
   * Ready now requires: ready before, or set up until now, or an inherited set-up that ends now.
   */
  private void addChange(MPSolver solver, int slot, SpaceRows space, TenantRows tenant) {
    MPConstraint row = solver.makeConstraint(-MPSolver.infinity(), isServedAlready(slot) ? 1 : 0);
    row.setCoefficient(ready[slot - first], 1);
    if (slot > first) {
      row.setCoefficient(ready[slot - 1 - first], -1);
    }
    if (slot == readyAt()) {
      kept.ifPresent(variable -> row.setCoefficient(variable, -1));
    }
    if (seat.creatable() && slot >= seat.setUp()) {
      MPVariable setUp = solver.makeBoolVar("");
      row.setCoefficient(setUp, -1);
      solver.objective().setCoefficient(setUp, -problem.setupPenalty());
      setUp(setUp, slot - seat.setUp(), slot, space, tenant);
      setUps.put(slot, setUp);
    }
  }

  private void setUp(MPVariable variable, int from, int to, SpaceRows space, TenantRows tenant) {
    space.take(variable, seat.placement(), from, to);
    tenant.setUp(variable, seat.placement(), from, to);
  }

  private PlannedInstance instance(int readyFrom) {
    boolean inherited =
        isServedAlready(readyFrom)
            || (readyFrom == readyAt() && kept.filter(Solution::isOne).isPresent());
    int from = inherited ? 0 : readyFrom - seat.setUp();
    int to = readyFrom;
    while (isReady(to)) {
      to++;
    }
    Task task = new Task.Infer(problem.tenants().get(seat.tenant()).name());
    return new PlannedInstance(seat.placement(), task, from, readyFrom, to, inherited);
  }

  private boolean isReady(int slot) {
    int index = slot - first;
    return 0 <= index && index < ready.length && Solution.isOne(ready[index]);
  }

  private boolean isServedAlready(int slot) {
    return slot == 0 && seat.isReadyAtStart();
  }

  private int readyAt() {
    return seat.inheritedReadyAt().orElse(-1);
  }
}
