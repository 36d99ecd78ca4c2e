package dev.migrator.live.daemon;

import dev.migrator.live.journal.DurableJournal;
import java.io.IOException;

/** Port to a journal that has failed and was closed: opens it anew. */
@FunctionalInterface
public interface JournalSource {

  /**
   * The journal with what is on disk of it.
   *
   * @throws IOException if it cannot be opened now
   */
  DurableJournal open() throws IOException;
}
