package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.List;
import java.util.stream.Stream;

/** The planner {@code migrator}: paths through layouts, with a proven bound. */
public final class PathPlanner implements Planner {
  /** States times slots of the largest tables; more tenants than fit are not all served. */
  private static final long MOST_CELLS = 4_000_000;

  private final Settings settings;

  /**
   * How hard to try. Effort is counted, not timed, so that the same problem gives the same plan on
   * every machine.
   *
   * @param targetGap relative gap between bound and value at which the search is content
   * @param mostEffort states times slots looked at before the search gives up
   * @param mostLabels combinations that the exact search for small problems may look at
   * @param usesSpareSlices whether slices that the plan leaves idle are given to tenants that might
   *     need them if more arrives than expected
   */
  public record Settings(
      double targetGap, long mostEffort, long mostLabels, boolean usesSpareSlices) {

    /** Content with 0.5 %; about a second for two tenants at most. */
    public static Settings standard() {
      return new Settings(0.005, 60_000_000, 200_000, true);
    }

    /** For small problems: on to the proven optimum. */
    public static Settings exact() {
      return new Settings(0, 20_000_000_000L, 20_000_000, false);
    }
  }

  /** With standard settings. */
  public PathPlanner() {
    this(Settings.standard());
  }

  /** With these settings. */
  public PathPlanner(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "migrator";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    RetrainingSearch.Found found = inCounts(problem, nothing(problem));
    if (isWorthPlacing(found) && mayBePlaced(problem)) {
      found = inPlacements(problem, found);
    }
    List<PlannedInstance> instances =
        settings.usesSpareSlices()
            ? SpareSlices.used(problem, found.instances())
            : found.instances();
    double value = new Worth(problem).of(instances);
    return new Plan(name(), problem.slots(), instances, value, Math.max(found.bound(), value));
  }

  private RetrainingSearch.Found inCounts(PlanningProblem problem, RetrainingSearch.Found known) {
    return new RetrainingSearch(problem, StateGraph.ofCounts(problem), settings).improve(known);
  }

  private RetrainingSearch.Found inPlacements(
      PlanningProblem problem, RetrainingSearch.Found known) {
    return new RetrainingSearch(problem, StateGraph.ofPlacements(problem), settings).improve(known);
  }

  private static boolean mayBePlaced(PlanningProblem problem) {
    return StateGraph.countPlacedStates(problem) * problem.slots() <= MOST_CELLS;
  }

  private boolean isWorthPlacing(RetrainingSearch.Found found) {
    double gap = found.bound() - found.value();
    return gap > Math.max(1e-9, settings.targetGap()) * Math.abs(found.value());
  }

  /** Keeps only what cannot be stopped. */
  private static RetrainingSearch.Found nothing(PlanningProblem problem) {
    List<PlannedInstance> running =
        problem.inherited().stream()
            .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
            .map(r -> new PlannedInstance(r.placement(), r.task(), 0, 0, r.endsAt(), true))
            .toList();
    boolean mustChoose = problem.tenants().stream().anyMatch(TenantOutlook::mustRetrain);
    return new RetrainingSearch.Found(
        running,
        mustChoose ? Double.NEGATIVE_INFINITY : new Worth(problem).of(running),
        Double.POSITIVE_INFINITY);
  }
}
