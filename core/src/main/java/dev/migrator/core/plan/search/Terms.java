package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.price.PricedBound;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Taken;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link RetrainingSearch} is about: nothing of it changes in the course of the search.
 *
 * @param walks where inference may lead
 * @param decisions which retrainings there are
 * @param bound on all that domains allow, by prices
 * @param ground of the descents to good prices
 * @param next the graph to go on with where what lies where matters; empty if there is none
 * @param hasNeighbours whether plans can be improved by {@link Neighbours}
 */
record Terms(
    PlanningProblem problem,
    StateGraph graph,
    Walks walks,
    Decisions decisions,
    PricedBound bound,
    Ground ground,
    Optional<NextGraph> next,
    boolean hasNeighbours) {

  /** The same, to be used at the same time, by one alone. */
  Terms twin() {
    Walks others = walks.twin(Hands.ONE);
    PricedBound own = bound.twin(others.relaxation());
    return new Terms(problem, graph, others, decisions, own, ground.with(own), next, hasNeighbours);
  }

  /** The same, before a search on a finer graph. */
  Terms before(NextGraph finer) {
    return new Terms(
        problem, graph, walks, decisions, bound, ground, Optional.of(finer), hasNeighbours);
  }

  /**
   * For a search from the beginning.
   *
   * @param taken what others have
   */
  static Terms of(Walks walks, Optional<NextGraph> next, List<Taken> taken, boolean hasNeighbours) {
    PlanningProblem problem = walks.problem();
    StateGraph graph = walks.graph();
    Decisions decisions = new Decisions(problem, graph, taken);
    PricedBound bound = PricedBound.of(walks, decisions);
    Ground ground = Ground.of(problem, bound, walks.relaxation().setup());
    return new Terms(problem, graph, walks, decisions, bound, ground, next, hasNeighbours);
  }
}
