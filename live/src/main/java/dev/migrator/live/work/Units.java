package dev.migrator.live.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What runs, or is to run, on each instance, in the order in which it was first asked for. */
final class Units {
  private final Map<String, Unit> byInstance = new LinkedHashMap<>();

  Optional<Unit> on(String instance) {
    return Optional.ofNullable(byInstance.get(instance));
  }

  /** All that there are now: who goes through them may remove some. */
  List<Unit> all() {
    return List.copyOf(byInstance.values());
  }

  Set<String> instances() {
    return Set.copyOf(byInstance.keySet());
  }

  /** In place of what was to run there until now. */
  void put(Unit unit) {
    byInstance.put(unit.id, unit);
  }

  void remove(Unit unit) {
    byInstance.remove(unit.id);
  }

  /** Whether what such a process of it said still counts. */
  boolean isCurrent(Unit unit, int generation) {
    return unit.generation == generation && unit.equals(byInstance.get(unit.id));
  }

  boolean hasAnyOf(String tenant) {
    return byInstance.values().stream().anyMatch(unit -> unit.task.tenant().equals(tenant));
  }
}
