package dev.migrator.gateway.http;

import java.net.BindException;

/** Why a server does not listen, in words for whoever started it. */
public final class ListenFailure {
  private ListenFailure() {}

  /** What to throw: the server, the address, the first cause, and what may be behind it. */
  public static BindException of(String server, String host, int port, Exception failure) {
    Throwable cause = first(failure);
    String guess = isTaken(cause) ? " Maybe another program listens there." : "";
    BindException told =
        new BindException(
            "%s: cannot listen on %s:%s: %s.%s"
                .formatted(server, host, port, cause.getMessage(), guess));
    told.initCause(failure);
    return told;
  }

  private static Throwable first(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : first(cause);
  }

  /** An address of another machine or a port of the system's is such an exception, too. */
  private static boolean isTaken(Throwable cause) {
    return cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use");
  }
}
