package dev.migrator.live.work;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.line.BatchLatency;

/**
 * What the gateway counted in a slot, on its way to the tenants: outcomes of requests, and how long
 * batches took.
 */
final class SlotCounts {
  private final Gateway gateway;
  private final LiveTenants tenants;
  private final Units units;
  private final Observer observer;

  SlotCounts(Gateway gateway, LiveTenants tenants, Units units, Observer observer) {
    this.gateway = gateway;
    this.tenants = tenants;
    this.units = units;
    this.observer = observer;
  }

  /** Counts what happened since the last call. */
  void slotEnds() {
    for (LiveTenant tenant : tenants.all()) {
      String name = tenant.settings().name();
      gateway.accuracy(name, tenant.weights().name(), tenant.accuracy());
      tenant.slotEnded(gateway.takeOutcome(name));
      gateway.takeLatencies(name).forEach(batches -> took(tenant, batches));
    }
  }

  private void took(LiveTenant tenant, BatchLatency batches) {
    units
        .on(batches.instance())
        .flatMap(unit -> unit.placement)
        .map(Placement::profile)
        .ifPresent(profile -> took(tenant, profile, batches));
  }

  private void took(LiveTenant tenant, Profile profile, BatchLatency batches) {
    int rows = batches.rows();
    String name = tenant.settings().name();
    observer.batches(name, profile, rows, batches.batches(), batches.meanNanos());
    tenant.slowness().took(profile, rows, batches.batches(), batches.meanNanos());
  }
}
