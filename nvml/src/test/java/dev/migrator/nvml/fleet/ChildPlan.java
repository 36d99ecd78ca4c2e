package dev.migrator.nvml.fleet;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.CallWatch;
import dev.migrator.nvml.driver.NativeNvml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that makes a GPU what it should be and ends: {@code STATE PLACE...}, places as {@code
 * 3g@4}. It is killed on its way by the stand-in library, and started again.
 */
public final class ChildPlan {
  private ChildPlan() {}

  /** Runs it. */
  public static void main(String[] args) throws InterruptedException {
    CallWatch watch = new CallWatch();
    FleetSettings usual = FleetSettings.usual(Path.of(args[0]), List.of());
    FleetSettings quick =
        new FleetSettings(
            usual.state(),
            List.of(),
            Duration.ofMillis(20),
            usual.callLimit(),
            usual.tries(),
            Duration.ofMillis(1),
            usual.rareDelay(),
            usual.drainLimit());
    try (NvmlFleet fleet =
        NvmlFleet.open(
            NativeNvml.open(System.getenv(), watch), watch, ModelDefaults.NONE, quick, _ -> {})) {
      List<Placement> wanted = new ArrayList<>();
      for (String place : List.of(args).subList(1, args.length)) {
        String[] parts = place.split("@");
        wanted.add(
            new Placement(fleet.models().getFirst().profile(parts[0]), Integer.parseInt(parts[1])));
      }
      fleet.start();
      for (InstanceReading reading : fleet.instances()) {
        boolean stays =
            reading.state() != InstanceState.DRAINING && wanted.remove(reading.placement());
        if (!stays) {
          fleet.destroy(new Step.Destroy(reading.id()));
        }
      }
      long epoch = System.nanoTime();
      wanted.forEach(p -> fleet.create(new Step.Create("i" + epoch + p, p)));
      while (!fleet.isSettled()) {
        Thread.sleep(1);
      }
    }
  }
}
