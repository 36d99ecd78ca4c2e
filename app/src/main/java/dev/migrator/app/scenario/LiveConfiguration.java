package dev.migrator.app.scenario;

import dev.migrator.app.policy.Planning;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.live.work.ProbeSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A live system as its file describes it.
 *
 * @param name for reports
 * @param loop of world and planning
 * @param planning how it is planned
 * @param windows after which it ends; empty: it goes on until it is stopped
 * @param folder in which the files are that it names
 * @param fleet where its instances are
 * @param data the folder for all that it keeps
 * @param gatewayPort where callers come to; 0: any that is free
 * @param apiPort where the operator comes to; 0: any that is free
 * @param worker the command that starts a worker; empty: the one that comes with MIGRator
 * @param probes how retrainings are tried out before a window is planned; empty: they are not
 * @param seed of all that is drawn at random
 * @param tenants at least one
 */
public record LiveConfiguration(
    String name,
    LoopSettings loop,
    Planning planning,
    OptionalInt windows,
    Path folder,
    Instances fleet,
    Path data,
    int gatewayPort,
    int apiPort,
    List<String> worker,
    Optional<ProbeSettings> probes,
    long seed,
    List<LiveTenantEntry> tenants) {
  public LiveConfiguration {
    worker = List.copyOf(worker);
    tenants = List.copyOf(tenants);
  }

  /** Where instances are. */
  public sealed interface Instances {}

  /**
   * In this process's imagination; the workers hold themselves to their shares.
   *
   * @param wholeCores what the whole of a GPU computes, in CPU cores
   */
  public record Emulated(double wholeCores) implements Instances {}

  /**
   * On this machine's GPUs.
   *
   * @param devices indices of the GPUs, the first GPU of the system first; empty: all in MIG mode
   * @param state the folder of locks and records; empty: the usual one
   */
  public record Real(List<Integer> devices, Optional<Path> state) implements Instances {
    public Real {
      devices = List.copyOf(devices);
    }
  }
}
