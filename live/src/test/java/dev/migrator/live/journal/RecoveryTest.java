package dev.migrator.live.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import dev.migrator.live.journal.Known.Phase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What fits is adopted, what does not goes, and what is not ours is left alone unless told. */
final class RecoveryTest {
  private static final GpuModel GPU = GpuModels.named("A30");
  private static final Placement LEFT = new Placement(GPU.profile("2g"), 0);
  private static final Placement RIGHT = new Placement(GPU.profile("2g"), 2);
  private static final Optional<Task> INFER = Optional.of(new Task.Infer("a"));

  @Test
  void adoptsWhatExistsAsTheJournalSays() {
    Recovery recovery =
        recover(
            List.of(known("i", INFER, Phase.CREATING)), reading("i", LEFT, InstanceState.STARTING));
    assertThat(recovery.adopted()).containsExactly(known("i", INFER, Phase.PRESENT));
    assertThat(recovery.destroyed()).isEmpty();
  }

  @Test
  void destroysWhatDoesNotFit() {
    assertThat(why(known("i", INFER, Phase.LEAVING), LEFT)).contains("was to go");
    assertThat(why(known("i", Optional.empty(), Phase.PRESENT), LEFT)).contains("nothing was to");
    assertThat(why(known("i", INFER, Phase.PRESENT), RIGHT)).contains("was to be at 2g.12gb@0");
    Optional<Task> gone = Optional.of(new Task.Infer("gone"));
    assertThat(why(known("i", gone, Phase.PRESENT), LEFT)).contains("tenant is gone");
  }

  @Test
  void destroysWhatCannotGoOn() {
    Known retraining = known("i", Optional.of(new Task.Retrain("a", "all-layers")), Phase.PRESENT);
    Recovery recovery =
        Recovery.of(
            List.of(retraining, known("j", INFER, Phase.PRESENT)),
            List.of(
                reading("i", LEFT, InstanceState.READY), reading("j", LEFT, InstanceState.READY)),
            task -> task instanceof Task.Retrain ? Optional.of("no such way") : Optional.empty(),
            Recovery.Foreign.LEAVE);

    assertThat(recovery.adopted()).extracting(Known::id).containsExactly("j");
    assertThat(recovery.destroyed())
        .extracting(Recovery.Condemned::why)
        .containsExactly("no such way");
  }

  @Test
  void keepsTheFirstOfTwoThatCannotExistTogether() {
    Recovery recovery =
        recover(
            List.of(known("i", INFER, Phase.PRESENT), known("j", INFER, Phase.PRESENT)),
            reading("j", LEFT, InstanceState.READY),
            reading("i", LEFT, InstanceState.READY));
    assertThat(recovery.adopted()).extracting(Known::id).containsExactly("i");
    assertThat(recovery.destroyed()).extracting(c -> c.known().id()).containsExactly("j");
  }

  @Test
  void leavesWhatIsNotOursUnlessTold() {
    InstanceReading foreign = reading("x", LEFT, InstanceState.READY);
    assertThat(recover(List.of(), foreign).left()).containsExactly(foreign);
    Recovery told = Recovery.of(List.of(), List.of(foreign), Set.of("a"), Recovery.Foreign.DESTROY);
    assertThat(told.left()).isEmpty();
    assertThat(told.destroyed()).hasSize(1);
  }

  @Test
  void forgetsWhatDoesNotExist() {
    Recovery recovery = recover(List.of(known("i", INFER, Phase.PRESENT)));
    assertThat(recovery.forgotten()).containsExactly("i");
    assertThat(recovery.instances()).isEmpty();
  }

  private static String why(Known known, Placement place) {
    Recovery recovery = recover(List.of(known), reading("i", place, InstanceState.READY));
    assertThat(recovery.adopted()).isEmpty();
    return recovery.destroyed().getFirst().why();
  }

  private static Recovery recover(List<Known> known, InstanceReading... fleet) {
    return Recovery.of(known, List.of(fleet), Set.of("a"), Recovery.Foreign.LEAVE);
  }

  private static Known known(String id, Optional<Task> task, Phase phase) {
    return new Known(id, LEFT, task, phase);
  }

  private static InstanceReading reading(String id, Placement place, InstanceState state) {
    return new InstanceReading(id, place, state);
  }
}
