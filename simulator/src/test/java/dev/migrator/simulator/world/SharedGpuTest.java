package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.SECOND;
import static dev.migrator.simulator.world.Fixtures.admit;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.choice;
import static dev.migrator.simulator.world.Fixtures.constant;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.curve;
import static dev.migrator.simulator.world.Fixtures.drainAndDestroy;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.retrain;
import static dev.migrator.simulator.world.Fixtures.states;
import static dev.migrator.simulator.world.Fixtures.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A GPU shared by MPS, on which workers start in 5.5 s and a request takes 400 ms. */
class SharedGpuTest {
  private static final GpuModel SHARED = MpsGpu.of(GPU);
  private static final Profile ALL = MpsGpu.share(SHARED, 20);
  private static final Profile HALF = MpsGpu.share(SHARED, 10);

  @Test
  void processStartsBesideThoseThatHoldItsShare() {
    World world = world(20);
    createFor(world, "old", ALL, 0, infer("a"));
    advance(world, 6);
    admit(world, "old");
    createFor(world, "a", HALF, 0, infer("a"));
    createFor(world, "b", HALF, 10, infer("b"));
    advance(world, 6);

    assertThat(states(world)).containsOnlyKeys("old", "a", "b").containsValue(InstanceState.READY);
    drainAndDestroy(world, "old");
    admit(world, "a");
    admit(world, "b");
    advance(world, 1);
    assertThat(states(world)).containsOnlyKeys("a", "b");
  }

  @Test
  void twoThatWorkOnOneShareAreAnError() {
    World world = world(20);
    createFor(world, "all", ALL, 0, infer("a"));
    createFor(world, "half", HALF, 10, infer("b"));
    advance(world, 6);
    admit(world, "all");
    admit(world, "half");

    assertThatThrownBy(world::advance)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "all and half work on the same share of a GPU. Maybe the Drain of one of them is"
                + " missing.");
  }

  @Test
  void retrainingTakesItsShareWithTheSlotInWhichItIsReady() {
    World world = world(30);
    createFor(world, "all", ALL, 0, infer("b"));
    createFor(world, "train", HALF, 5, retrain("a", "full"));
    advance(world, 6);
    assertThat(world.workers().get(1).remaining()).isEqualTo(Duration.ofSeconds(4));

    admit(world, "all");
    assertThatThrownBy(world::advance).hasMessageStartingWith("all and train work");
    drainAndDestroy(world, "all");
    advance(world, 4);
    world.swap(new Step.Swap("train", retrain("a", "full")));
    assertThat(world.tenants().getFirst().accuracy()).isEqualTo(0.9);
  }

  @Test
  void lastBatchOnAShareEndsBeforeTheNextOneBegins() {
    World world = world(20);
    createFor(world, "old", ALL, 0, infer("a"));
    createFor(world, "new", ALL, 0, infer("a"));
    advance(world, 6);
    admit(world, "old");
    advance(world, 4);
    int[] before = withinSlo(world);
    drainAndDestroy(world, "old");
    admit(world, "new");
    advance(world, 4);

    // One after the other, at 400 ms each: neither more nor fewer than without the handover.
    assertThat(Arrays.stream(before).sum()).isEqualTo(10);
    assertThat(Arrays.stream(withinSlo(world)).sum()).isEqualTo(20);
  }

  @Test
  void pictureShowsAShareFromTheSlotInWhichItIsHeld() {
    World world = world(20);
    createFor(world, "a", HALF, 0, infer("a"));
    createFor(world, "never", HALF, 10, infer("b"));
    advance(world, 2);
    drainAndDestroy(world, "never");
    advance(world, 5);
    admit(world, "a");
    advance(world, 3);

    assertThat(world.recording().instances())
        .singleElement()
        .satisfies(
            bar -> {
              assertThat(bar.instance()).isEqualTo("a");
              assertThat(bar.from()).isEqualTo(7);
              assertThat(bar.ready()).isEqualTo(7);
            });
  }

  private static int[] withinSlo(World world) {
    return world.recording().tenants().getFirst().withinSlo();
  }

  private static World world(int slots) {
    return new World(
        List.of(SHARED),
        List.of(tenant("a", slots, 50), tenant("b", slots, 0)),
        WorldSettings.of(1, SECOND, 200));
  }

  private static WorldTenant tenant(String name, int slots, int arrivals) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile share : SHARED.profiles()) {
      curves.put(share, curve(1, _ -> 400));
      speeds.put(share, 0.5);
    }
    return new WorldTenant(
        name,
        new ServiceProfile("net", SHARED.name(), curves, speeds, "made up"),
        Duration.ofSeconds(1),
        1,
        List.of(window(0.7, choice("full", 2, 0.9))),
        1,
        constant(slots, arrivals));
  }
}
