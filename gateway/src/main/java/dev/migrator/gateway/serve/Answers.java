package dev.migrator.gateway.serve;

import java.time.Duration;

/** What callers are told when it is not what they asked for. */
public final class Answers {
  private static final Answer UNAUTHORISED =
      Answer.error(401, "a token is needed: Authorization: Bearer ...");
  private static final Answer FORBIDDEN = Answer.error(403, "this token is not for that model");
  private static final Answer NOT_FOUND = Answer.error(404, "there is nothing at this address");
  private static final Answer TOO_LARGE = Answer.error(413, "the body is larger than allowed");
  private static final Answer OVERDUE = Answer.error(504, "no answer within the SLO");
  private static final Answer FAILED = Answer.error(502, "the worker failed, twice");
  private static final Answer DEFECT = Answer.error(500, "a defect of the gateway");
  private static final Answer TOO_MANY_ROWS =
      Answer.error(400, "more rows than any instance takes at once");
  private static final Answer EXPIRED =
      Answer.later(503, "it could no longer be answered within the SLO", Duration.ZERO);
  private static final Answer RATE_LIMITED =
      Answer.later(429, "more calls a second than agreed", Duration.ZERO);
  private static final Answer NO_INSTANCE =
      Answer.later(503, "no instance is ready", Duration.ZERO);
  private static final Answer BODIES =
      Answer.later(503, "too many bytes of bodies are waiting", Duration.ZERO);

  private Answers() {}

  /** No token, or one that nobody has. */
  public static Answer unauthorised() {
    return UNAUTHORISED;
  }

  /** Another tenant's token; the same whether the model exists or not. */
  public static Answer forbidden() {
    return FORBIDDEN;
  }

  /** No such address. */
  public static Answer notFound() {
    return NOT_FOUND;
  }

  /** A body that is too large. */
  public static Answer tooLarge() {
    return TOO_LARGE;
  }

  /** The tenant's memory for bodies is full. */
  public static Answer bodiesFull() {
    return BODIES;
  }

  /** Something is wrong here, and not with the call. */
  public static Answer defect() {
    return DEFECT;
  }

  static Answer noSuchModel() {
    return FORBIDDEN;
  }

  static Answer overdue() {
    return OVERDUE;
  }

  static Answer failed() {
    return FAILED;
  }

  static Answer tooManyRows() {
    return TOO_MANY_ROWS;
  }

  static Answer expired() {
    return EXPIRED;
  }

  static Answer rateLimited() {
    return RATE_LIMITED;
  }

  /** Nobody is there to answer now. */
  public static Answer noInstance() {
    return NO_INSTANCE;
  }

  static Answer full(Duration after) {
    return Answer.later(503, "the queue is full", after);
  }

  static Answer tooLate(Duration after) {
    return Answer.later(503, "those before it take longer than the SLO", after);
  }
}
