package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SECOND;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.TWO;
import static dev.migrator.simulator.world.Fixtures.admit;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.choice;
import static dev.migrator.simulator.world.Fixtures.create;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.learner;
import static dev.migrator.simulator.world.Fixtures.retrain;
import static dev.migrator.simulator.world.Fixtures.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.migrator.core.model.Step;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IllegalStepsTest {
  private final World world =
      new World(
          GPU,
          List.of(learner("vision", 20, window(0.7, choice("quick", 4, 0.85)))),
          WorldSettings.of(1, SECOND, 20));

  @Test
  void refusesToOverlapAnInstanceThatStays() {
    create(world, "a", THREE, 0);
    refused(() -> create(world, "b", TWO, 2), "no room beside [3g.40gb@0]");
    assertThat(world.instances()).hasSize(1);
  }

  @Test
  void refusesToOverlapAnInstanceThatIsDrainedButNotToBeDestroyed() {
    createFor(world, "a", THREE, 0, infer("vision"));
    world.drain(new Step.Drain("a"));
    refused(() -> create(world, "b", ONE, 0), "Maybe the Destroy of one of them comes later");
  }

  @Test
  void refusesTwoInOneWaitingPlace() {
    create(world, "a", SEVEN, 0);
    world.destroy(new Step.Destroy("a"));
    create(world, "b", THREE, 0);
    refused(() -> create(world, "c", ONE, 1), "no room");
  }

  @Test
  void refusesAnIdThatWasUsedBefore() {
    create(world, "a", ONE, 0);
    refused(() -> create(world, "a", ONE, 1), "the id was used before");
  }

  @Test
  void refusesToAdmitBeforeReady() {
    createFor(world, "a", ONE, 0, infer("vision"));
    advance(world, 5);
    refused(() -> admit(world, "a"), "it is STARTING; expected READY");
  }

  @Test
  void refusesToAdmitARetraining() {
    createFor(world, "a", SEVEN, 0, retrain("vision", "quick"));
    advance(world, 6);
    refused(() -> admit(world, "a"), "no inference worker");
  }

  @Test
  void refusesToDestroyWhatStillTakesRequests() {
    createFor(world, "a", ONE, 0, infer("vision"));
    advance(world, 6);
    admit(world, "a");
    refused(() -> world.destroy(new Step.Destroy("a")), "expected a Drain or Withhold before");
  }

  @Test
  void refusesToDestroyTwice() {
    create(world, "a", ONE, 0);
    world.destroy(new Step.Destroy("a"));
    refused(() -> world.destroy(new Step.Destroy("a")), "being destroyed already");
  }

  @Test
  void refusesUnknownInstancesTenantsAndChoices() {
    refused(() -> world.drain(new Step.Drain("x")), "there is no instance x; expected one of []");
    create(world, "a", SEVEN, 0);
    refused(() -> world.start(new Step.Start("a", infer("text"))), "there is no tenant text");
    refused(
        () -> world.start(new Step.Start("a", retrain("vision", "slow"))),
        "this window has no such choice");
  }

  @Test
  void refusesToTrainWhereTheModelCannot() {
    create(world, "a", ONE, 0);
    refused(
        () -> world.start(new Step.Start("a", retrain("vision", "quick"))),
        "its model cannot train on 1g.10gb@0");
  }

  @Test
  void refusesASecondWorkerAndASecondSwap() {
    createFor(world, "a", SEVEN, 0, retrain("vision", "quick"));
    refused(() -> world.start(new Step.Start("a", infer("vision"))), "the instance has a worker");
    advance(world, 10);
    world.swap(new Step.Swap("a", retrain("vision", "quick")));
    refused(() -> world.swap(new Step.Swap("a", retrain("vision", "quick"))), "in service already");
  }

  @Test
  void refusesASlotAfterTheLast() {
    advance(world, 20);
    refused(world::advance, "all 20 slots of the world have passed");
  }

  @Test
  void refusesTenantsOfDifferentLengthOrEqualName() {
    WorldTenant tenant = learner("vision", 20, window(0.7));
    WorldSettings settings = WorldSettings.of(1, SECOND, 20);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new World(GPU, List.of(tenant, learner("text", 19, window(0.7))), settings))
        .withMessageContaining("text: arrivals is 19 slots; expected 20 slots");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new World(GPU, List.of(tenant, tenant), settings))
        .withMessageContaining("unique");
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorldSettings.of(1, Duration.ZERO, 20))
        .withMessageContaining("slot is PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorldSettings.of(1, SECOND, 0))
        .withMessageContaining("slotsPerWindow is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetrainingError(Double.NaN, 0))
        .withMessageContaining("duration is NaN");
  }

  private static void refused(ThrowingCallable step, String why) {
    assertThatIllegalStateException().isThrownBy(step).withMessageContaining(why);
  }
}
