package dev.migrator.core.plan.search;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Greedy;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.SpareSlices;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The planner {@code migrator}: paths through layouts, with a proven bound.
 *
 * <p>It plans in counts, and in more detail where what lies where makes a difference, see {@link
 * FinerAndFiner}. More tenants than can be planned for together are first cut down to those that
 * matter most, see {@link Crowd}.
 */
public final class PathPlanner implements Planner {
  private static final int MOST_TENANTS = 20;

  /** How often all states of a re-plan are to be looked at, or it is not worth the while. */
  private static final int LEAST_PASSES = 12;

  /** Of the effort of a re-plan neighbours alone take one in so many: they gain most at first. */
  private static final int PARTS_FOR_NEIGHBOURS = 4;

  /** Where fewer passes than that are affordable, a plan begins on a {@link SlowClock}. */
  private static final int ENOUGH_PASSES = 150;

  /** Of all effort, what the slow clock may take; and where few passes are affordable. */
  private static final double PART_OF_SLOW = 0.1;

  private static final double PART_OF_SLOW_WHERE_FEW = 0.5;

  private final PlannerSettings settings;

  /** With standard settings. */
  public PathPlanner() {
    this(PlannerSettings.standard());
  }

  /** With these settings. */
  public PathPlanner(PlannerSettings settings) {
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
    Found found = ofAll(problem);
    return plan(problem, found.instances(), found.bound());
  }

