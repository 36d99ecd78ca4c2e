package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstSlotsTest {
  private static final Profile ONE = Problems.LARGE.profile("1g");
  private static final Profile THREE = Problems.LARGE.profile("3g");

  /** A tenant with a 1g that has a half of the GPU left, from slot 1 on. */
  private final PlanningProblem problem =
      Problems.of(
          Problems.LARGE,
          4,
          2,
          List.of(new Inherited.Serving(new Placement(ONE, 0), new Task.Infer("a"), 0)),
          new TenantOutlook(
              "a",
              1,
              1,
              new double[] {0, 18, 18, 18},
              Map.of(ONE, 4.0, THREE, 18.0),
              List.of(),
              false,
              0));

  private final StateGraph graph = StateGraph.ofCounts(problem);
  private final Rewards rewards = new Rewards(graph, problem);
  private final OccupancyBound bound = OccupancyBound.of(problem, graph, Hands.ONE);

  /** The example of the class comment: with the 1g dropped in slot 1 it would be 40. */
  @Test
  void countsNothingAsReadyThatCannotBe() {
    assertThat(bound.value(field())).isEqualTo(36);
  }

  @Test
  void tellsTheStatesThatAttainIt() {
    double value = bound.value(field());

    int[] states = bound.states();

    assertThat(states).hasSize(4);
    assertThat(graph.capacity[0][graph.own[0][states[3]]]).isIn(16.0, 18.0);
    assertThat(bound.toGo(bound.everywhere()).before(0, graph.stateOf(kinds(ONE))))
        .isEqualTo(value);
  }

  @Test
  void keepsThePairsThatLeadSoHighAndBoundsTheOthers() {
    double value = bound.value(field());

    Cells near = bound.above(value - 1, most -> assertThat(most).isLessThan(value));

    assertThat(near.first()[0].length)
        .isPositive()
        .isLessThan(bound.first().everything()[0].length);
    assertThat(bound.value(field(), near)).isEqualTo(value);
  }

  private Field field() {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    timeline.take(graph.siteOf(new Placement(THREE, 4)), 1, 4);
    return Field.of(graph, rewards, timeline);
  }

  private int[] kinds(Profile profile) {
    return new int[] {graph.kindOf(0, problem.profiles().indexOf(profile))};
  }
}
