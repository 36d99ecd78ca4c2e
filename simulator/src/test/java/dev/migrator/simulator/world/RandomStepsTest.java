package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.admit;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.choice;
import static dev.migrator.simulator.world.Fixtures.constant;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.service;
import static dev.migrator.simulator.world.Fixtures.singles;
import static dev.migrator.simulator.world.Fixtures.tenant;
import static dev.migrator.simulator.world.Fixtures.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.ServiceProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random legal steps; each test's name shows the seed, which alone repeats it. */
class RandomStepsTest {
  private static final int SLOTS = 300;
  private static final int SLOTS_PER_WINDOW = 60;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyRequestIsAccountedForAfterEverySlot(long seed) {
    World world = world(seed, Duration.ofSeconds(1));
    RandomOperator operator = new RandomOperator(world, seed);
    Outcome[] totals = {Outcome.NONE, Outcome.NONE, Outcome.NONE};
    while (!world.isOver()) {
      operator.act();
      world.advance();
      for (int i = 0; i < totals.length; i++) {
        totals[i] = totals[i].plus(world.tenants().get(i).last());
        assertThat(totals[i].arrived())
            .as("tenant %d at slot %d of seed %d", i, world.slot(), seed)
            .isEqualTo(arrivals(seed, i, world.slot()))
            .isEqualTo(
                totals[i].withinSlo()
                    + totals[i].late()
                    + totals[i].dropped()
                    + totals[i].waiting());
      }
    }
    assertThat(totals).allMatch(total -> total.withinSlo() > 0 && total.dropped() > 0);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void layoutIsLegalAtEveryInstant(long seed) {
    List<InstanceBar> bars = run(seed, seed, Duration.ofSeconds(1)).instances();

    assertThat(bars).hasSizeGreaterThan(30);
    for (InstanceBar bar : bars) {
      List<Placement> together =
          bars.stream()
              .filter(other -> other.from() <= bar.from() && bar.from() < other.to())
              .map(InstanceBar::placement)
              .toList();
      assertThat(Layout.isLegal(together)).as("seed %d at %s: %s", seed, bar, together).isTrue();
      assertThat(bar.ready()).isBetween(bar.from(), bar.to());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void aRepetitionIsIdentical(long seed) {
    Duration tenth = Duration.ofMillis(100);

    assertThat(text(run(seed, seed, tenth))).isEqualTo(text(run(seed, seed, tenth)));
    assertThat(text(run(seed, seed, tenth))).isNotEqualTo(text(run(seed + 100, seed, tenth)));
  }

  @Test
  void requestsOfATenantDoNotDependOnWhatIsDoneForAnother() {
    List<TenantRecording> alone = twins(false);
    List<TenantRecording> together = twins(true);

    assertThat(together.getFirst().meanWait()).isEqualTo(alone.getFirst().meanWait());
    assertThat(together.getFirst().withinSlo()).isEqualTo(alone.getFirst().withinSlo());
    assertThat(alone.getLast().withinSlo()).containsOnly(0);
    assertThat(together.getLast().withinSlo()).contains(50);
  }

  @Test
  void tenantsOfEqualCountsHaveRequestsOfTheirOwn() {
    List<TenantRecording> together = twins(true);

    assertThat(together.getFirst().meanWait()).isPositive();
    assertThat(together.getFirst().meanWait()).isNotEqualTo(together.getLast().meanWait());
  }

  /** Two equal tenants; the first has an instance, the second only if so wanted. */
  private static List<TenantRecording> twins(boolean both) {
    ServiceProfile service = singles(Map.of(ONE, 10));
    int[] arrivals = constant(40, 50);
    World world =
        new World(
            GPU,
            List.of(
                tenant("first", service, Duration.ofMillis(900), arrivals),
                tenant("second", service, Duration.ofMillis(900), arrivals)),
            WorldSettings.of(8, Duration.ofSeconds(1), 40));
    createFor(world, "a", ONE, 0, infer("first"));
    createFor(world, "b", ONE, 1, infer("second"));
    advance(world, 6);
    admit(world, "a");
    if (both) {
      admit(world, "b");
    }
    advance(world, 34);
    return world.recording().tenants();
  }

  private static Recording run(long worldSeed, long operatorSeed, Duration slot) {
    World world = world(worldSeed, slot);
    RandomOperator operator = new RandomOperator(world, operatorSeed);
    while (!world.isOver()) {
      operator.act();
      world.advance();
    }
    return world.recording();
  }

  private static World world(long seed, Duration slot) {
    WindowLearning learning = window(0.7, choice("quick", 3, 0.8), choice("slow", 12.34567, 0.9));
    List<WindowLearning> windows = List.of(learning, learning, learning, learning, learning);
    return new World(
        GPU,
        List.of(
            new WorldTenant(
                "batches",
                service(16, n -> 5 + 2 * n),
                Duration.ofMillis(90),
                1,
                windows,
                1,
                counts(seed, 0)),
            new WorldTenant(
                "patient",
                service(8, n -> 40 * n),
                Duration.ofMillis(3_700),
                2,
                windows,
                1,
                counts(seed, 1)),
            new WorldTenant(
                "mixed",
                singles(Map.of(ONE, 31, THREE, 11, SEVEN, 7)),
                Duration.ofMillis(70),
                1,
                List.of(),
                0.9,
                counts(seed, 2))),
        WorldSettings.of(seed, slot, SLOTS_PER_WINDOW)
            .withWorkerStart(Duration.ofMillis(1_234))
            .withRetrainingError(new RetrainingError(0.2, 0.2)));
  }

  private static int[] counts(long seed, int tenant) {
    SplittableRandom random = new SplittableRandom(31 * seed + tenant);
    return IntStream.range(0, SLOTS).map(slot -> random.nextInt(random.nextInt(1, 400))).toArray();
  }

  private static long arrivals(long seed, int tenant, int slots) {
    return Arrays.stream(counts(seed, tenant)).limit(slots).sum();
  }

  private static String text(Recording recording) {
    StringBuilder text = new StringBuilder();
    for (TenantRecording tenant : recording.tenants()) {
      text.append(tenant.tenant())
          .append(Arrays.toString(tenant.arrived()))
          .append(Arrays.toString(tenant.withinSlo()))
          .append(Arrays.toString(tenant.dropped()))
          .append(Arrays.toString(tenant.accuracy()))
          .append(tenant.meanWait().toNanos())
          .append('\n');
    }
    recording.instances().forEach(bar -> text.append(bar).append('\n'));
    return text.toString();
  }
}
