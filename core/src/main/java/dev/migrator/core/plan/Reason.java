package dev.migrator.core.plan;

/** Why a new plan may be worth its while. */
public enum Reason {
  /** A window begins: new data to learn from, a new horizon. */
  WINDOW_BEGINS,
  /** What arrived lies outside what the plan was made for. */
  FORECAST_MISSED,
  /** An instance that the plan has begun does not exist: its creation failed, or it was lost. */
  INSTANCE_MISSING,
  /** An instance that should be ready by now is not. */
  INSTANCE_LATE,
  /** A retraining has ended before the plan expects it to. */
  RETRAINING_ENDED_EARLY,
  /** A retraining that should have ended by now has not. */
  RETRAINING_LATE,
  /** A tenant has come or gone. */
  TENANTS_CHANGED,
  /** More requests wait than can be answered in time. */
  BACKLOG;

  /** Whether it is that more or less arrives than was planned for; that lasts as the load does. */
  public boolean isOfLoad() {
    return this == FORECAST_MISSED || this == BACKLOG;
  }
}
