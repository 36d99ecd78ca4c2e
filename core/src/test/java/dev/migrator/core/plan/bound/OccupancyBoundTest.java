package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import dev.migrator.core.plan.walk.WalkSearch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OccupancyBoundTest {
  private final PlanningProblem problem =
      Problems.of(
          Problems.PAIR, 5, 2, Problems.tenant(Problems.PAIR, "a", 6, 1, Problems.steady(10, 5)));
  private final StateGraph graph = StateGraph.ofCounts(problem);
  private final Rewards rewards = new Rewards(graph, problem);
  private final Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
  private final OccupancyBound bound = OccupancyBound.of(problem, graph, Hands.ONE);
  private final Cells everywhere = bound.everywhere();

  @Test
  void deductsAtOnceWhatASetUpMisses() {
    assertThat(bound.value(Field.of(graph, rewards, timeline))).isEqualTo(30);
  }

  @Test
  void walksThroughTheStatesThatAttainIt() {
    Walk walk = bound.walk(Field.of(graph, rewards, timeline), everywhere);

    assertThat(walk.value()).isEqualTo(30);
    int last = walk.moves().getLast().state();
    assertThat(graph.capacity[0][graph.own[0][last]]).isEqualTo(12);
  }

  @Test
  void leavesATakenSiteFree() {
    timeline.take(0, 0, 5);

    assertThat(bound.value(Field.of(graph, rewards, timeline))).isEqualTo(3 * 6);
  }

  @Test
  void promisesFromTheBeginningWhatItProves() {
    Field field = Field.of(graph, rewards, timeline);
    int empty = graph.stateOf(new int[0]);
    double most = bound.value(field);

    assertThat(bound.toGo(everywhere).before(0, empty)).isCloseTo(most, within(1e-9));
    assertThat(bound.toGo(everywhere).before(problem.slots(), empty)).isZero();
  }

  @Test
  void isTheSameThroughTheCellsThatLeadSoHigh() {
    Field field = Field.of(graph, rewards, timeline);
    double best = bound.value(field);
    List<Double> dropped = new ArrayList<>();

    Cells near = bound.above(best - 1e-6, dropped::add);

    assertThat(near.size()).isLessThan(everywhere.size());
    assertThat(dropped).singleElement().satisfies(most -> assertThat(most).isLessThan(best - 1e-6));
    assertThat(bound.value(field, near)).isEqualTo(best);
    assertThat(bound.value(field, everywhere)).isEqualTo(best);
    bound.value(field, everywhere);
    Cells none = bound.above(best, most -> assertThat(most).isEqualTo(best));
    assertThat(bound.value(field, none)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void isAttainedByAWalkInWhichInstancesEarnOnlyOnceTheyAreReady() {
    Field field = Field.of(graph, rewards, timeline);
    Starts starts = new Starts(new Beginning(problem, graph).starts(), List.of());

    Walk walk = search(field, 29).best(starts.beginning()).walk();

    assertThat(walk.value()).isEqualTo(30);
    assertThat(walk.moves()).hasSize(1);
    assertThat(search(field, 30).best(starts.beginning()).walk().moves()).isEmpty();
    assertThat(search(field, 0).best(starts.none()).walk().value())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private record Starts(List<Beginning.Start> beginning, List<Beginning.Start> none) {}

  private WalkSearch search(Field field, double known) {
    bound.value(field);
    return new WalkSearch(problem, graph, field, bound.toGo(everywhere), known, 1_000);
  }
}
