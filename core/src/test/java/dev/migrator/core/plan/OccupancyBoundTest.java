package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlanningProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class OccupancyBoundTest {
  private final PlanningProblem problem =
      Problems.of(
          Problems.PAIR, 5, 2, Problems.tenant(Problems.PAIR, "a", 6, 1, Problems.steady(10, 5)));
  private final StateGraph graph = StateGraph.ofCounts(problem);
  private final Rewards rewards = new Rewards(graph, problem);
  private final Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
  private final OccupancyBound bound = new OccupancyBound(graph, 2, 0);
  private final double[] initial = new Beginning(problem, graph).values();

  @Test
  void deductsAtOnceWhatASetUpMisses() {
    assertThat(bound.value(Field.of(graph, rewards, timeline), initial)).isEqualTo(30);
  }

  @Test
  void walksThroughTheStatesThatAttainIt() {
    Walk walk = bound.walk(Field.of(graph, rewards, timeline), initial);

    assertThat(walk.value()).isEqualTo(30);
    int last = walk.moves().getLast().state();
    assertThat(graph.capacity[0][graph.own[0][last]]).isEqualTo(12);
  }

  @Test
  void leavesATakenSiteFree() {
    timeline.take(0, 0, 5);

    assertThat(bound.value(Field.of(graph, rewards, timeline), initial)).isEqualTo(3 * 6);
  }

  @Test
  void promisesFromTheBeginningWhatItProves() {
    Field field = Field.of(graph, rewards, timeline);
    int empty = graph.stateOf(new int[0]);

    assertThat(bound.toGo(field)[0][empty]).isCloseTo(bound.value(field, initial), within(1e-9));
    assertThat(bound.toGo(field)[problem.slots()][empty]).isZero();
  }

  @Test
  void isAttainedByThePlanOfTheOtherSearch() {
    TransitionSearch search = new TransitionSearch(graph, rewards, 2, 0, true, 1);

    Walk walk = search.best(timeline, new Beginning(problem, graph).starts(rewards, timeline));

    assertThat(walk.value()).isEqualTo(30);
    assertThat(walk.moves()).hasSize(1);
    assertThat(search.best(timeline, List.of()).value()).isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
