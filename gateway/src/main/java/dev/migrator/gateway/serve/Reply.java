package dev.migrator.gateway.serve;

/** How a caller gets its answer: called exactly once, from any thread; it does not block. */
@FunctionalInterface
public interface Reply {
  /** Sends it. */
  void answer(Answer answer);
}
