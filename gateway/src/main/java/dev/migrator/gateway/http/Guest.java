package dev.migrator.gateway.http;

import java.util.concurrent.atomic.AtomicReference;

/** How far the client of one connection is with its present request. */
final class Guest {
  private enum Phase {
    /** Between two requests. */
    BETWEEN,
    /** In a request's headers, as was seen from outside. */
    HEADERS,
    /** In a request's body. */
    RECEIVING,
    /** It waits for us. */
    WAITING,
    /** In our answer. */
    SENDING
  }

  private record State(Phase phase, long since, long bytesIn) {}

  private final AtomicReference<State> state;

  Guest(long now) {
    state = new AtomicReference<>(new State(Phase.BETWEEN, now, 0));
  }

  /** Its headers are there. */
  void receiving() {
    enter(Phase.RECEIVING, 0);
  }

  /** Its body is there. */
  void waiting() {
    enter(Phase.WAITING, 0);
  }

  /** Our answer is ready. */
  void sending() {
    enter(Phase.SENDING, 0);
  }

  /** Our answer is gone; so many bytes had been received by then. */
  void between(long bytesIn) {
    enter(Phase.BETWEEN, bytesIn);
  }

  /** Looks at it from outside, now and then. */
  boolean isTooSlow(long bytesIn, long now, long receiveNanos, long sendNanos) {
    State seen = state.get();
    return switch (seen.phase()) {
      case WAITING -> false;
      case SENDING -> now - seen.since() > sendNanos;
      case HEADERS, RECEIVING -> now - seen.since() > receiveNanos;
      case BETWEEN -> {
        // Bytes have come, so headers have begun; unless they are complete by now.
        if (bytesIn != seen.bytesIn()) {
          state.compareAndSet(seen, new State(Phase.HEADERS, now, bytesIn));
        }
        yield false;
      }
    };
  }

  private void enter(Phase phase, long bytesIn) {
    state.set(new State(phase, System.nanoTime(), bytesIn));
  }
}
