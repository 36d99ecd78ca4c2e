package dev.migrator.solver;

import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.PlannedInstance;
import java.util.List;
import java.util.Optional;

/**
 * What a solver found.
 *
 * @param instances the instances of its best plan, if it has one
 * @param bound its bound on the value of every plan; infinite if it proved none
 */
record Solution(Optional<List<PlannedInstance>> instances, double bound) {

  /** It found nothing and proved nothing. */
  static final Solution NONE = new Solution(Optional.empty(), Double.POSITIVE_INFINITY);

  /** Whether a binary variable is 1, up to the solver's tolerance. */
  static boolean isOne(MPVariable variable) {
    return variable.solutionValue() > 0.5;
  }
}
