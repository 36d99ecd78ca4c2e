package dev.migrator.core.control;

import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.model.TenantReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tenants' floors, and what has been done for them in this window.
 *
 * <p>A floor holds for a whole window. A plan within it is for the rest, so it has to make up for
 * what was missed, and may live on what was answered beyond the floor.
 *
 * <p><b>Example.</b> Floor 0.9, half of the window gone, 100 requests arrived, 80 answered in time,
 * 100 more expected: of these 0.9 · 200 - 80 = 100 are owed, all of them.
 */
final class Floors {
  private final Map<String, Outcome> window = new HashMap<>();

  /** Forgets the window that has ended. */
  void windowBegins() {
    window.clear();
  }

  /** Counts the slot that ended when this snapshot was taken. */
  void slotEnded(Snapshot snapshot) {
    for (TenantReading reading : snapshot.tenants()) {
      window.merge(reading.tenant(), reading.last(), Outcome::plus);
    }
  }

  /** The problem with the floors that are left for its horizon. */
  PlanningProblem applied(PlanningProblem problem, List<Tenant> tenants) {
    Map<String, Double> floors = new HashMap<>();
    tenants.forEach(tenant -> floors.put(tenant.name(), tenant.floor()));
    List<TenantOutlook> outlooks =
        problem.tenants().stream()
            .map(outlook -> outlook.withFloor(left(outlook, floors)))
            .toList();
    return problem.with(outlooks, problem.inherited());
  }

  private double left(TenantOutlook outlook, Map<String, Double> floors) {
    Outcome past = window.getOrDefault(outlook.name(), Outcome.NONE);
    return left(floors.getOrDefault(outlook.name(), 0.0), past, outlook.demand().total());
  }

  /**
   * The share of what is still expected that is to be answered in time, so that all of the window
   * keeps the floor; 1 if that is no longer possible.
   */
  static double left(double floor, Outcome past, double expected) {
    double owed = floor * (past.arrived() + expected) - past.withinSlo();
    return floor == 0 || expected == 0 ? 0 : Math.clamp(owed / expected, 0, 1);
  }
}
