package dev.migrator.gateway.http;

/** How far the client of one connection is with its present request. */
final class Guest {
  private enum Phase {
    /** Between two requests, or in a request's headers. */
    BETWEEN,
    /** In a request's body. */
    RECEIVING,
    /** It waits for us. */
    WAITING,
    /** In our answer. */
    SENDING
  }

  private record State(Phase phase, long since, long bytesIn) {}

  private volatile State state;

  Guest(long now) {
    state = new State(Phase.BETWEEN, now, 0);
  }

  /** Its headers are there. */
  void receiving() {
    enter(Phase.RECEIVING);
  }

  /** Its body is there. */
  void waiting() {
    enter(Phase.WAITING);
  }

  /** Our answer is ready. */
  void sending() {
    enter(Phase.SENDING);
  }

  /** Our answer is gone. */
  void between(long bytesIn) {
    state = new State(Phase.BETWEEN, System.nanoTime(), bytesIn);
  }

  boolean isTooSlow(long bytesIn, long now, long receiveNanos, long sendNanos) {
    State seen = state;
    return switch (seen.phase()) {
      case WAITING -> false;
      case RECEIVING -> now - seen.since() > receiveNanos;
      case SENDING -> now - seen.since() > sendNanos;
      case BETWEEN -> isSlowInHeaders(seen, bytesIn, now, receiveNanos);
    };
  }

  /** Between requests time runs from the first byte that is seen. */
  private boolean isSlowInHeaders(State seen, long bytesIn, long now, long receiveNanos) {
    if (bytesIn == seen.bytesIn()) {
      state = new State(Phase.BETWEEN, now, bytesIn);
      return false;
    }
    return now - seen.since() > receiveNanos;
  }

  private void enter(Phase phase) {
    state = new State(phase, System.nanoTime(), 0);
  }
}
