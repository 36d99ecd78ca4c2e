package dev.migrator.gateway.http;

/** How far the client of one connection is with its present request. */
public final class Guest {
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
    SENDING,
    /** It has our answer, and may still be in a body that nobody wants any more. */
    LEAVING
  }

  private record State(Phase phase, long since, long bytesIn) {}

  private State state;

  Guest(long now) {
    state = new State(Phase.BETWEEN, now, 0);
  }

  /** Its headers are there. */
  public void receiving() {
    enter(Phase.RECEIVING, 0);
  }

  /** Its body is there. */
  public void waiting() {
    enter(Phase.WAITING, 0);
  }

  /** Our answer is ready. */
  public void sending() {
    enter(Phase.SENDING, 0);
  }

  /** Our answer is gone; the connection is closed as soon as what it sends has come in. */
  public void leaving() {
    enter(Phase.LEAVING, 0);
  }

  /** Our answer is gone; so many bytes had been received by then. */
  public void between(long bytesIn) {
    enter(Phase.BETWEEN, bytesIn);
  }

  /** Looks at it from outside, now and then. */
  synchronized boolean isTooSlow(long bytesIn, long now, long receiveNanos, long sendNanos) {
    return switch (state.phase()) {
      case WAITING, LEAVING -> false;
      case SENDING -> now - state.since() > sendNanos;
      case HEADERS, RECEIVING -> now - state.since() > receiveNanos;
      case BETWEEN -> {
        // Bytes have come, so headers have begun.
        if (bytesIn != state.bytesIn()) {
          state = new State(Phase.HEADERS, now, bytesIn);
        }
        yield false;
      }
    };
  }

  /** Whether it has had its answer for so long that it need not be heard any further. */
  synchronized boolean hasOutstayed(long now, long leaveNanos) {
    return state.phase() == Phase.LEAVING && now - state.since() > leaveNanos;
  }

  private synchronized void enter(Phase phase, long bytesIn) {
    state = new State(phase, System.nanoTime(), bytesIn);
  }
}
