package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.admit;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.constant;
import static dev.migrator.simulator.world.Fixtures.drainAndDestroy;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.service;
import static dev.migrator.simulator.world.Fixtures.settings;
import static dev.migrator.simulator.world.Fixtures.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A world of more than one GPU. */
final class SeveralGpusTest {
  private static final int SLOTS = 30;

  @Test
  void instancesOfOneGpuDoNotStandInTheWayOfAnothers() {
    World world = world(3);
    create(world, "a", SEVEN, 0);
    create(world, "b", SEVEN, 1);
    create(world, "c", SEVEN, 2);
    assertThat(states(world)).containsOnlyKeys("a", "b", "c");
    assertThatThrownBy(() -> create(world, "d", THREE, 1)).hasMessageContaining("no room beside");
  }

  @Test
  void slicesThatOneGpuGivesUpAreNotWaitedForOnAnother() {
    World world = world(2);
    create(world, "a", SEVEN, 0);
    create(world, "b", SEVEN, 1);
    advance(world, 1);
    drainAndDestroy(world, "a");
    assertThatThrownBy(() -> create(world, "c", THREE, 1)).hasMessageContaining("no room beside");
    create(world, "c", THREE, 0);
    assertThat(states(world)).containsEntry("c", InstanceState.CREATING);
  }

  @Test
  void tenantIsServedByAllItsGpusTogether() {
    // An instance answers 100 a second, 180 arrive; those of 100 ms before can be in time, too.
    assertThat(answered(0)).isBetween(90 * 20, 101 * 20);
    assertThat(answered(0, 1)).isBetween(175 * 20, 180 * 20 + 18);
  }

  @Test
  void runIsTheSameOnWhicheverGpuItIs() {
    assertThat(answered(1)).isEqualTo(answered(0));
  }

  @Test
  void refusesAGpuThatThereIsNot() {
    World world = world(2);
    assertThatThrownBy(() -> create(world, "a", SEVEN, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the world has 2 GPUs");
  }

  @Test
  void idIsUsedOnceInTheWholeWorld() {
    World world = world(2);
    create(world, "a", SEVEN, 0);
    assertThatThrownBy(() -> create(world, "a", SEVEN, 1)).hasMessageContaining("used before");
  }

  /** Requests answered in the last 20 slots by an instance on each of these GPUs. */
  private static int answered(int... gpus) {
    World world = world(2);
    for (int gpu : gpus) {
      create(world, "i" + gpu, SEVEN, gpu);
      world.start(new Step.Start("i" + gpu, infer("a")));
    }
    advance(world, 10);
    for (int gpu : gpus) {
      admit(world, "i" + gpu);
    }
    advance(world, 20);
    int[] withinSlo = world.recording().tenants().getFirst().withinSlo();
    return Arrays.stream(withinSlo, 10, SLOTS).sum();
  }

  private static World world(int gpus) {
    WorldTenant tenant =
        Fixtures.tenant("a", service(1, n -> 10), Duration.ofMillis(100), constant(SLOTS, 180));
    return new World(Collections.nCopies(gpus, GPU), List.of(tenant), settings());
  }

  private static void create(World world, String id, Profile profile, int gpu) {
    world.create(new Step.Create(id, new Placement(gpu, profile, 0)));
  }
}
