package dev.migrator.core.enact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A GPU that can be cut only as a whole. */
class WholeCutTest {
  private static final Profile SMALL =
      new Profile(
          "test",
          "1g.10gb",
          "1g.10gb",
          1,
          1,
          7,
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of(0, 1, 2, 3, 4, 5, 6),
          Duration.ZERO,
          Duration.ZERO);
  private static final Task A = new Task.Infer("a");
  private static final Task B = new Task.Infer("b");
  private static final Rules RULES = new Rules(true, 0, 10);

  /** Instance b is set up in slots 2 to 4 beside a, and c on another GPU. */
  private static final Plan PLAN =
      new Plan(
          "p",
          10,
          List.of(
              new PlannedInstance(new Placement(0, SMALL, 0), A, 0, 0, 10, false),
              new PlannedInstance(new Placement(0, SMALL, 1), B, 2, 5, 10, false),
              new PlannedInstance(new Placement(1, SMALL, 0), A, 0, 0, 10, false)),
          0,
          0);

  @Test
  void othersOfTheGpuStopWhileAnInstanceIsSetUp() {
    assertThat(steps(3, Enactor.Cut.WHOLE, true, InstanceState.STARTING))
        .containsExactly(new Step.Withhold("a"));
    assertThat(steps(3, Enactor.Cut.IN_PART, true, InstanceState.STARTING)).isEmpty();
  }

  @Test
  void theyGoOnWhenItIsReady() {
    assertThat(steps(5, Enactor.Cut.WHOLE, false, InstanceState.READY))
        .containsExactly(new Step.Admit("a"), new Step.Admit("b"));
  }

  private static List<Step> steps(
      int slot, Enactor.Cut cut, boolean isServing, InstanceState stateOfB) {
    Snapshot snapshot =
        new Snapshot(
            slot,
            List.of(
                observed("a", 0, 0, A, InstanceState.READY, isServing),
                observed("b", 0, 1, B, stateOfB, false),
                observed("elsewhere", 1, 0, A, InstanceState.READY, true)),
            List.of());
    return Enactor.steps(PLAN, slot, snapshot, Set.of(), RULES, cut);
  }

  private static ObservedInstance observed(
      String id, int gpu, int start, Task task, InstanceState state, boolean admitted) {
    return new ObservedInstance(
        id, new Placement(gpu, SMALL, start), task, state, Duration.ZERO, admitted, Duration.ZERO);
  }
}
