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
 * @param fleet where its instances are
 * @param data the folder for all that it keeps
 * @param gatewayPort where callers come to; 0: any that is free
 * @param apiPort where the operator comes to; 0: any that is free
 * @param wholeCores what the whole of an emulated GPU computes, in CPU cores
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
    FleetKind fleet,
    Path data,
    int gatewayPort,
    int apiPort,
    double wholeCores,
    List<String> worker,
    Optional<ProbeSettings> probes,
    long seed,
    List<LiveTenantEntry> tenants) {
  public LiveConfiguration {
    worker = List.copyOf(worker);
    tenants = List.copyOf(tenants);
  }

  /** Where instances are. */
  public enum FleetKind {
    /** In this process's imagination; the workers hold themselves to their shares. */
    EMULATED
  }
}
