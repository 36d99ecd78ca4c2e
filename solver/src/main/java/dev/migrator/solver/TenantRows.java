package dev.migrator.solver;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one tenant earns: requests served by the old model (q0) and by a retrained one (q1), held
 * below what its ready instances can serve, below what arrives, and each to its own side of the
 * retraining's end.
 */
final class TenantRows {
  private final MPSolver solver;
  private final TenantOutlook tenant;
  private final int slots;
  private final double accuracyAtEnd;
  private final NavigableMap<Integer, SlotRows> busy = new TreeMap<>();

  TenantRows(MPSolver solver, PlanningProblem problem, Givens givens, TenantOutlook tenant) {
    this.solver = solver;
    this.tenant = tenant;
    this.slots = problem.slots();
    this.accuracyAtEnd = givens.accuracy(tenant, slots);
    int silenceRows = problem.preInitialization() ? 0 : problem.gpu().memorySlices();
    for (int slot = 0; slot < slots; slot++) {
      if (tenant.arrivals()[slot] > 0) {
        busy.put(slot, rows(slot, givens.accuracy(tenant, slot), silenceRows));
      }
    }
    MPObjective objective = solver.objective();
    double afterwards = tenant.weight() * accuracyAtEnd * tenant.requestsAfter();
    objective.setOffset(objective.offset() + afterwards);
  }

  /** Lets a variable that is 1 serve the tenant in that slot. */
  void serve(MPVariable variable, Profile profile, int slot) {
    // Serving more than arrives is worth nothing, and the smaller number makes the tighter row.
    double served = Math.min(tenant.capacityOf(profile), tenant.arrivals()[slot]);
    between(slot, slot + 1).forEach(rows -> rows.capacity().setCoefficient(variable, -served));
  }

  /**
   * Lets a variable that is 1 set an instance up in the slots {@code [from, to)}, which silences
   * the tenant where there is no pre-initialization. There is a row for each memory slice, because
   * several instances may be set up at once, but only one of them on a slice.
   */
  void setUp(MPVariable variable, Placement placement, int from, int to) {
    between(from, to)
        .filter(rows -> !rows.silence().isEmpty())
        .forEach(
            rows ->
                rows.silence()
                    .subList(placement.start(), placement.end())
                    .forEach(row -> row.setCoefficient(variable, rows.arrivals())));
  }

  /**
   * Adds a retraining option: whether it is done by each slot (done), and what it then serves.
   *
   * @param starts its starts, at least one, with the variable of each
   */
  void retrain(RetrainingOption option, Map<Start, MPVariable> starts) {
    double gain = option.accuracyAfter() - accuracyAtEnd;
    starts.values().forEach(variable -> earn(variable, gain * tenant.requestsAfter()));
    int firstEnd = Collections.min(starts.keySet().stream().map(Start::to).toList());
    MPVariable[] done = solver.makeNumVarArray(slots - firstEnd, 0, 1);
    MPConstraint[] ends = new MPConstraint[done.length];
    for (int i = 0; i < done.length; i++) {
      ends[i] = solver.makeConstraint(0, 0);
      ends[i].setCoefficient(done[i], 1);
      if (i > 0) {
        ends[i].setCoefficient(done[i - 1], -1);
      }
      MPVariable isDone = done[i];
      int slot = firstEnd + i;
      between(slot, slot + 1).forEach(rows -> renew(rows, option, isDone));
    }
    starts.forEach(
        (start, variable) -> {
          if (start.to() < slots) {
            ends[start.to() - firstEnd].setCoefficient(variable, -1);
          }
        });
  }

  /** Once the retraining is done, the slot's requests belong to the new model alone. */
  private void renew(SlotRows rows, RetrainingOption option, MPVariable done) {
    MPVariable renewed = solver.makeNumVar(0, rows.arrivals(), "");
    earn(renewed, option.accuracyAfter());
    rows.before().setCoefficient(done, rows.arrivals());
    atMost(0, renewed).setCoefficient(done, -rows.arrivals());
    rows.capacity().setCoefficient(renewed, 1);
    rows.silence().forEach(row -> row.setCoefficient(renewed, 1));
  }

  private SlotRows rows(int slot, double accuracy, int silenceRows) {
    double arrivals = tenant.arrivals()[slot];
    MPVariable old = solver.makeNumVar(0, arrivals, "");
    earn(old, accuracy);
    List<MPConstraint> silence =
        Stream.generate(() -> atMost(arrivals, old)).limit(silenceRows).toList();
    return new SlotRows(arrivals, atMost(0, old), atMost(arrivals, old), silence);
  }

  private Stream<SlotRows> between(int from, int to) {
    return busy.subMap(from, to).values().stream();
  }

  private void earn(MPVariable variable, double accuracy) {
    solver.objective().setCoefficient(variable, tenant.weight() * accuracy);
  }

  private MPConstraint atMost(double most, MPVariable variable) {
    MPConstraint row = solver.makeConstraint(-MPSolver.infinity(), most);
    row.setCoefficient(variable, 1);
    return row;
  }

  /**
   * The rows of a slot in which something arrives.
   *
   * @param arrivals what arrives
   * @param capacity served by old and new model, at most what the instances can
   * @param before served by the old model, only before a retraining is done
   * @param silence served by both, by memory slice, only while nothing is set up there
   */
  private record SlotRows(
      double arrivals, MPConstraint capacity, MPConstraint before, List<MPConstraint> silence) {}
}
