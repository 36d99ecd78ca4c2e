package dev.migrator.policies;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.List;

/** The retrainings that run when a horizon begins, which no plan can change. */
public final class Running {
  private Running() {}

  /** Those retrainings, in the problem's order. */
  public static List<Inherited.Retraining> of(PlanningProblem problem) {
    return problem.inherited().stream()
        .filter(Inherited.Retraining.class::isInstance)
        .map(Inherited.Retraining.class::cast)
        .toList();
  }

  /** Each until it ends. */
  public static List<PlannedInstance> instances(PlanningProblem problem) {
    return of(problem).stream()
        .map(r -> new PlannedInstance(r.placement(), r.task(), 0, r.ready(), r.endsAt(), true))
        .toList();
  }

  /** Whether a retraining of that tenant runs. */
  public static boolean retrains(PlanningProblem problem, TenantOutlook tenant) {
    return of(problem).stream().anyMatch(r -> r.task().tenant().equals(tenant.name()));
  }

  /** First slot in which nothing that runs keeps an instance from that place. */
  static int freeFrom(PlanningProblem problem, Placement placement) {
    return of(problem).stream()
        .filter(running -> exclude(running.placement(), placement))
        .mapToInt(Inherited.Retraining::endsAt)
        .max()
        .orElse(0);
  }

  /**
   * Whether two places may have to exclude each other: common slices, or a limit on their number
   * that their slices do not already imply.
   */
  static boolean exclude(Placement one, Placement other) {
    Profile profile = one.profile();
    return one.overlaps(other)
        || (profile.holdsMediaExtensions() && other.profile().holdsMediaExtensions())
        || (profile.equals(other.profile()) && profile.maxInstances() < disjoint(profile));
  }

  /** How many instances of a profile have room beside each other. */
  private static int disjoint(Profile profile) {
    int count = 0;
    int free = 0;
    for (int start : profile.starts()) {
      if (start >= free) {
        count++;
        free = start + profile.memorySlices();
      }
    }
    return count;
  }
}
