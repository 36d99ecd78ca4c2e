package dev.migrator.app.live;

import dev.migrator.app.mig.Machine;
import dev.migrator.app.mig.StateFolder;
import dev.migrator.app.scenario.LiveConfiguration;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.EmulatedDriver;
import dev.migrator.live.emulated.EmulatedFleet;
import dev.migrator.live.emulated.FileMemory;
import dev.migrator.live.event.EventLog;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.fleet.FleetSettings;
import dev.migrator.nvml.fleet.NvmlFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The GPUs of a live system: emulated ones, or this machine's.
 *
 * @param fleet their instances
 * @param name by instance: what CUDA calls it; empty where it is emulated
 * @param models what plans have to be made for; empty where they are as published
 * @param real this machine's GPUs; empty where they are emulated
 */
record Devices(
    Fleet fleet,
    Function<String, String> name,
    Optional<List<GpuModel>> models,
    Optional<NvmlFleet> real)
    implements AutoCloseable {

  static Devices emulated(LiveConfiguration configuration, Link link) throws IOException {
    EmulatedDriver driver =
        EmulatedDriver.open(
            configuration.loop().models(),
            new FileMemory(configuration.data().resolve("emulated-gpus")),
            System::nanoTime,
            link,
            DriverFaults.NONE);
    Fleet fleet = new EmulatedFleet(driver, System::nanoTime, link, link);
    return new Devices(fleet, _ -> "", Optional.empty(), Optional.empty());
  }

  /**
   * Takes this machine's GPUs.
   *
   * @throws UsageException if there is no driver, one of them is not there, not in MIG mode or
   *     managed by another process, or the folder of records cannot be used
   */
  static Devices real(
      LiveConfiguration.Real wanted, Map<String, String> environment, EventLog events, Link link) {
    Path state = wanted.state().orElseGet(() -> StateFolder.of(environment));
    NvmlFleet gpus =
        Machine.with(environment, machine -> taken(machine, state, wanted.devices(), events));
    try {
      return started(gpus, events, link);
    } catch (UsageException e) {
      gpus.close();
      throw e;
    }
  }

  private static Devices started(NvmlFleet gpus, EventLog events, Link link) {
    gpus.foreign()
        .forEach(
            instance ->
                events.add("gpu-not-ours", "", instance + " is left alone, and so are its slices"));
    List<GpuModel> models =
        FreeSlices.of(gpus.models(), gpus.foreign().stream().map(MigInstance::placement).toList());
    gpus.start();
    gpus.listen();
    return new Devices(
        new RealFleet(gpus, models, link, link),
        id -> gpus.uuid(id).orElse(""),
        Optional.of(models),
        Optional.of(gpus));
  }

  private static NvmlFleet taken(
      Machine machine, Path state, List<Integer> devices, EventLog events) {
    List<GpuList.Entry> all = machine.gpus();
    devices.forEach(index -> requireMig(all, index));
    if (all.stream().noneMatch(GpuList.Entry::isMig)) {
      throw new UsageException(
          "fleet: none of this machine's %d GPUs is in MIG mode; expected one at least. Maybe `migrator gpu mode --enable --device 0` first?"
              .formatted(all.size()));
    }
    return NvmlFleet.open(
        machine.nvml(),
        machine.watch(),
        machine.defaults(),
        FleetSettings.usual(state, devices),
        event ->
            events.add(
                "gpu-" + event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                "",
                event.message()));
  }

  private static void requireMig(List<GpuList.Entry> all, int index) {
    if (index >= all.size()) {
      throw new UsageException(
          "devices: GPU %d is not there; expected one of the %d GPUs of this machine, from 0."
              .formatted(index, all.size()));
    }
    GpuList.Entry gpu = all.get(index);
    gpu.trouble()
        .ifPresent(
            why -> {
              throw new UsageException("devices: GPU %d: %s".formatted(index, why));
            });
    if (!gpu.isMig()) {
      throw new UsageException(
          "devices: GPU %d is not in MIG mode; expected that it is. Maybe `migrator gpu mode --enable --device %d` first?"
              .formatted(index, index));
    }
  }

  @Override
  public void close() {
    real.ifPresent(NvmlFleet::close);
  }
}
