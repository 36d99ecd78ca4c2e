package dev.migrator.gateway.http;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * What a client still sends of a request that is answered before it has come in. It is read and
 * dropped: a connection that is closed over bytes that nobody has read is reset, and a client that
 * is still writing then loses the answer, too. How much is dropped is bounded here, for how long by
 * {@link Guests}.
 */
final class Remainder {
  /** So that nobody who sends and sends can keep the answer from being sent. */
  private static final int READS_BEFORE = 16;

  private final Request request;
  private long left;

  /**
   * @param most bytes that are dropped at most
   */
  Remainder(Request request, long most) {
    this.request = request;
    this.left = most;
  }

  /** Drops what has come; whether that was all there is. */
  boolean isHere() {
    for (int reads = 0; reads < READS_BEFORE; reads++) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        return false;
      }
      if (drop(chunk)) {
        return !Content.Chunk.isFailure(chunk);
      }
    }
    return false;
  }

  /**
   * Drops what is still to come.
   *
   * @param then run once, when all has come, the client is gone, or it sends too much
   */
  void drop(Runnable then) {
    while (left > 0) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(() -> drop(then));
        return;
      }
      if (drop(chunk)) {
        break;
      }
    }
    then.run();
  }

  /** Whether nothing comes after it. */
  private boolean drop(Content.Chunk chunk) {
    left -= chunk.remaining();
    chunk.release();
    return chunk.isLast() || Content.Chunk.isFailure(chunk);
  }
}
