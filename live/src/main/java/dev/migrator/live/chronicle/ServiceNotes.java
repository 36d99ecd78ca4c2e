package dev.migrator.live.chronicle;

import dev.migrator.core.model.Profile;
import dev.migrator.live.history.ServiceRecord;
import dev.migrator.live.work.ObservedBatches;
import dev.migrator.live.work.TenantView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What batches took in each slot, from sums that only grow while a tenant stays. */
final class ServiceNotes {
  private Map<Kind, ObservedBatches> before = Map.of();

  private record Kind(String tenant, Profile profile, int batch) {}

  /** What is new since the last call. */
  List<ServiceRecord> taken(List<TenantView> tenants) {
    Map<Kind, ObservedBatches> now = new HashMap<>();
    List<ServiceRecord> records = new ArrayList<>();
    for (TenantView tenant : tenants) {
      for (ObservedBatches batches : tenant.batches()) {
        Kind kind = new Kind(tenant.settings().name(), batches.profile(), batches.batch());
        now.put(kind, batches);
        addNew(kind, batches, records);
      }
    }
    before = now;
    return records;
  }

  private void addNew(Kind kind, ObservedBatches now, List<ServiceRecord> records) {
    ObservedBatches then = before.getOrDefault(kind, none(now));
    if (then.batches() > now.batches()) {
      // It has left and come again.
      then = none(now);
    }
    if (now.batches() > then.batches()) {
      records.add(
          new ServiceRecord(
              kind.tenant(),
              kind.profile().name(),
              kind.batch(),
              now.batches() - then.batches(),
              now.meanNanos() * now.batches() - then.meanNanos() * then.batches(),
              now.expectedNanos() * now.batches() - then.expectedNanos() * then.batches()));
    }
  }

  private static ObservedBatches none(ObservedBatches like) {
    return new ObservedBatches(like.profile(), like.batch(), 0, 0, 0);
  }
}
