package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.core.plan.state.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandsTest {
  @Test
  void oneDoesOneAfterTheOther() {
    List<Integer> done = new ArrayList<>();

    Hands.ONE.all(List.of(() -> done.add(1), () -> done.add(2)));

    assertThat(done).containsExactly(1, 2);
    assertThatThrownBy(() -> Hands.ONE.all(List.of(HandsTest::fail))).hasMessage("broken");
  }

  private static void fail() {
    throw new IllegalStateException("broken");
  }

  @Test
  void littleIsDoneByOne() {
    Hands many = tasks -> fail();

    assertThat(many.forEffort(Hands.LEAST_TO_SHARE - 1)).isSameAs(Hands.ONE);
    assertThat(many.forEffort(Hands.LEAST_TO_SHARE)).isSameAs(many);
  }

  /** The plan does not depend on who does what when, whether it is exact or not. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void planTheSame(long seed) {
    PlanningProblem problem = Problems.random(Problems.SMALL, 2, 14, seed);
    for (PlannerSettings settings :
        List.of(PlannerSettings.exact(), new PlannerSettings(0.02, 2_000_000, true))) {
      Plans backwards = new Plans(new Problems.Backwards());
      Plans atOnce = new Plans(new AtOnce());

      assertThat(new PathPlanner(settings.with(backwards)).plan(problem))
          .isEqualTo(new PathPlanner(settings).plan(problem))
          .isEqualTo(new PathPlanner(settings.with(atOnce)).plan(problem));
      assertThat(backwards.shared).isPositive().isEqualTo(atOnce.shared);
    }
  }

  /** Counts what is shared among others, and shares everything. */
  private static final class Plans implements Hands {
    private final Hands hands;
    private int shared;

    Plans(Hands hands) {
      this.hands = hands;
    }

    @Override
    public void all(List<? extends Runnable> tasks) {
      shared++;
      hands.all(tasks);
    }

    @Override
    public Hands forEffort(long effort) {
      return this;
    }
  }

  private static final class AtOnce implements Hands {
    @Override
    public void all(List<? extends Runnable> tasks) {
      ForkJoinTask.invokeAll(tasks.stream().<ForkJoinTask<?>>map(ForkJoinTask::adapt).toList());
    }
  }
}
