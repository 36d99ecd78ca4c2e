package dev.migrator.policies.ekya;

import dev.migrator.core.model.RetrainingOption;
import java.util.Optional;

/**
 * What is best for one tenant with given shares: a retraining, or none.
 *
 * @param option the retraining, if any
 * @param end slot at whose beginning it has ended
 * @param worth what the tenant then adds to the mean
 */
record Pick(Optional<RetrainingOption> option, int end, double worth) {

  /** No retraining. */
  static Pick none(double worth) {
    return new Pick(Optional.empty(), Integer.MAX_VALUE, worth);
  }

  /** The one that is worth more; of equals this one. */
  Pick orBetter(Pick other) {
    return other.worth > worth ? other : this;
  }
}
