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

/** What is done of a plan when the world is behind it. */
class EnactorTest {
  private static final Profile PLAIN = profile("1g.10gb", 7);

  /** Of which a GPU holds no more than one, wherever it is. */
  private static final Profile SINGLE = profile("1g.10gb+me", 1);

  private static final Task INFER = new Task.Infer("a");
  private static final Task RETRAIN = new Task.Retrain("b", "all-layers");

  @Test
  void whatMayNotExistBesideALateRetrainingWaitsForIt() {
    List<PlannedInstance> planned =
        List.of(planned(SINGLE, 1, INFER, 4, 6, 20), planned(PLAIN, 2, INFER, 4, 6, 20));
    ObservedInstance late =
        new ObservedInstance(
            "late",
            new Placement(0, SINGLE, 0),
            RETRAIN,
            InstanceState.READY,
            Duration.ofSeconds(9),
            false,
            Duration.ofSeconds(2));

    assertThat(created(planned, 5, late)).containsExactly(new Placement(0, PLAIN, 2));
    assertThat(created(planned, 5)).hasSize(2);
  }

  @Test
  void aRetrainingThatWouldEndTooLateIsNotBegun() {
    List<PlannedInstance> planned = List.of(planned(PLAIN, 1, RETRAIN, 4, 6, 14));

    assertThat(created(planned, 10)).hasSize(1);
    assertThat(created(planned, 11)).isEmpty();
  }

  private static List<Placement> created(
      List<PlannedInstance> planned, int slot, ObservedInstance... there) {
    return Enactor.steps(
            new Plan("p", 30, planned, 0, 0),
            slot,
            new Snapshot(slot, List.of(there), List.of()),
            Set.of(),
            new Rules(true, 0, 20))
        .stream()
        .filter(Step.Create.class::isInstance)
        .map(step -> ((Step.Create) step).placement())
        .toList();
  }

  private static PlannedInstance planned(
      Profile profile, int start, Task task, int from, int ready, int to) {
    return new PlannedInstance(new Placement(0, profile, start), task, from, ready, to, false);
  }

  private static Profile profile(String name, int most) {
    return new Profile(
        "test",
        name,
        name,
        1,
        1,
        most,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(0, 1, 2, 3, 4, 5, 6),
        Duration.ZERO,
        Duration.ZERO);
  }
}
