package dev.migrator.simulator.world;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** A small GPU and tenants with round figures. */
final class Fixtures {
  static final Duration SECOND = Duration.ofSeconds(1);

  /** 0.3 s to create, 0.2 s to destroy, whatever the profile. */
  static final Profile ONE = profile("1g.10gb", 1, 1, 7, List.of(0, 1, 2, 3, 4, 5, 6));

  static final Profile TWO = profile("2g.20gb", 2, 2, 3, List.of(0, 2, 4));
  static final Profile THREE = profile("3g.40gb", 3, 4, 2, List.of(0, 4));
  static final Profile SEVEN = profile("7g.80gb", 7, 8, 1, List.of(0));
  static final GpuModel GPU =
      new GpuModel("A100-80GB", List.of(), 8, 7, List.of(ONE, TWO, THREE, SEVEN));

  private Fixtures() {}

  static long millis(double millis) {
    return Math.round(millis * 1e6);
  }

  /** A latency in milliseconds for batches 1 to {@code largest}, the same on every profile. */
  static ServiceProfile service(int largest, IntToLongFunction latencyMillis) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    GPU.profiles().forEach(profile -> curves.put(profile, curve(largest, latencyMillis)));
    return new ServiceProfile("net", GPU.name(), curves, speeds(), "made up");
  }

  /** One request at a time; so many milliseconds on each of these profiles, nothing elsewhere. */
  static ServiceProfile singles(Map<Profile, Integer> latencyMillis) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    latencyMillis.forEach((profile, millis) -> curves.put(profile, curve(1, n -> millis)));
    return new ServiceProfile("net", GPU.name(), curves, speeds(), "made up");
  }

  static LatencyCurve curve(int largest, IntToLongFunction latencyMillis) {
    return new LatencyCurve(
        IntStream.rangeClosed(1, largest)
            .mapToObj(n -> new BatchChoice(n, latencyMillis.applyAsLong(n) * 1_000_000))
            .toList());
  }

  /** A tenant of accuracy 0.8 that is never retrained. */
  static WorldTenant tenant(String name, ServiceProfile service, Duration slo, int... arrivals) {
    return new WorldTenant(name, service, slo, 1, List.of(), 0.8, arrivals);
  }

  static WorldTenant learner(String name, int slots, WindowLearning... learning) {
    return new WorldTenant(
        name,
        singles(Map.of(ONE, 10)),
        Duration.ofMillis(100),
        1,
        List.of(learning),
        1,
        new int[slots]);
  }

  static WindowLearning window(double before, RetrainingChoice... choices) {
    return new WindowLearning(before, List.of(choices));
  }

  static RetrainingChoice choice(String name, double seconds, double after) {
    return new RetrainingChoice(name, Duration.ofMillis(Math.round(seconds * 1000)), after);
  }

  static int[] constant(int slots, int count) {
    int[] counts = new int[slots];
    Arrays.fill(counts, count);
    return counts;
  }

  static WorldSettings settings() {
    return WorldSettings.of(1, SECOND, 200);
  }

  static void create(World world, String id, Profile profile, int start) {
    world.create(new Step.Create(id, new Placement(profile, start)));
  }

  static void createFor(World world, String id, Profile profile, int start, Task task) {
    create(world, id, profile, start);
    world.start(new Step.Start(id, task));
  }

  static Task infer(String tenant) {
    return new Task.Infer(tenant);
  }

  static Task.Retrain retrain(String tenant, String choice) {
    return new Task.Retrain(tenant, choice);
  }

  static void admit(World world, String id) {
    world.admit(new Step.Admit(id));
  }

  static void drainAndDestroy(World world, String id) {
    world.drain(new Step.Drain(id));
    world.destroy(new Step.Destroy(id));
  }

  static void advance(World world, int slots) {
    for (int i = 0; i < slots; i++) {
      world.advance();
    }
  }

  /** The states of all instances, by id. */
  static Map<String, InstanceState> states(World world) {
    Map<String, InstanceState> states = new LinkedHashMap<>();
    for (InstanceReading reading : world.instances()) {
      states.put(reading.id(), reading.state());
    }
    return states;
  }

  private static Map<Profile, Double> speeds() {
    return Map.of(TWO, 0.25, THREE, 0.5, SEVEN, 1.0);
  }

  private static Profile profile(
      String name, int compute, int memory, int max, List<Integer> starts) {
    return new Profile(
        "test",
        name,
        compute + "g",
        compute,
        memory,
        max,
        OptionalInt.empty(),
        OptionalInt.empty(),
        starts,
        Duration.ofMillis(300),
        Duration.ofMillis(200));
  }
}
