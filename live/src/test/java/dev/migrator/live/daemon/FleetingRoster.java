package dev.migrator.live.daemon;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A roster that outlives daemons but not the test. */
final class FleetingRoster implements Roster {
  final Map<String, Optional<String>> changed = new LinkedHashMap<>();
  final Set<String> cleared = new LinkedHashSet<>();

  @Override
  public Change comes(Newcomer tenant) {
    return () -> changed.put(tenant.name(), Optional.of(tenant.text()));
  }

  @Override
  public Change goes(String tenant) {
    return () -> changed.put(tenant, Optional.empty());
  }

  @Override
  public Set<String> gone() {
    return Set.of();
  }

  @Override
  public void cleared(String tenant) {
    cleared.add(tenant);
  }
}
