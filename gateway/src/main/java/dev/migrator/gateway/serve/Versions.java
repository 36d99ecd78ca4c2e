package dev.migrator.gateway.serve;

import dev.migrator.gateway.backend.WorkerAnswer;
import dev.migrator.gateway.protocol.LoadRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The weights that serve a tenant, and what answers by these and by earlier ones are worth. */
final class Versions {
  private static final int MOST_REMEMBERED = 16;
  private static final Duration LOAD_PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Double> accuracies = new LinkedHashMap<>();
  private volatile Version current;

  Versions(Version first) {
    this.current = first;
    accuracies.put(first.name(), first.accuracy());
  }

  boolean isCurrent(String version) {
    return current.name().equals(version);
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

  /** Has a worker load what serves now; what went wrong, if anything did. */
  Optional<String> loadInto(Lane lane) {
    Version version = current;
    try {
      LoadRequest request = new LoadRequest(version.weights(), version.name());
      WorkerAnswer answer = lane.load(request, LOAD_PATIENCE);
      return answer.isOk()
          ? Optional.empty()
          : Optional.of("version " + version.name() + ": status " + answer.status());
    } catch (IOException e) {
      return Optional.of("version " + version.name() + ": " + e.getMessage());
    }
  }
}
