package dev.migrator.live.daemon;

import java.io.IOException;

/**
 * Port to the durable list of tenants that came, changed or went while a daemon ran. A change is
 * written first and counts from its commit on: whoever is killed before that has not made it.
 */
public interface Roster {

  /**
   * A tenant is to be there from now on, in place of one of its name.
   *
   * @param text as it was given
   * @throws IOException if that cannot be kept; nothing has changed then
   */
  Change comes(String tenant, String text) throws IOException;

  /**
   * A tenant is to be there no more.
   *
   * @throws IOException if that cannot be kept; nothing has changed then
   */
  Change goes(String tenant) throws IOException;

  /** What is written down but does not count yet. The next change takes its place. */
  @FunctionalInterface
  interface Change {

    /** It counts when this returns, also after a loss of power. */
    void commit() throws IOException;
  }
}
