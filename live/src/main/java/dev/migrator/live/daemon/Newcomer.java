package dev.migrator.live.daemon;

import dev.migrator.live.work.TenantSettings;
import java.util.Optional;

/**
 * A tenant that is to come while a daemon runs.
 *
 * @param settings what it is
 * @param text as it was given, from which it can be read again
 * @param madeToken its callers' token, if none was given and one was made
 */
public record Newcomer(TenantSettings settings, String text, Optional<String> madeToken) {

  /** The tenant's name. */
  public String name() {
    return settings.name();
  }

  /** Not the token. */
  @Override
  public String toString() {
    return "Newcomer[" + name() + "]";
  }
}
