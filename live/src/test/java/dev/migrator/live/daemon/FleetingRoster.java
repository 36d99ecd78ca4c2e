package dev.migrator.live.daemon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A roster that outlives daemons but not the test. */
final class FleetingRoster implements Roster {
  final Map<String, Optional<String>> changed = new LinkedHashMap<>();

  @Override
  public Change comes(String tenant, String text) {
    return () -> changed.put(tenant, Optional.of(text));
  }

  @Override
  public Change goes(String tenant) {
    return () -> changed.put(tenant, Optional.empty());
  }
}
