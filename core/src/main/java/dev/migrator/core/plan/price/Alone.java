package dev.migrator.core.plan.price;

import dev.migrator.core.model.Task;
import java.util.List;
import java.util.Optional;

/** What each tenant's retraining does best by itself under prices. */
public interface Alone {

  /** Without pauses. */
  Alone WITHOUT_PAUSES = (tenant, bids) -> bids.best(tenant);

  /** What that tenant does best with at the prices of these bids. */
  Wanted best(int tenant, Bids bids);

  /**
   * The segments of a retraining that may be paused, or none.
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
      boolean runs)
      implements Wanted {

    /** No retraining. */
    public static Taken nothing(double value) {
      return new Taken(value, Optional.empty(), 0, List.of(), false);
    }

    @Override
    public int end() {
      return segments.isEmpty() ? Integer.MAX_VALUE : segments.getLast().to();
    }

    @Override
    public int siteIn(int slot) {
      for (Schedules.Segment segment : segments) {
        if (segment.from() <= slot && slot < segment.to()) {
          return segment.site();
        }
      }
      return -1;
    }
  }
}
