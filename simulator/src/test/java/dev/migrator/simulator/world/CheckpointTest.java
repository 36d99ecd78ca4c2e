package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SECOND;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.choice;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.drainAndDestroy;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.learner;
import static dev.migrator.simulator.world.Fixtures.retrain;
import static dev.migrator.simulator.world.Fixtures.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.CheckpointTimes;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.WorkerReading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A retraining of 10 s on the whole GPU; workers start in 5.5 s, instances are created in 0.3 s.
 */
class CheckpointTest {

  @Test
  void keepsWhatIsLeft() {
    World world = world();
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 9);

    pause(world, "r");

    assertThat(checkpoints(world)).containsExactly(new Checkpoint("quick", seconds(6.8)));
  }

  @Test
  void goesOnElsewhereAfterSavingStartAndRestoring() {
    World world = world();
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 9);
    pause(world, "r");
    createFor(world, "s", THREE, 0, retrain("vision", "quick"));

    // Written at 10, "r" is gone at 10.2, "s" exists at 10.5, has started at 16 and trains at 18.
    advance(world, 9);
    assertThat(remaining(world, "s")).isEqualTo(seconds(13.6));
    advance(world, 1);
    assertThat(remaining(world, "s")).isEqualTo(seconds(12.6));
  }

  @Test
  void costsExactlySavingSetUpAndRestoring() {
    World world = world();
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 9);
    pause(world, "r");
    createFor(world, "s", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 15);

    // 18 + 6.8 instead of 15.8: 1 to save, 0.2 + 0.3 + 5.5 for set-up, 2 to restore.
    assertThat(remaining(world, "s")).isEqualTo(seconds(0.8));
    advance(world, 1);
    world.swap(new Step.Swap("s", retrain("vision", "quick")));
    assertThat(world.tenants().getFirst().accuracy()).isEqualTo(0.85);
    assertThat(checkpoints(world)).isEmpty();
  }

  @Test
  void isLostWithItsWindow() {
    World world = world();
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 9);
    pause(world, "r");

    advance(world, 21);

    assertThat(checkpoints(world)).isEmpty();
  }

  @Test
  void refusesRetrainingsOfAWindowGoneBy() {
    World world = world();
    advance(world, 20);
    createFor(world, "r", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 12);

    assertThatIllegalStateException()
        .isThrownBy(() -> world.checkpoint(new Step.Checkpoint("r")))
        .withMessageContaining("of window 0, this is window 1");
  }

  @Test
  void refusesWhatDoesNotRetrain() {
    World world = world();
    createFor(world, "i", ONE, 0, infer("vision"));

    assertThatIllegalStateException()
        .isThrownBy(() -> world.checkpoint(new Step.Checkpoint("i")))
        .withMessageContaining("does not retrain");
  }

  private static World world() {
    return new World(
        GPU,
        List.of(learner("vision", 60, window(0.7, choice("quick", 10, 0.85)), window(0.7))),
        WorldSettings.of(1, SECOND, 30)
            .withCheckpoints(new CheckpointTimes(seconds(1), seconds(2))));
  }

  private static void pause(World world, String id) {
    world.checkpoint(new Step.Checkpoint(id));
    drainAndDestroy(world, id);
  }

  private static List<Checkpoint> checkpoints(World world) {
    return world.tenants().getFirst().checkpoints();
  }

  private static Duration remaining(World world, String id) {
    return world.workers().stream()
        .filter(worker -> worker.instance().equals(id))
        .map(WorkerReading::remaining)
        .findFirst()
        .orElseThrow();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
