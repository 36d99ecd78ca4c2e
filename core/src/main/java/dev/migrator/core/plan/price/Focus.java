package dev.migrator.core.plan.price;

import dev.migrator.core.plan.bound.Cells;

/**
 * The cells in which prices are improved at a fraction of the cost of all: those near the best
 * walks so far.
 *
 * <p><b>Goal.</b> A pass over a few cells instead of all of them, whose best walk is nearly always
 * that of all. <b>Algorithm.</b> After a pass over all cells, those through which nearly as much
 * can be earned as through the best join the ones collected before, so that the few cells give the
 * same value as all at every prices that were looked at, and a lower one elsewhere: each look at
 * all of them corrects what was taken for good only because cells were missing. How near is near is
 * adapted to how many cells that gives; when too many have come together, only the newest stay.
 *
 * <p>What is earned through these cells is no bound. Bounds come from the passes over all, which
 * also tell how far the few can be trusted.
 */
public final class Focus {
  /** How many cells come near at once, of all. */
  private static final double PART = 0.01;

  /** How many times as many may come together. */
  private static final int MOST_PARTS = 4;

  /** Far too many are sought anew, but not more often than that. */
  private static final int MOST_TRIES = 4;

  private static final int FAR_TOO_MANY = 3;
  private static final int TOO_MANY = 2;

  private static final double LEAST_TRUST = 0.1;

  private Cells cells;

  /** How much less than through the best may be earned through near cells, relative to that. */
  private double window = 2e-4;

  private double trust = 1;

  /** All are near at first, and so too many to stay. */
  public Focus(Cells all) {
    this.cells = all;
  }

  /** The cells that are near. */
  public Cells cells() {
    return cells;
  }

  /**
   * Collects the cells near the walk of the last pass over all.
   *
   * @return the passes over all that this took
   */
  public int take(Evaluation last, Cells all) {
    double wanted = PART * all.size();
    int tries = 0;
    Cells near;
    do {
      near = last.cellsAbove(last.value() - window * Math.abs(last.value()), _ -> {});
      tries++;
      adapt(near.size() / wanted);
    } while (near.size() > FAR_TOO_MANY * wanted && tries < MOST_TRIES);
    cells = cells.size() > MOST_PARTS * wanted ? near : cells.union(near);
    return tries;
  }

  /** How far prices may be moved without a look at all cells, relative to what is usual. */
  public double trust() {
    return trust;
  }

  /** Told whether prices that are better in these cells are better in all. */
  public void confirm(boolean isBetter) {
    trust = isBetter ? Math.min(1, 1.2 * trust) : Math.max(LEAST_TRUST, 0.7 * trust);
  }

  private void adapt(double found) {
    if (found > FAR_TOO_MANY) {
      window /= 4;
    } else if (found > TOO_MANY) {
      window /= 2;
    } else if (found < 1.0 / TOO_MANY) {
      window *= 1.5;
    }
  }
}