  /**
   * Stays with what was intended unless something clearly better is found.
   *
   * <p>What was intended is the search's first plan, so that little has to be looked at.
   */
  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    int most = mostTenants(problem);
    return most < problem.tenants().size()
        ? replanSome(problem, most, intended)
        : replanAll(problem, intended);
  }

  private Plan replanAll(PlanningProblem problem, List<PlannedInstance> intended) {
    Found found = stable(problem, intended);
    return plan(problem, found.instances(), found.bound());
  }

  private Plan replanSome(PlanningProblem problem, int most, List<PlannedInstance> intended) {
    Crowd crowd = new Crowd(problem);
    PlanningProblem some = crowd.of(most);
    Found found = stable(some, intended);
    return plan(problem, found.instances(), bound(crowd, some, found));
  }

  private Found stable(PlanningProblem problem, List<PlannedInstance> intended) {
    Found known = known(problem, intended);
    PlannerSettings less = settings.withEffort(settings.replanEffort(), settings.replanEffort());
    boolean isLarge = isLarge(problem) && known.value() > Double.NEGATIVE_INFINITY;
    Found found =
        isLarge
            ? improvedByNeighbours(problem, known)
            : improved(problem, List.of(), less, known, Optional.empty()).found();
    boolean isClear =
        found.value() - known.value() > settings.keepMargin() * Math.abs(known.value());
    return isClear || known.value() == Double.NEGATIVE_INFINITY
        ? found
        : new Found(known.instances(), known.value(), found.bound());
  }

  /** Whether a search over all tenants together comes to nothing with the effort of a re-plan. */
  private boolean isLarge(PlanningProblem problem) {
    return LEAST_PASSES * cells(problem) > settings.replanEffort();
  }

  private static long cells(PlanningProblem problem) {
    return StateGraph.countStates(problem, problem.tenants().size()) * problem.slots();
  }

  private Found improvedByNeighbours(PlanningProblem problem, Found known) {
    long most = settings.replanEffort() / PARTS_FOR_NEIGHBOURS;
    List<PlannedInstance> better =
        new Neighbours(problem)
            .quicklyImproved(known.instances(), most, Double.POSITIVE_INFINITY)
            .instances();
    return new Found(better, new Worth(problem).of(better), new Crowd(problem).bound());
  }

  private static Found known(PlanningProblem problem, List<PlannedInstance> intended) {
    List<PlannedInstance> legal = Intended.madeLegal(problem, intended);
    return new Found(
        legal,
        isOwed(problem, legal) ? Double.NEGATIVE_INFINITY : new Worth(problem).of(legal),
        Double.POSITIVE_INFINITY);
  }

  /** Whether a retraining that has to be is missing. */
  private static boolean isOwed(PlanningProblem problem, List<PlannedInstance> instances) {
    return problem.tenants().stream()
        .filter(TenantOutlook::mustRetrain)
        .anyMatch(tenant -> instances.stream().noneMatch(i -> isRetraining(i, tenant)));
  }

  private static boolean isRetraining(PlannedInstance instance, TenantOutlook tenant) {
    return instance.task() instanceof Task.Retrain retrain
        && retrain.tenant().equals(tenant.name());
  }

  private static double bound(Crowd crowd, PlanningProblem some, Found found) {
    return Math.min(crowd.bound(), found.bound() + new Crowd(crowd.without(some)).bound());
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
    return planned(problem, stretch, settings).bound();
  }

  /** How many tenants can be planned for together. */
  private static int mostTenants(PlanningProblem problem) {
    int most = 0;
    while (most < Math.min(MOST_TENANTS, problem.tenants().size())
        && StateGraph.countStates(problem, most + 1) * problem.slots()
            <= FinerAndFiner.MOST_CELLS) {
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
    Found found = ofAll(some);
    return plan(problem, found.instances(), bound(crowd, some, found));
  }

  private Found ofAll(PlanningProblem problem) {
    Found found = planned(problem, List.of(), settings);
    boolean isClosed = found.bound() <= found.value();
    return isClosed ? found : noWorseThanSimple(problem, found);
  }

  /** A search that stops within its gap may stop below what is simple. */
  private static Found noWorseThanSimple(PlanningProblem problem, Found found) {
    List<PlannedInstance> simple = Greedy.plan(problem);
    double value = new Worth(problem).of(simple);
    return value > found.value() && !isOwed(problem, simple)
        ? new Found(simple, value, found.bound())
        : found;
  }

  /** On a slow clock first, if so little is affordable that this leads further. */
  private static Found planned(
      PlanningProblem problem, List<double[]> stretch, PlannerSettings settings) {
    Found nothing = nothing(problem);
    long cells = cells(problem);
    long passes = settings.mostEffort() / cells;
    SlowClock clock = new SlowClock(problem);
    return cells > Descent.MANY_CELLS && passes < ENOUGH_PASSES && clock.isPossible()
        ? slowlyFirst(problem, stretch, settings, clock, passes)
        : improved(problem, stretch, settings, nothing, Optional.empty()).found();
  }

  private static Found slowlyFirst(
      PlanningProblem problem,
      List<double[]> stretch,
      PlannerSettings settings,
      SlowClock clock,
      long passes) {
    PlanningProblem slow = clock.problem();
    double part = passes < Opening.FEW_PASSES ? PART_OF_SLOW_WHERE_FEW : PART_OF_SLOW;
    long most = (long) (part * settings.mostEffort());
    Improved first =
        improved(
            slow,
            stretch.stream().map(clock::means).toList(),
            settings.withEffort(most, most),
            nothing(slow),
            Optional.empty());
    PlannerSettings left =
        settings.withEffort(settings.mostEffort() - most, settings.replanEffort());
    Found known = known(problem, clock.usual(first.found().instances()));
    return improved(problem, stretch, left, known, Optional.of(clock.usual(first.prices())))
        .found();
  }

  /**
   * What came of a search.
   *
   * @param prices good ones, over counts
   */
  private record Improved(Found found, Prices prices) {}

  private static Improved improved(
      PlanningProblem problem,
      List<double[]> stretch,
      PlannerSettings settings,
      Found known,
      Optional<Prices> prices) {
    StateGraph graph = StateGraph.ofCounts(problem);
    Rewards rewards = new Rewards(graph, problem, stretch);
    FinerAndFiner.Answer answer =
        new FinerAndFiner(problem, stretch, settings).improve(graph, rewards, known, prices);
    Found best =
        PausingSearch.isUseful(problem)
            ? new PausingSearch(problem, graph, rewards, settings).improve(answer.found())
            : answer.found();
    return new Improved(best, answer.prices());
  }

  /** Keeps only what cannot be stopped. */
  private static Found nothing(PlanningProblem problem) {
    List<PlannedInstance> running = Greedy.running(problem);
    boolean mustChoose = problem.tenants().stream().anyMatch(TenantOutlook::mustRetrain);
    return new Found(
        running,
        mustChoose ? Double.NEGATIVE_INFINITY : new Worth(problem).of(running),
        Double.POSITIVE_INFINITY);
  }
}
