package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.walk.BestWalk;

/**
 * Lowers bounds at prices that are good already, by what {@link BestWalk} knows of set-ups.
 *
 * <p><b>Goal.</b> The lowest bound for the time it takes. How much it takes, and gains, differs
 * from problem to problem: where many instances may be set up to begin with and it hardly matters
 * which, all these beginnings have to be told apart before anything is gained. <b>Algorithm.</b> So
 * many labels are looked at as has been worth it: few at first, twice as many after each part whose
 * bound came clearly lower, half as many after each that did not although all were used.
 */
final class Sharpening {
  private static final long MOST_LABELS = 5_000;
  private static final long FIRST_LABELS = 1_000;
  private static final long LEAST_LABELS = 100;

  /** What of the way to what is enough is clearly lower. */
  private static final double WORTH_IT = 0.05;

  private final Walks walks;
  private long labels = FIRST_LABELS;

  Sharpening(Walks walks) {
    this.walks = walks;
  }

  /**
   * By how much the bound is too high at least.
   *
   * @param found the bound, of the latest pass
   * @param cells over which
   * @param incumbent tells what is enough, told of the effort
   */
  double slack(Evaluation found, Cells cells, Incumbent incumbent) {
    double enough = incumbent.enough();
    Evaluation.Timed timed = found.timed(walks, cells, enough, labels);
    incumbent.spend(cells.size() + timed.labels() * BestWalk.STATES_PER_LABEL);
    double slack = Math.max(0, found.value() - timed.bound());
    if (slack > WORTH_IT * (found.value() - enough)) {
      labels = Math.min(2 * labels, MOST_LABELS);
    } else if (!timed.isExact()) {
      labels = Math.max(labels / 2, LEAST_LABELS);
    }
    return slack;
  }
}
