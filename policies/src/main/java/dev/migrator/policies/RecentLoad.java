package dev.migrator.policies;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.model.TenantReading;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What has arrived in the last few slots: all that a reactive policy knows of the load. */
final class RecentLoad {
  private final int memory;
  private final Map<String, Deque<Long>> arrived = new HashMap<>();

  /**
   * @param memory how many slots it remembers
   */
  RecentLoad(int memory) {
    this.memory = memory;
  }

  /** Takes note of the slot that has just ended; before the first slot there is none. */
  void add(Snapshot snapshot) {
    if (snapshot.slot() == 0) {
      return;
    }
    for (TenantReading reading : snapshot.tenants()) {
      Deque<Long> counts = arrived.computeIfAbsent(reading.tenant(), _ -> new ArrayDeque<>());
      counts.addLast(reading.last().arrived());
      if (counts.size() > memory) {
        counts.removeFirst();
      }
    }
  }

  /**
   * Mean requests a slot by tenant. While nothing is remembered of a tenant, the mean of the first
   * slots of its forecast stands for it.
   */
  double[] of(PlanningProblem problem) {
    return problem.tenants().stream().mapToDouble(this::of).toArray();
  }

  private double of(TenantOutlook tenant) {
    Deque<Long> counts = arrived.getOrDefault(tenant.name(), new ArrayDeque<>());
    return counts.isEmpty()
        ? Arrays.stream(tenant.arrivals()).limit(memory).average().orElse(0)
        : counts.stream().mapToLong(Long::longValue).average().orElse(0);
  }
}
