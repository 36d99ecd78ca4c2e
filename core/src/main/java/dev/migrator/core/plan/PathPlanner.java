package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The planner {@code migrator}: paths through layouts, with a proven bound.
 *
 * <p>It plans in counts, and in placements where what lies where makes a difference, see {@link
 * RetrainingSearch}. More tenants than can be planned for together are first cut down to those that
 * matter most, see {@link Crowd}.
 */
public final class PathPlanner implements Planner {
  /** States times slots of the largest tables; more tenants than fit are not all served. */
  private static final long MOST_CELLS = 4_000_000;

  private static final int MOST_TENANTS = 20;

  private final Settings settings;

  /**
   * How hard to try. Effort is counted, not timed, so that the same problem gives the same plan on
   * every machine.
   *
   * @param targetGap relative gap between bound and value at which the search is content
   * @param mostEffort states times slots looked at before the search gives up
   * @param usesSpareSlices whether slices that the plan leaves idle are given to tenants that might
   *     need them if more arrives than expected
   */
  public record Settings(double targetGap, long mostEffort, boolean usesSpareSlices) {

    /** Content with 0.5 %; less than a second for two tenants, some seconds for four. */
    public static Settings standard() {
      return new Settings(0.005, 240_000_000, true);
    }

    /** For small problems: on to the proven optimum. */
    public static Settings exact() {
      return new Settings(0, 20_000_000_000L, false);
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
    int most = mostTenants(problem);
    if (most < problem.tenants().size()) {
      return ofSome(problem, most);
    }
    RetrainingSearch.Found found = ofAll(problem);
    return plan(problem, found.instances(), found.bound());
  }

  private Plan plan(PlanningProblem problem, List<PlannedInstance> decided, double bound) {
    List<PlannedInstance> instances =
        settings.usesSpareSlices() ? SpareSlices.used(problem, decided) : decided;
    double value = new Worth(problem).of(instances);
    return new Plan(name(), problem.slots(), instances, value, Math.max(bound, value));
  }

  /**
   * A bound on the value of every plan for a problem in which capacity counts for more.
   *
   * @param problem the problem
   * @param stretch by tenant and slot, at least 1: what the tenant's instances serve together in
   *     that slot is at most this factor times their capacity, and never more than the arrivals
   */
  public double bound(PlanningProblem problem, List<double[]> stretch) {
    if (mostTenants(problem) < problem.tenants().size()) {
      double most = stretch.stream().flatMapToDouble(Arrays::stream).max().orElse(1);
      return most * new Crowd(problem).bound();
    }
    StateGraph graph = StateGraph.ofCounts(problem);
    Rewards rewards = new Rewards(graph, problem, stretch);
    if (PausingSearch.isUseful(problem)) {
      return new PausingSearch(problem, graph, rewards, settings).improve(nothing(problem)).bound();
    }
    return new RetrainingSearch(problem, graph, rewards, settings)
        .improve(nothing(problem))
        .bound();
  }

  /** How many tenants can be planned for together. */
  private static int mostTenants(PlanningProblem problem) {
    int most = 0;
    while (most < Math.min(MOST_TENANTS, problem.tenants().size())
        && StateGraph.countStates(problem, most + 1) * problem.slots() <= MOST_CELLS) {
      most++;
    }
    long running =
        problem.inherited().stream().filter(i -> i instanceof Inherited.Retraining).count();
    return Math.clamp(problem.tenants().size(), 0, Math.max((int) running, Math.max(1, most)));
  }

  /** Plans for those tenants that matter most, and bounds what all could earn. */
  private Plan ofSome(PlanningProblem problem, int most) {
    Crowd crowd = new Crowd(problem);
    PlanningProblem some = crowd.of(most);
    PlanningProblem others = crowd.without(some);
    RetrainingSearch.Found found = ofAll(some);
    return plan(
        problem,
        found.instances(),
        Math.min(crowd.bound(), found.bound() + new Crowd(others).bound()));
  }

  private RetrainingSearch.Found ofAll(PlanningProblem problem) {
    StateGraph graph = StateGraph.ofCounts(problem);
    Rewards rewards = new Rewards(graph, problem);
    RetrainingSearch.Found found =
        new RetrainingSearch(problem, graph, rewards, settings).improve(nothing(problem));
    return PausingSearch.isUseful(problem)
        ? new PausingSearch(problem, graph, rewards, settings).improve(found)
        : found;
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
