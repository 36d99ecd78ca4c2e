package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.state.Block;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Placing;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Walk;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The best plan that a search has so far, what would be near enough to it, what has been tried, and
 * the effort spent.
 *
 * <p>Whatever a search leaves unlooked at it tells here with a bound on it, so that in the end the
 * highest of these is a bound on every plan.
 *
 * <p>Who looks at several parts at the same time gives each an {@link #aside} and has them {@link
 * #join} in their order: what comes out does not depend on who was first.
 */
final class Incumbent {
  private static final double ROUNDING = 1e-9;

  /** By what share of its value a plan is clearly better. */
  private static final double CLEARLY = 0.001;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final PlannerSettings settings;
  private final long before;
  private Found best;
  private double unresolved;
  private double counted = Double.NEGATIVE_INFINITY;
  private long effortBefore;
  private long effort;
  private int placingsBefore;
  private int placings;
  private long effortOfPlacingBefore;
  private long effortOfPlacing;
  private List<Domain> decided = List.of();
  private final Set<Object> tried = new HashSet<>();

  /**
   * @param known the best plan known
   * @param unresolved a bound on what has been left out already
   * @param before what has been spent already, on a coarser graph
   */
  Incumbent(
      PlanningProblem problem,
      StateGraph graph,
      PlannerSettings settings,
      Found known,
      double unresolved,
      long before) {
    this.problem = problem;
    this.graph = graph;
    this.settings = settings;
    this.best = known;
    this.unresolved = unresolved;
    this.before = before;
  }

  /** One that knows as much, to be told of what is found beside this one. */
  Incumbent aside() {
    Incumbent aside = new Incumbent(problem, graph, settings, best, unresolved, before);
    aside.counted = counted;
    aside.effortBefore = effort;
    aside.effort = effort;
    aside.placingsBefore = placings;
    aside.placings = placings;
    aside.effortOfPlacingBefore = effortOfPlacing;
    aside.effortOfPlacing = effortOfPlacing;
    aside.decided = decided;
    aside.tried.addAll(tried);
    return aside;
  }

  /**
   * Told of what has been found beside this one.
   *
   * @param other came of {@link #aside}
   */
  void join(Incumbent other) {
    if (other.value() > value()) {
      best = other.best;
      decided = other.decided;
    }
    resolve(other.unresolved);
    count(other.counted);
    spend(other.effort - other.effortBefore);
    placings += other.placings - other.placingsBefore;
    effortOfPlacing += other.effortOfPlacing - other.effortOfPlacingBefore;
    tried.addAll(other.tried);
  }

  /** What the best plan is worth. */
  double value() {
    return best.value();
  }

  /** The best plan. */
  List<PlannedInstance> instances() {
    return best.instances();
  }

  /** Takes a plan if it is better. */
  void offer(List<PlannedInstance> instances) {
    double value = new Worth(problem).of(instances);
    if (value > best.value()) {
      best = new Found(instances, value, best.bound());
    }
  }

  /** Takes a walk beside retrainings if it is better, and has places. */
  void offer(Walk walk, List<Block> blocks) {
    if (walk.value() > best.value()) {
      new Placing(problem, graph, blocks).instances(walk).ifPresent(this::offer);
    }
  }

  /** Told the retrainings, by tenant, with which the best plan has just been made. */
  void decided(List<Domain> domains) {
    decided = domains;
  }

  /** By tenant, the retraining of the best plan that was made of such; empty if none was. */
  List<Domain> decided() {
    return decided;
  }

  /** Whether that has been tried. */
  boolean hasTried(Object what) {
    return tried.contains(what);
  }

  /** Told that it is. */
  void tried(Object what) {
    tried.add(what);
  }

  /** How often it has been looked at what lies where. */
  int placings() {
    return placings;
  }

  /** Told that it has been, once more. */
  void placed() {
    placings++;
  }

  /** What has been spent on looking for places wherever a single plan may have them. */
  long effortOfPlacing() {
    return effortOfPlacing;
  }

  /** Told that so much has been, which is part of all effort. */
  void spendOnPlacing(long states) {
    effortOfPlacing += states;
  }

  /** Told of a walk that is a plan but for its places. */
  void count(double worth) {
    counted = Math.max(counted, worth);
  }

  /** Whether it is known that no bound of this graph can come near enough to the best plan. */
  boolean isFragmented() {
    return counted > enough();
  }

  /** What is bounded by that needs no look. */
  double enough() {
    return above(gap());
  }

  /** The value from which on a plan is good enough, however much has been spent, for a bound. */
  double enoughFor(double bound) {
    double gap = settings.targetGap();
    return bound > 0 ? bound / (1 + gap) : bound / (1 - gap);
  }

  /** Whether the best plan is good enough for a bound, however much has been spent. */
  boolean isEnoughFor(double bound) {
    return best.value() >= enoughFor(bound);
  }

  /** What a plan is worth that it takes some effort to make: clearly more than the best. */
  double clearly() {
    return above(Math.min(0.5 * gap(), CLEARLY));
  }

  /** What may be left out because it leads no higher: nearer to the best than {@link #enough}. */
  double nearly() {
    return above(0.5 * gap());
  }

  private double gap() {
    return settings.gapAfter(before + effort);
  }

  /** The best value and a gap; as long as there is no plan, anything is better. */
  private double above(double gap) {
    double value = best.value();
    return value == Double.NEGATIVE_INFINITY ? value : value + gap * Math.abs(value) + rounding();
  }

  /** What differs by no more is equal. */
  double rounding() {
    return best.value() == Double.NEGATIVE_INFINITY ? 0 : ROUNDING * Math.abs(best.value());
  }

  /** Told a bound on what will not be looked at. */
  void resolve(double bound) {
    unresolved = Math.max(unresolved, bound);
  }

  /** The highest bound of what will not be looked at. */
  double unresolved() {
    return unresolved;
  }

  /**
   * What was found.
   *
   * @param open the highest bound of what has not been looked at yet
   */
  Found found(double open) {
    double proven = Math.max(best.value(), Math.max(open, unresolved));
    return new Found(best.instances(), best.value(), Math.min(proven, best.bound()));
  }

  void spend(long states) {
    effort += states;
  }

  /** States times slots looked at. */
  long effort() {
    return effort;
  }

  boolean isSpent() {
    return effort >= settings.mostEffort();
  }

  /** Whether something proven optimal is wanted, however long that takes. */
  boolean isExact() {
    return settings.targetGap() == 0;
  }
}
