package dev.migrator.live.history;

import java.util.Locale;

/** What can be asked of a history: a view of the file each, of the same name. */
public enum HistoryKind {
  /** Each tenant in each slot. */
  SLOTS("ended_at_ms", "tenant", true),
  /** Each tenant in each window. */
  WINDOWS("ended_at_ms", "tenant", true),
  /** The plans. */
  PLANS("made_at_ms", "number", false),
  /** The steps. */
  STEPS("taken_at_ms", "number", true),
  /** The retrainings. */
  RETRAININGS("asked_at_ms", "number", true),
  /** What batches took, beside what was profiled. */
  SERVICES("ended_at_ms", "tenant, profile, batch", true),
  /** The events. */
  EVENTS("happened_at_ms", "number", true);

  private final String time;
  private final String then;
  private final boolean hasTenants;

  HistoryKind(String time, String then, boolean hasTenants) {
    this.time = time;
    this.then = then;
    this.hasTenants = hasTenants;
  }

  /** The column by which rows are old or new. */
  String time() {
    return time;
  }

  /** The columns after it in whose order they are. */
  String then() {
    return then;
  }

  /** Whether its rows are of a tenant each. */
  public boolean hasTenants() {
    return hasTenants;
  }

  /** The view's name, and that on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
