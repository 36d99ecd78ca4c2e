package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Nearest;
import java.util.List;

/** The error that a name is not among those known. */
final class Unknown {
  private Unknown() {}

  static UsageException name(String what, String name, List<String> known) {
    String maybe = Nearest.to(name, known).map(" Maybe %s?"::formatted).orElse("");
    return new UsageException(
        "%s: '%s' is not known; expected one of %s.%s"
            .formatted(what, name, String.join(", ", known), maybe));
  }
}
