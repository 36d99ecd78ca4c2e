package dev.migrator.bench;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.simulator.world.TenantRecording;
import dev.migrator.simulator.world.World;
import dev.migrator.simulator.world.WorldSettings;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Measures how many requests the simulated world passes in a second of real time, on one thread:
 * two tenants with an instance each, by batch size and load.
 */
public final class SimulatorSpeed {
  private static final int WARM_UP_SLOTS = 7;
  private static final Profile HALF =
      new Profile(
          "test",
          "3g.40gb",
          "3g",
          3,
          4,
          2,
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of(0, 4),
          Duration.ofMillis(300),
          Duration.ofMillis(200));

  private SimulatorSpeed() {}

  /**
   * What one run gave.
   *
   * @param requests that arrived
   * @param withinSlo those answered in time
   * @param seconds of real time
   */
  public record Result(long requests, long withinSlo, double seconds) {

    /** Requests per second of real time. */
    public double perSecond() {
      return requests / seconds;
    }
  }

  /** Prints a line for each batch size and load, each after a run that is not counted. */
  public static void main(String[] args) {
    for (int batch : new int[] {1, 8, 32}) {
      for (double load : new double[] {0.5, 0.9, 2.0}) {
        measure(batch, load, 200);
        Result result = measure(batch, load, 1_000);
        System.out.printf(
            "batch %2d, load %.1f: %,12.0f requests/s (%,d requests, %.1f %% within SLO)%n",
            batch,
            load,
            result.perSecond(),
            result.requests(),
            100.0 * result.withinSlo() / result.requests());
      }
    }
  }

  /**
   * Runs two tenants whose batches of {@code batch} take 10 ms.
   *
   * @param load arrivals relative to what an instance can answer
   * @param slots of one second
   */
  public static Result measure(int batch, double load, int slots) {
    World world = world(batch, (int) (load * batch * 100), slots);
    long begin = System.nanoTime();
    while (!world.isOver()) {
      world.advance();
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    List<TenantRecording> tenants = world.recording().tenants();
    return new Result(
        tenants.stream().mapToLong(tenant -> sumAfterWarmUp(tenant.arrived())).sum(),
        tenants.stream().mapToLong(tenant -> sumAfterWarmUp(tenant.withinSlo())).sum(),
        seconds);
  }

  /** A world whose two instances are ready and serve. */
  private static World world(int batch, int arrivals, int slots) {
    World world =
        new World(
            new GpuModel("A100-80GB", List.of(), 8, 7, List.of(HALF)),
            List.of(
                tenant("vision", batch, arrivals, slots), tenant("text", batch, arrivals, slots)),
            WorldSettings.of(1, Duration.ofSeconds(1), 200));
    begin(world, "a", 0, "vision");
    begin(world, "b", 4, "text");
    while (world.slot() < WARM_UP_SLOTS) {
      world.advance();
    }
    world.admit(new Step.Admit("a"));
    world.admit(new Step.Admit("b"));
    return world;
  }

  private static void begin(World world, String id, int start, String tenant) {
    world.create(new Step.Create(id, new Placement(HALF, start)));
    world.start(new Step.Start(id, new Task.Infer(tenant)));
  }

  private static WorldTenant tenant(String name, int batch, int perSlot, int slots) {
    int[] arrivals = new int[WARM_UP_SLOTS + slots];
    Arrays.fill(arrivals, WARM_UP_SLOTS, arrivals.length, perSlot);
    return new WorldTenant(
        name, service(batch), Duration.ofMillis(30), 1, List.of(), 0.9, arrivals);
  }

  private static ServiceProfile service(int batch) {
    LatencyCurve curve = new LatencyCurve(List.of(new BatchChoice(batch, 10_000_000)));
    return new ServiceProfile("net", "A100-80GB", Map.of(HALF, curve), Map.of(), "made up");
  }

  private static long sumAfterWarmUp(int[] counts) {
    return Arrays.stream(counts).skip(WARM_UP_SLOTS).asLongStream().sum();
  }
}
