package dev.migrator.simulator.world;

import static dev.migrator.core.model.InstanceState.CREATING;
import static dev.migrator.core.model.InstanceState.DRAINING;
import static dev.migrator.core.model.InstanceState.READY;
import static dev.migrator.core.model.InstanceState.STARTING;
import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.admit;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.constant;
import static dev.migrator.simulator.world.Fixtures.create;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.drainAndDestroy;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.service;
import static dev.migrator.simulator.world.Fixtures.settings;
import static dev.migrator.simulator.world.Fixtures.singles;
import static dev.migrator.simulator.world.Fixtures.states;
import static dev.migrator.simulator.world.Fixtures.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.WorkerReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Creation takes 0.3 s, the worker's start 5.5 s, destruction 0.2 s. */
class LifecycleTest {

  @Test
  void isReadyExactlyAfterCreationAndStart() {
    World world = idle(Duration.ofMillis(100));
    createFor(world, "a", SEVEN, 0, infer("vision"));

    assertThat(states(world)).containsExactly(Map.entry("a", CREATING));
    advance(world, 3);
    assertThat(states(world)).containsExactly(Map.entry("a", STARTING));
    advance(world, 54);
    assertThat(states(world)).containsExactly(Map.entry("a", STARTING));
    advance(world, 1);
    assertThat(states(world)).containsExactly(Map.entry("a", READY));
    assertThat(world.workers())
        .containsExactly(
            new WorkerReading(
                "a", infer("vision"), Duration.ofMillis(5_800), false, Duration.ZERO));
  }

  @Test
  void startAskedForLaterCountsFromThen() {
    World world = idle(Duration.ofMillis(100));
    create(world, "a", ONE, 3);
    advance(world, 10);
    assertThat(world.workers()).isEmpty();
    world.start(new Step.Start("a", infer("vision")));

    advance(world, 54);
    assertThat(states(world)).containsEntry("a", STARTING);
    advance(world, 1);
    assertThat(states(world)).containsEntry("a", READY);
  }

  @Test
  void slicesAreFreeAfterDrainAndDestroy() {
    World world = busy();
    drainAndDestroy(world, "a");
    createFor(world, "b", SEVEN, 0, infer("vision"));
    assertThat(states(world)).containsExactly(Map.entry("a", DRAINING), Map.entry("b", CREATING));

    advance(world, 10);

    List<InstanceBar> bars = world.recording().instances();
    assertThat(bars.getFirst().instance()).isEqualTo("a");
    // Its last batch began after 6.6 s and takes 0.7 s.
    assertThat(bars.getFirst().to()).isCloseTo(7.3 + 0.2, within(0.1)).isGreaterThan(7.2);
    assertThat(bars.getLast().from()).isEqualTo(bars.getFirst().to());
    assertThat(bars.getLast().ready()).isCloseTo(bars.getFirst().to() + 5.8, within(1e-9));
    assertThat(states(world)).containsExactly(Map.entry("b", READY));
  }

  @Test
  void drainingAnswersWhatHasBegunAndNothingElse() {
    World world = busy();
    Outcome before = world.tenants().getFirst().last();
    assertThat(before.withinSlo()).isPositive();
    drainAndDestroy(world, "a");

    advance(world, 1);

    assertThat(world.tenants().getFirst().last().withinSlo()).isZero();
  }

  @Test
  void servesOnlyFromAdmitToWithhold() {
    World world = world(20);
    createFor(world, "a", ONE, 0, infer("vision"));
    advance(world, 6);
    assertThat(world.tenants().getFirst().last().withinSlo()).isZero();
    admit(world, "a");
    advance(world, 1);
    assertThat(world.tenants().getFirst().last().withinSlo()).isGreaterThanOrEqualTo(20);
    world.withhold(new Step.Withhold("a"));
    advance(world, 2);
    assertThat(world.tenants().getFirst().last().withinSlo()).isZero();
    admit(world, "a");
    advance(world, 1);
    assertThat(world.tenants().getFirst().last().withinSlo()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void driverCallsOnDifferentSlicesRunSideBySide() {
    World world = idle(Duration.ofMillis(100));
    createFor(world, "a", THREE, 0, infer("vision"));
    createFor(world, "b", THREE, 4, infer("vision"));
    advance(world, 58);

    assertThat(states(world)).containsExactly(Map.entry("a", READY), Map.entry("b", READY));
  }

  @Test
  void waitsForAllThatAreInTheWay() {
    World world = idle(Duration.ofMillis(100));
    create(world, "a", THREE, 0);
    create(world, "b", THREE, 4);
    advance(world, 1);
    world.destroy(new Step.Destroy("a"));
    advance(world, 3);
    world.destroy(new Step.Destroy("b"));
    create(world, "c", SEVEN, 0);
    advance(world, 10);

    // Asked to go at 0.1 s, "a" first has to come into being: it is gone at 0.5 s; "b" at 0.6 s.
    assertThat(world.recording().instances())
        .containsExactly(
            new InstanceBar("a", new Placement(THREE, 0), Optional.empty(), 0, 5, 5),
            new InstanceBar("b", new Placement(THREE, 4), Optional.empty(), 0, 6, 6),
            new InstanceBar("c", new Placement(SEVEN, 0), Optional.empty(), 6, 14, 14));
  }

  @Test
  void anInstanceThatWasOnlyAskedForIsGoneAtOnce() {
    World world = idle(Duration.ofMillis(100));
    create(world, "a", SEVEN, 0);
    advance(world, 5);
    world.destroy(new Step.Destroy("a"));
    create(world, "b", SEVEN, 0);
    assertThat(states(world)).containsEntry("b", CREATING);
    world.destroy(new Step.Destroy("b"));

    assertThat(states(world)).containsExactly(Map.entry("a", DRAINING));
    assertThat(world.recording().instances())
        .extracting(InstanceBar::instance)
        .containsExactly("a");
  }

  @Test
  void aWorkerIsReadyWithinASlotButSeenAtItsEnd() {
    World world = idle(Duration.ofSeconds(4));
    createFor(world, "a", ONE, 0, infer("vision"));
    advance(world, 1);
    assertThat(states(world)).containsEntry("a", STARTING);
    advance(world, 1);
    assertThat(states(world)).containsEntry("a", READY);
    assertThat(world.recording().instances().getFirst().ready()).isEqualTo(5.8 / 4);
  }

  private static World idle(Duration slot) {
    return new World(
        GPU,
        List.of(tenant("vision", singles(Map.of(ONE, 10)), slot, new int[200])),
        WorldSettings.of(1, slot, 200));
  }

  private static World world(int arrivals) {
    return new World(
        GPU,
        List.of(
            tenant(
                "vision",
                singles(Map.of(ONE, 10)),
                Duration.ofMillis(500),
                constant(20, arrivals))),
        settings());
  }

  /** Seven slots have passed, and the whole GPU is amid batches of 0.7 s. */
  private static World busy() {
    World world =
        new World(
            GPU,
            List.of(
                tenant("vision", service(4, n -> 700), Duration.ofSeconds(2), constant(20, 100))),
            settings());
    createFor(world, "a", SEVEN, 0, infer("vision"));
    advance(world, 6);
    admit(world, "a");
    advance(world, 1);
    return world;
  }
}
