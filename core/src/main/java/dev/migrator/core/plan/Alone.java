package dev.migrator.core.plan;

import dev.migrator.core.model.Task;
import java.util.List;
import java.util.Optional;

/** What each tenant's retraining does best by itself under prices, if it may be paused. */
interface Alone {

  /** The best for that tenant in an evaluation that is under way. */
  Taken best(int tenant, PricedBound.Evaluation evaluation);

  /**
   * A retraining's segments, or none.
   *
   * @param value what it earns by itself, or a bound on what any could
   * @param task whose model, and which choice; empty for no retraining
   * @param after accuracy once it has ended
   * @param segments in order; empty for no retraining
   * @param runs whether the first segment exists already
   */
  record Taken(
      double value,
      Optional<Task.Retrain> task,
      double after,
      List<Schedules.Segment> segments,
      boolean runs) {

    /** No retraining. */
    static Taken nothing(double value) {
      return new Taken(value, Optional.empty(), 0, List.of(), false);
    }

    /** The slot at whose beginning it is done; never, without one. */
    int end() {
      return segments.isEmpty() ? Integer.MAX_VALUE : segments.getLast().to();
    }

    /** The site that it takes in a slot, -1 for none. */
    int siteIn(int slot) {
      for (Schedules.Segment segment : segments) {
        if (segment.from() <= slot && slot < segment.to()) {
          return segment.site();
        }
      }
      return -1;
    }
  }
}
