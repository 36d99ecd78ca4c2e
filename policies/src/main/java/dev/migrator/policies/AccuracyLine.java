package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tenant's accuracy over the horizon.
 *
 * @param now accuracy in slot 0
 * @param rises when it changes, ascending
 */
record AccuracyLine(double now, List<Rise> rises) {

  /**
   * A change of accuracy.
   *
   * @param slot first slot with the new model
   * @param accuracy the new model's accuracy
   */
  record Rise(int slot, double accuracy) {}

  /** That of a tenant of whom no retraining is started. */
  static AccuracyLine of(TenantOutlook tenant, PlanningProblem problem) {
    List<Rise> rises =
        Running.of(problem).stream()
            .filter(running -> running.task().tenant().equals(tenant.name()))
            .sorted(Comparator.comparingInt(Inherited.Retraining::endsAt))
            .map(running -> new Rise(running.endsAt(), running.accuracyAfter()))
            .toList();
    return new AccuracyLine(tenant.accuracy(), rises);
  }

  /** The same with another retraining, which ends after those that run. */
  AccuracyLine with(int slot, double accuracy) {
    List<Rise> more = new ArrayList<>(rises);
    more.add(new Rise(slot, accuracy));
    return new AccuracyLine(now, more);
  }

  /** The accuracy at the beginning of that slot. */
  double at(int slot) {
    double accuracy = now;
    for (Rise rise : rises) {
      if (rise.slot <= slot) {
        accuracy = rise.accuracy;
      }
    }
    return accuracy;
  }
}
