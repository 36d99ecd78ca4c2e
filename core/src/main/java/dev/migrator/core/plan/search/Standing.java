package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Placing;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plans in which nothing changes, to begin a search with: what exists is kept, or the best of all
 * states is taken at once.
 *
 * <p>They cost one look at each state, whatever the number of slots.
 */
final class Standing {
  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final Decisions decisions;

  Standing(PlanningProblem problem, StateGraph graph, Rewards rewards, Decisions decisions) {
    this.problem = problem;
    this.graph = graph;
    this.rewards = rewards;
    this.decisions = decisions;
  }

  /** Those plans, without new retrainings. */
  List<List<PlannedInstance>> plans() {
    return Stream.of(existing(), best())
        .map(this::instances)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private Optional<List<PlannedInstance>> instances(int state) {
    List<Domain> none = decisions.everything().stream().map(Domain::onlyNothing).toList();
    Walk walk = new Walk(0, List.of(new Walk.Move(0, state)));
    return new Placing(problem, graph, decisions.blocks(none)).instances(walk);
  }

  private int existing() {
    return new Beginning(problem, graph).starts().getLast().state();
  }

  private int best() {
    Timeline timeline = decisions.undisturbed();
    double[] earned = new double[graph.size()];
    rewards.between(rewards.cumulated(timeline.worth()), 0, problem.slots(), earned);
    boolean[] fits = shapesThatFit(timeline.room());
    return IntStream.range(0, earned.length)
        .filter(state -> fits[graph.shape[state]])
        .reduce(0, (best, state) -> earned[state] > earned[best] ? state : best);
  }

  private boolean[] shapesThatFit(boolean[][] room) {
    boolean[] fits = room[0].clone();
    for (boolean[] slot : room) {
      for (int shape = 0; shape < fits.length; shape++) {
        fits[shape] &= slot[shape];
      }
    }
    return fits;
  }
}
