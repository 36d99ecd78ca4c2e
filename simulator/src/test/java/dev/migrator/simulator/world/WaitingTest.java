package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SECOND;
import static dev.migrator.simulator.world.Fixtures.singles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits at the end of a slot, and why plans do without it. */
class WaitingTest {
  private static final int SLOTS = 60;
  private static final int ARRIVALS = 1000;

  /** Whoever waits came within the last SLO: an older request can no longer be answered in time. */
  @ParameterizedTest
  @ValueSource(ints = {50, 100, 200})
  void noMoreRequestsWaitThanComeWithinTheSloHoweverGreatTheOverload(int sloMillis) {
    double share = sloMillis / 1000.0;
    // Poisson: six deviations above the mean are never seen in 60 slots.
    double most = ARRIVALS * share + 6 * Math.sqrt(ARRIVALS * share);
    World world = world(sloMillis);
    while (!world.isOver()) {
      world.advance();
      assertThat(last(world).waiting()).isLessThanOrEqualTo((long) most);
    }
    assertThat(last(world).dropped()).as("an overload").isGreaterThan(ARRIVALS / 2);
  }

  @Test
  void noneWaitsLongWhoseTenantIsNotServedAtAll() {
    World world = new World(Fixtures.GPU, java.util.List.of(tenant(100)), settings());
    world.advance();
    assertThat(last(world).waiting()).isBetween(1L, 200L);
  }

  private static World world(int sloMillis) {
    World world = new World(Fixtures.GPU, java.util.List.of(tenant(sloMillis)), settings());
    world.create(new Step.Create("i", new Placement(ONE, 0)));
    world.start(new Step.Start("i", new Task.Infer("a")));
    for (int slot = 0; slot < 7; slot++) {
      world.advance();
    }
    world.admit(new Step.Admit("i"));
    return world;
  }

  private static WorldSettings settings() {
    return WorldSettings.of(3, SECOND, SLOTS);
  }

  private static WorldTenant tenant(int sloMillis) {
    int[] arrivals = new int[SLOTS];
    Arrays.fill(arrivals, ARRIVALS);
    return Fixtures.tenant("a", singles(Map.of(ONE, 10)), Duration.ofMillis(sloMillis), arrivals);
  }

  private static Outcome last(World world) {
    return world.tenants().getFirst().last();
  }
}
