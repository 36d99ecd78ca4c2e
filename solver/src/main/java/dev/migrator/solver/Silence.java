package dev.migrator.solver;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.Placement;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a tenant's instances are silent in a slot, because one of them is being set up. There is
 * a row for each memory slice: several instances may be set up at once, but only one of them on a
 * slice.
 *
 * @param solver where the rows are
 * @param silent 1 if they are
 * @param rows by GPU and memory slice: what is set up there, at most {@code silent}
 */
record Silence(MPSolver solver, MPVariable silent, Map<Slice, MPConstraint> rows) {

  static Silence on(MPSolver solver) {
    return new Silence(solver, solver.makeNumVar(0, 1, ""), new HashMap<>());
  }

  /** Keeps silent while a variable is 1 that sets an instance up on that placement. */
  void keepWhile(MPVariable variable, Placement placement) {
    for (int number = placement.start(); number < placement.end(); number++) {
      rows.computeIfAbsent(new Slice(placement.gpu(), number), _ -> row())
          .setCoefficient(variable, 1);
    }
  }

  private MPConstraint row() {
    MPConstraint row = solver.makeConstraint(-MPSolver.infinity(), 0);
    row.setCoefficient(silent, -1);
    return row;
  }

  /** A memory slice of a GPU. */
  record Slice(int gpu, int number) {}
}
