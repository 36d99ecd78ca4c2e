package dev.migrator.gateway.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The weights that serve a tenant, and what answers by these and by earlier ones are worth. */
final class Versions {
  private static final int MOST_REMEMBERED = 16;

  private final Map<String, Double> accuracies = new LinkedHashMap<>();
  private volatile Version current;

  Versions(Version first) {
    this.current = first;
    accuracies.put(first.name(), first.accuracy());
  }

  /** Those that serve now. */
  Version current() {
    return current;
  }

  /** From now on these are to serve. */
  synchronized void enter(Version version) {
    current = version;
    accuracies.remove(version.name());
    accuracies.put(version.name(), version.accuracy());
    while (accuracies.size() > MOST_REMEMBERED) {
      accuracies.remove(accuracies.keySet().iterator().next());
    }
  }

  synchronized void accuracy(String version, double accuracy) {
    accuracies.computeIfPresent(version, (name, before) -> accuracy);
  }

  synchronized boolean isKnown(String version) {
    return accuracies.containsKey(version);
  }

  synchronized OptionalDouble accuracy(String version) {
    Double accuracy = accuracies.get(version);
    return accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy);
  }
}
