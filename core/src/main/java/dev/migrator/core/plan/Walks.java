package dev.migrator.core.plan;

import dev.migrator.core.model.PlanningProblem;

/** One graph's states, what they earn and how a horizon begins: where walks are looked for. */
final class Walks {
  final PlanningProblem problem;
  final StateGraph graph;
  final Rewards rewards;
  final OccupancyBound relaxation;
  private final Beginning beginning;

  Walks(PlanningProblem problem, StateGraph graph, Rewards rewards) {
    this.problem = problem;
    this.graph = graph;
    this.rewards = rewards;
    this.beginning = new Beginning(problem, graph);
    this.relaxation = OccupancyBound.of(problem, graph);
  }

  /** What a timeline leaves to inference. */
  Field field(Timeline timeline) {
    return Field.of(graph, rewards, timeline);
  }

  /**
   * The best walk through cells in which set-ups take their time, right after a pass over them.
   *
   * @param field what the timeline leaves to inference
   * @param within where to look
   * @param known only walks that earn more are looked for
   * @param most what is answered, as not complete, where set-ups cannot be remembered
   * @param mostLabels labels that are kept in a slot
   */
  WalkSearch.Answer best(
      Timeline timeline, Field field, Cells within, double known, Walk most, int mostLabels) {
    if (!WalkSearch.fits(problem, graph)) {
      return new WalkSearch.Answer(most, false, 0);
    }
    WalkSearch search =
        new WalkSearch(
            problem,
            graph,
            rewards,
            timeline,
            field,
            relaxation.toGo(field, within),
            within,
            known,
            mostLabels);
    return search.best(beginning.starts());
  }
}
