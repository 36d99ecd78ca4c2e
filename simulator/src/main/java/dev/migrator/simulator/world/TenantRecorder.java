package dev.migrator.simulator.world;

import dev.migrator.core.model.Outcome;
import java.time.Duration;
import java.util.Arrays;

/** Writes down what happens to one tenant, slot by slot. */
final class TenantRecorder {
  private final WorldTenant tenant;
  private final int[] withinSlo;
  private final int[] dropped;
  private final double[] accuracy;

  TenantRecorder(WorldTenant tenant) {
    int slots = tenant.arrivals().length;
    this.tenant = tenant;
    withinSlo = new int[slots];
    dropped = new int[slots];
    accuracy = new double[slots];
  }

  void note(int slot, Outcome outcome, double accuracyInSlot) {
    withinSlo[slot] = Math.toIntExact(outcome.withinSlo());
    dropped[slot] = Math.toIntExact(outcome.dropped());
    accuracy[slot] = accuracyInSlot;
  }

  TenantRecording recording(int slots, Duration meanWait) {
    return new TenantRecording(
        tenant.name(),
        Arrays.copyOf(tenant.arrivals(), slots),
        Arrays.copyOf(withinSlo, slots),
        Arrays.copyOf(dropped, slots),
        Arrays.copyOf(accuracy, slots),
        meanWait);
  }
}
