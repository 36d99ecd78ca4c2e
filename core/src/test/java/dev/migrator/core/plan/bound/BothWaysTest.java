package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.price.PricedSetting;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.Timeline;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from both ends is what a pass from the first slot to the last tells. */
class BothWaysTest {
  private static final int SLOTS = 12;

  private final PlanningProblem problem = Problems.random(Problems.SMALL, 2, SLOTS, 3);
  private final PricedSetting setting = new PricedSetting(problem);
  private final OccupancyBound bound = setting.walks.relaxation();
  private final Field field =
      setting.walks.field(new Timeline(setting.graph, problem.tenants(), SLOTS));

  @Test
  void earnsAsMuch() {
    double met = bound.value(field);

    assertThat(met).isPositive().isEqualTo(forth(bound.everywhere()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-6, 0.01, 0.1, 0.5})
  void tellsTheSameCellsFromWhichAsMuchCanBeEarned(double part) {
    double most = bound.value(field);
    double enough = (1 - part) * most - 1e-9;
    double[] dropped = new double[2];
    Cells met = bound.above(enough, left -> dropped[0] = left);

    forth(bound.everywhere());
    Cells along = bound.above(enough, left -> dropped[1] = left);

    assertSame(met, along);
    assertThat(dropped[0]).isEqualTo(dropped[1]).isLessThan(most);
    assertThat(bound.value(field, met)).isEqualTo(most).isEqualTo(forth(met));
    assertSame(bound.near(most, 0).cells(), bound.near(most, 0).cells());
  }

  @Test
  void leadsThroughStatesThroughWhichTheMostIsEarned() {
    double most = bound.value(field);
    int[] states = bound.states();

    Cells best = bound.above(most - 1e-6, _ -> {});

    assertThat(states).hasSize(SLOTS);
    for (int slot = 0; slot < SLOTS; slot++) {
      assertThat(best.settled()[slot]).as("slot %d", slot).contains(states[slot]);
    }
    assertThat(Arrays.stream(states).distinct().count()).isGreaterThan(1);
  }

  @Test
  void doesNotDependOnWhoIsFirst() {
    Hands last = new Problems.Backwards();
    OccupancyBound other = OccupancyBound.of(problem, setting.graph, last);

    assertThat(other.value(field)).isEqualTo(bound.value(field));
    assertThat(other.states()).isEqualTo(bound.states());
    double enough = 0.95 * bound.value(field);
    other.value(field);
    assertSame(other.above(enough, _ -> {}), bound.above(enough, _ -> {}));
  }

  /** A twin tells the same, and does not touch what the other's last pass found. */
  @Test
  void mayBePassedByATwinAtTheSameTime() {
    double most = bound.value(field);
    double enough = 0.95 * most;
    Cells above = bound.above(enough, _ -> {});
    OccupancyBound twin = bound.twin(Hands.ONE);

    bound.value(field);
    assertThat(twin.value(field, above)).isEqualTo(most);
    assertThat(twin.value(field)).isEqualTo(most);
    assertSame(bound.above(enough, _ -> {}), above);
    assertSame(twin.above(enough, _ -> {}), above);
    assertThat(twin.states()).isEqualTo(bound.states());
  }

  private double forth(Cells within) {
    Ticks ticks = bound.ticks();
    return bound.valueForth(field, within, ticks);
  }

  private static void assertSame(Cells one, Cells other) {
    for (List<int[][]> rows :
        List.of(
            List.of(one.removed(), other.removed()),
            List.of(one.added(), other.added()),
            List.of(one.settled(), other.settled()),
            List.of(one.first(), other.first()))) {
      assertThat(rows.getFirst()).isDeepEqualTo(rows.getLast());
    }
  }
}
