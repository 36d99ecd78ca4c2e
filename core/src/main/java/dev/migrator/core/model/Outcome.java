package dev.migrator.core.model;

/**
 * What happened to one tenant's requests in one slot.
 *
 * @param arrived requests that came in during the slot
 * @param withinSlo requests that were answered in time; counted in the slot in which their batch
 *     began
 * @param late requests that were answered too late
 * @param dropped requests that were given up because they could no longer be answered in time
 * @param waiting requests in the queue at the slot's end
 * @param goodput the timely answers, each weighted by the accuracy of the model that gave it
 */
public record Outcome(
    long arrived, long withinSlo, long late, long dropped, long waiting, double goodput) {

  /** Nothing came in, nothing was answered. */
  public static final Outcome NONE = new Outcome(0, 0, 0, 0, 0, 0);

  /**
   * Whether there were requests that could not be answered when they should have been. Those that
   * wait at a slot's end may still be: batches are filled from them.
   */
  public boolean hasUnservedDemand() {
    return dropped > 0 || late > 0;
  }

  /** Both together; {@code next} is the later one, whose queue remains. */
  public Outcome plus(Outcome next) {
    return new Outcome(
        arrived + next.arrived,
        withinSlo + next.withinSlo,
        late + next.late,
        dropped + next.dropped,
        next.waiting,
        goodput + next.goodput);
  }
}
