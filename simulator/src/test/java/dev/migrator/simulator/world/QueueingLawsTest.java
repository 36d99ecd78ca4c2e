package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.GPU;
import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SECOND;
import static dev.migrator.simulator.world.Fixtures.THREE;
import static dev.migrator.simulator.world.Fixtures.admit;
import static dev.migrator.simulator.world.Fixtures.advance;
import static dev.migrator.simulator.world.Fixtures.constant;
import static dev.migrator.simulator.world.Fixtures.createFor;
import static dev.migrator.simulator.world.Fixtures.infer;
import static dev.migrator.simulator.world.Fixtures.service;
import static dev.migrator.simulator.world.Fixtures.singles;
import static dev.migrator.simulator.world.Fixtures.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.migrator.core.model.ServiceProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What queueing theory says must come out of long runs. */
class QueueingLawsTest {
  private static final int WARM_UP = 2;

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 80})
  void singleServerWaitsAsPollaczekAndKhinchineSay(int perSecond) {
    TenantRecording recording =
        runOnOne(singles(Map.of(ONE, 10)), Duration.ofHours(1), poisson(20_000, perSecond));

    double load = perSecond * 0.010;
    double expectedMillis = load * 10 / (2 * (1 - load));
    assertThat(recording.meanWait().toNanos() * 1e-6)
        .isCloseTo(expectedMillis, withinPercentage(3));
  }

  @Test
  void overloadedServerAnswersFullBatches() {
    // L(n) = 8 + n ms; twice that within 80 ms allows 32: 32 / 40 ms = 800 a second.
    TenantRecording recording =
        runOnOne(service(64, n -> 8 + n), Duration.ofMillis(80), constant(200, 1_600));

    assertThat(perSecond(recording)).isCloseTo(800, withinPercentage(1));
  }

  @Test
  void overloadedServersOfDifferentSpeedAnswerWhatTheyCouldAlone() {
    // Singles in 40 and 10 ms: 25 and 100 a second.
    WorldTenant tenant =
        tenant(
            "vision",
            singles(Map.of(ONE, 40, THREE, 10)),
            Duration.ofMillis(100),
            constant(200, 250));
    World world = new World(GPU, List.of(tenant), settings());
    createFor(world, "a", ONE, 4, infer("vision"));
    createFor(world, "b", THREE, 0, infer("vision"));
    advance(world, WARM_UP);
    admit(world, "a");
    admit(world, "b");
    advance(world, 200 - WARM_UP);

    assertThat(perSecond(world.recording().tenants().getFirst()))
        .isCloseTo(125, withinPercentage(1));
  }

  @Test
  void answersEveryRequestAtLowLoad() {
    TenantRecording recording =
        runOnOne(service(64, n -> 8 + n), Duration.ofMillis(80), poisson(500, 200));

    assertThat(perSecond(recording)).isCloseTo(200, withinPercentage(3));
    assertThat(Arrays.stream(recording.dropped()).skip(WARM_UP + 1).sum()).isZero();
  }

  private static double perSecond(TenantRecording recording) {
    return Arrays.stream(recording.withinSlo()).skip(WARM_UP).average().orElseThrow();
  }

  private static TenantRecording runOnOne(ServiceProfile service, Duration slo, int[] arrivals) {
    World world = new World(GPU, List.of(tenant("vision", service, slo, arrivals)), settings());
    createFor(world, "a", ONE, 0, infer("vision"));
    advance(world, WARM_UP);
    admit(world, "a");
    advance(world, arrivals.length - WARM_UP);
    return world.recording().tenants().getFirst();
  }

  private static WorldSettings settings() {
    return WorldSettings.of(3, SECOND, 1_000_000).withWorkerStart(SECOND);
  }

  /** Counts by Knuth's product of uniforms; none while the server is set up. */
  private static int[] poisson(int slots, double mean) {
    SplittableRandom random = new SplittableRandom(11);
    int[] counts = new int[slots];
    for (int i = WARM_UP; i < slots; i++) {
      double product = random.nextDouble();
      while (product > Math.exp(-mean)) {
        product *= random.nextDouble();
        counts[i]++;
      }
    }
    return counts;
  }
}
