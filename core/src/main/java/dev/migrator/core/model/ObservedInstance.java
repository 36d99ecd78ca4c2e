package dev.migrator.core.model;

import java.time.Duration;

/**
 * An instance with its worker, as observed.
 *
 * @param id the name under which it was created
 * @param placement where it is
 * @param task what it is for
 * @param state how far it is
 * @param age time since it was asked for
 * @param admitted whether requests are sent to it
 * @param remaining of a retraining: training time left, zero when it has ended
 */
public record ObservedInstance(
    String id,
    Placement placement,
    Task task,
    InstanceState state,
    Duration age,
    boolean admitted,
    Duration remaining) {

  /** Whether it is a retraining that has ended. */
  public boolean isTrained() {
    return task instanceof Task.Retrain && state == InstanceState.READY && remaining.isZero();
  }

  /** Whether it is being set up. */
  public boolean isSettingUp() {
    return state == InstanceState.CREATING || state == InstanceState.STARTING;
  }
}
