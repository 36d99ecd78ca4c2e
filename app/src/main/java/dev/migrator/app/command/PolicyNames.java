package dev.migrator.app.command;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.usage.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The names of policies and forecasts on a command line, checked before anything is read. */
final class PolicyNames {
  private PolicyNames() {}

  static void requireKnown(List<String> policies, Optional<String> forecast) {
    policies.forEach(Policies::known);
    forecast.ifPresent(Forecasts::known);
    if (new HashSet<>(policies).size() < policies.size()) {
      throw new UsageException(
          "--policies: %s names one twice; expected each once."
              .formatted(String.join(",", policies)));
    }
  }
}
