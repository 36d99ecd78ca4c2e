package dev.migrator.core.plan.price;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.bound.ToGo;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import dev.migrator.core.plan.walk.BestWalk;
import dev.migrator.core.plan.walk.SetUps;
import dev.migrator.core.plan.walk.WalkSearch;

/** One graph's states, what they earn and how a horizon begins: where walks are looked for. */
public final class Walks {
  /**
   * How long to look.
   *
   * @param labels with so many the best walk is to be found; mostly it takes fewer
   * @param inSlot where it takes more, so many are kept in each slot for a good one
   */
  public record Limits(long labels, int inSlot) {
    /** Where many are looked for. */
    public static final Limits QUICK = new Limits(10_000, 30);

    /** Where it matters. */
    public static final Limits THOROUGH = new Limits(100_000, 100);

    /** Where the best has to be found. */
    public static final Limits EXACT = new Limits(3_000_000, 2_000);
  }

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final OccupancyBound relaxation;
  private final Beginning beginning;

  /** Looked for by one alone. */
  public Walks(PlanningProblem problem, StateGraph graph, Rewards rewards) {
    this(problem, graph, rewards, Hands.ONE);
  }

  /**
   * @param hands by whom they are looked for
   */
  public Walks(PlanningProblem problem, StateGraph graph, Rewards rewards, Hands hands) {
    this.problem = problem;
    this.graph = graph;
    this.rewards = rewards;
    this.beginning = new Beginning(problem, graph);
    this.relaxation = OccupancyBound.of(problem, graph, hands);
  }

  private Walks(Walks other, Hands hands) {
    this.problem = other.problem;
    this.graph = other.graph;
    this.rewards = other.rewards;
    this.beginning = other.beginning;
    this.relaxation = other.relaxation.twin(hands);
  }

  /** The problem whose inference they are. */
  public PlanningProblem problem() {
    return problem;
  }

  /** The states that they lead through. */
  public StateGraph graph() {
    return graph;
  }

  /** What states earn. */
  public Rewards rewards() {
    return rewards;
  }

  /** What bounds them. */
  public OccupancyBound relaxation() {
    return relaxation;
  }

  /** The same, to be looked for at the same time. */
  public Walks twin(Hands hands) {
    return new Walks(this, hands);
  }

  /** What a timeline leaves to inference. */
  public Field field(Timeline timeline) {
    return Field.of(graph, rewards, timeline);
  }

  /**
   * What was found.
   *
   * @param walk none if none was found that earns more than what is known
   * @param bound on every walk; what is known if none earns more, infinite where set-ups cannot be
   *     remembered
   * @param effort that it took, in states of a pass
   */
  public record Found(Walk walk, double bound, long effort) {}

  /**
   * The best walk through cells in which set-ups take their time, or a good one where that takes
   * too long to find; right after a pass over them.
   *
   * @param field what inference may earn where and when
   * @param within where to look
   * @param known only walks that earn more are looked for
   */
  public Found best(Field field, Cells within, double known, Limits limits) {
    if (!SetUps.fit(problem, graph)) {
      return new Found(Walk.NONE, Double.POSITIVE_INFINITY, 0);
    }
    ToGo toGo = relaxation.toGo(within);
    BestWalk.Answer best =
        new BestWalk(problem, graph, field, toGo, known, limits.labels()).from(beginning.starts());
    long effort = best.labels() * BestWalk.STATES_PER_LABEL;
    if (best.isExact()) {
      return new Found(best.walk(), best.bound(), effort);
    }
    WalkSearch.Answer good =
        new WalkSearch(problem, graph, field, toGo, known, limits.inSlot())
            .best(beginning.starts());
    double bound = good.complete() ? Math.max(known, good.walk().value()) : best.bound();
    return new Found(good.walk(), bound, effort + good.labels() * WalkSearch.STATES_PER_LABEL);
  }

  /**
   * A good plan made slot by slot, right after a pass over cells under prices; none where set-ups
   * cannot be remembered.
   *
   * @param field what inference may earn where and when
   * @param within where it may lead
   * @param nothing that nothing has begun
   * @param known only plans that are worth more are looked for
   */
  BeamSearch.Answer foreseen(Field field, Cells within, Begun nothing, double known) {
    if (!SetUps.fit(problem, graph)) {
      return BeamSearch.Answer.NONE;
    }
    return new BeamSearch(this, field, relaxation.toGo(within), known)
        .from(beginning.starts(), nothing);
  }

  /**
   * A bound on what walks through cells earn in which set-ups take their time, right after a pass
   * over them; infinite where set-ups cannot be remembered.
   *
   * @param field what inference may earn where and when
   * @param within where walks may lead
   * @param known only walks that earn more count
   * @param mostLabels after which it stops looking
   */
  public BestWalk.Answer bound(Field field, Cells within, double known, long mostLabels) {
    if (!SetUps.fit(problem, graph)) {
      return new BestWalk.Answer(Walk.NONE, Double.POSITIVE_INFINITY, false, 0);
    }
    ToGo toGo = relaxation.toGo(within);
    return new BestWalk(problem, graph, field, toGo, known, mostLabels).from(beginning.starts());
  }
}
