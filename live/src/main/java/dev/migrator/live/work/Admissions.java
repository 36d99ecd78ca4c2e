package dev.migrator.live.work;

import dev.migrator.core.model.LatencyCurve;
import dev.migrator.gateway.Gateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Which workers the gateway sends requests to: those that are ready and wanted. */
final class Admissions {
  private final Gateway gateway;
  private final LiveTenants tenants;

  Admissions(Gateway gateway, LiveTenants tenants) {
    this.gateway = gateway;
    this.tenants = tenants;
  }

  /** Requests are to be sent to it as soon as it is ready. */
  void want(Unit unit) {
    unit.wanted = true;
    admitIfReady(unit);
  }

  void admitIfReady(Unit unit) {
    if (!unit.wanted || unit.stage != Unit.Stage.READY || unit.port == 0) {
      return;
    }
    curve(unit)
        .ifPresent(
            curve ->
                gateway.admit(
                    unit.id,
                    unit.task.tenant(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), unit.port),
                    curve,
                    Integer.toString(unit.version)));
  }

  /** As plans count with: the gateway takes as large batches as they think. */
  private Optional<LatencyCurve> curve(Unit unit) {
    return unit.placement.flatMap(
        place -> tenants.named(unit.task.tenant()).flatMap(t -> t.curve(place.profile())));
  }
}
