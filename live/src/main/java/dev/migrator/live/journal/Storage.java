package dev.migrator.live.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Port to where a journal's segments are. */
public interface Storage extends Closeable {

  /** The names of the segments, in their order. */
  List<String> segments() throws IOException;

  /** All bytes of a segment. */
  byte[] read(String segment) throws IOException;

  /** Writes at a segment's end from now on; makes it if there is none. */
  Tail append(String segment) throws IOException;

  /** Cuts a segment off after so many bytes, durably. */
  void cut(String segment, long bytes) throws IOException;

  /** Removes a segment. */
  void remove(String segment) throws IOException;

  @Override
  default void close() throws IOException {
    // Most have nothing to give back.
  }

  /** The end of a segment. */
  interface Tail extends Closeable {

    /** Writes; what was written may be lost until it is forced to disk. */
    void write(byte[] bytes) throws IOException;

    /** Returns when all that was written is on disk. */
    void force() throws IOException;
  }
}
