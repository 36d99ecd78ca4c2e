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
   * @param field what inference may earn where and when
   * @param within where to look
   * @param known only walks that earn more are looked for
   * @param most what is answered, as not complete, where set-ups cannot be remembered
   * @param mostLabels labels that are kept in a slot
   */
  WalkSearch.Answer best(Field field, Cells within, double known, Walk most, int mostLabels) {
    if (!SetUps.fit(problem, graph)) {
      return new WalkSearch.Answer(most, false, 0);
    }
    ToGo toGo = relaxation.toGo(field, within);
    return new WalkSearch(problem, graph, field, toGo, known, mostLabels).best(beginning.starts());
  }

  /**
   * A bound on what walks through cells earn in which set-ups take their time, right after a pass
   * over them.
   *
   * @param field what inference may earn where and when
   * @param within where walks may lead
   * @param known only walks that earn more count
   * @param mostLabels after which it stops looking
   * @return that of the relaxation, where set-ups cannot be remembered
   */
  WalkBound.Answer most(Field field, Cells within, double known, long mostLabels) {
    ToGo toGo = relaxation.toGo(field, within);
    long labels = SetUps.fit(problem, graph) ? mostLabels : 0;
    return new WalkBound(problem, graph, field, toGo, known, labels).over(beginning.starts());
  }
}
