package dev.migrator.nvml.fleet;

import dev.migrator.core.model.Placement;

/** A change that was asked for and is not done yet; it knows how often it was tried. */
final class PendingStep {
  /** Whether it creates or destroys. */
  enum Kind {
    CREATE,
    DESTROY
  }

  private final Kind kind;
  private final String instance;
  private final Placement placement;
  private final long since;
  private int tries;
  private long notBefore;
  private boolean held;

  PendingStep(Kind kind, String instance, Placement placement, long now) {
    this.kind = kind;
    this.instance = instance;
    this.placement = placement;
    this.since = now;
    this.notBefore = now;
  }

  Kind kind() {
    return kind;
  }

  String instance() {
    return instance;
  }

  Placement placement() {
    return placement;
  }

  /** When it was asked for. */
  long since() {
    return since;
  }

  long notBefore() {
    return notBefore;
  }

  /** Whether it has been told that something holds the instance. */
  boolean isHeld() {
    return held;
  }

  /** Tells it so; when it is tried again, rarely, it has all its tries again. */
  void hold() {
    held = true;
    tries = 0;
  }

  int tries() {
    return tries;
  }

  /** Counts a try that failed. */
  void failed() {
    tries++;
  }

  void waitUntil(long nanos) {
    notBefore = nanos;
  }

  /** {@code create 3g.40gb@4 (i17)}. */
  @Override
  public String toString() {
    return "%s %s@%d (%s)"
        .formatted(
            kind == Kind.CREATE ? "create" : "destroy",
            placement.profile().name(),
            placement.start(),
            instance);
  }
}
