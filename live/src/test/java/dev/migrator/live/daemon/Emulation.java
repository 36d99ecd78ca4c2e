package dev.migrator.live.daemon;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.FileMemory;
import dev.migrator.live.emulated.Occupants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An emulated GPU whose instances outlive its daemon, in a file. */
final class Emulation {
  /** The file's name in the folder of a daemon. */
  static final String FILE = "gpus";

  private Emulation() {}

  /** What a daemon sees of it, once that runs. */
  static EmulatedFleet fleet(GpuModel gpu, Path data, Supplier<Optional<Daemon>> running)
      throws IOException {
    Occupants occupants =
        new Occupants() {
          @Override
          public boolean isBusy(String instance) {
            return running.get().filter(d -> d.isBusy(instance)).isPresent();
          }

          @Override
          public InstanceState state(String instance) {
            return running.get().map(d -> d.stateOf(instance)).orElse(InstanceState.STARTING);
          }
        };
    EmulatedDriver driver =
        EmulatedDriver.open(
            List.of(gpu),
            new FileMemory(data.resolve(FILE)),
            System::nanoTime,
            occupants,
            DriverFaults.NONE);
    return new EmulatedFleet(
        driver,
        System::nanoTime,
        occupants,
        (id, what, detail) -> running.get().ifPresent(d -> d.happened(id, what, detail)));
  }
}
