package dev.migrator.live.daemon;

import java.io.IOException;
import java.util.Set;

/**
 * Port to the durable list of tenants that came, changed or went while a daemon ran. A change is
 * written first and counts from its commit on: whoever is killed before that has not made it.
 */
public interface Roster {

  /**
   * A tenant is to be there from now on, in place of one of its name.
   *
   * @throws IOException if that cannot be kept; nothing has changed then
   * @throws IllegalArgumentException if it was changed otherwise since the newcomer was read
   */
  Change comes(Newcomer tenant) throws IOException;

  /**
   * A tenant is to be there no more, nor anything of it: its token is void, its name anybody's.
   *
   * @throws IOException if that cannot be kept; nothing has changed then
   */
  Change goes(String tenant) throws IOException;

  /** Tenants that went, as far as something of them may be left. */
  Set<String> gone();

  /** Nothing is left of a tenant that went; it need not be remembered any longer. */
  void cleared(String tenant);

  /** What is written down but does not count yet. The next change takes its place. */
  @FunctionalInterface
  interface Change {

    /** It counts when this returns, also after a loss of power. */
    void commit() throws IOException;
  }
}
