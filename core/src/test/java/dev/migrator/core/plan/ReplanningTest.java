package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.search.PathPlanner;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplanningTest {
  private static final Replanning TWENTY =
      new Replanning(new PathPlanner(), 20, Set.of(Reason.FORECAST_MISSED), 3);

  @Test
  void plansWhenAWindowBegins() {
    assertThat(TWENTY.isDue(occasion(1, Reason.WINDOW_BEGINS))).isTrue();
  }

  @Test
  void plansWhenTheLastPlanIsOldEnough() {
    assertThat(TWENTY.isDue(occasion(19))).isFalse();
    assertThat(TWENTY.isDue(occasion(20))).isTrue();
  }

  @Test
  void plansForAReasonButNotInEverySlot() {
    assertThat(TWENTY.isDue(occasion(2, Reason.FORECAST_MISSED))).isFalse();
    assertThat(TWENTY.isDue(occasion(3, Reason.FORECAST_MISSED))).isTrue();
  }

  @Test
  void plansPromptlyAroundWhatHasBrokenButNotForEveryDeviationOfTheLoad() {
    Replanning usual = new Replanning(new PathPlanner(), 20);

    assertThat(usual.isDue(occasion(3, Reason.INSTANCE_MISSING))).isTrue();
    assertThat(usual.isDue(occasion(3, Reason.BACKLOG, Reason.FORECAST_MISSED))).isFalse();
    assertThat(usual.isDue(occasion(10, Reason.BACKLOG))).isTrue();
  }

  @Test
  void passesOverReasonsThatItWasNotAskedToHeed() {
    assertThat(TWENTY.isDue(occasion(10, Reason.BACKLOG))).isFalse();
  }

  @Test
  void refusesAnImpossibleCadence() {
    assertThatThrownBy(() -> new Replanning(new PathPlanner(), 0))
        .hasMessage("everySlots is 0; expected at least 1.");
    assertThatThrownBy(() -> new Replanning(new PathPlanner(), 1, Set.of(), 0))
        .hasMessage("distance is 0; expected at least 1.");
  }

  private static Occasion occasion(int slotsSincePlan, Reason... reasons) {
    return new Occasion(
        new Snapshot(30, List.of(), List.of()), 30, slotsSincePlan, Set.of(reasons));
  }
}
