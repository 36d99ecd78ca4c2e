package dev.migrator.core.plan.walk;

import org.jspecify.annotations.Nullable;

/**
 * Where a search for walks has come to: a state whose instances still need some slots, and what was
 * earned on the way. Those in the same place are in a row, without those that another one makes
 * superfluous ({@link SetUps#isAsGood}).
 *
 * @param <A> what stands in a row
 */
public abstract class Arrival<A extends Arrival<A>> implements SetUps.Progress {
  final int state;
  final long left;
  final double earned;
  final double most;
  private boolean isSuperfluous;
  private @Nullable A behind;

  /**
   * @param left the slots that its instances still need, as a code of {@link SetUps}
   * @param most what it could earn in the end
   */
  protected Arrival(int state, long left, double earned, double most) {
    this.state = state;
    this.left = left;
    this.earned = earned;
    this.most = most;
  }

  /** Where it has come to. */
  public int state() {
    return state;
  }

  @Override
  public long left() {
    return left;
  }

  @Override
  public double earned() {
    return earned;
  }

  @Override
  public double most() {
    return most;
  }

  /** Whether another one that has come later to its place makes it superfluous. */
  public boolean isSuperfluous() {
    return isSuperfluous;
  }

  /** The one behind it. */
  @Nullable A behind() {
    return behind;
  }

  /**
   * Comes first in a row, unless one there is as good; those that it makes superfluous go.
   *
   * @param first of the row; none if nothing is there
   * @return whether it does
   */
  public boolean comesBefore(@Nullable A first, SetUps setUps) {
    for (A other = first; other != null; other = other.behind()) {
      if (setUps.isAsGood(other, this)) {
        return false;
      }
    }
    for (A other = first; other != null; ) {
      A following = other.behind();
      other.stay(setUps.isAsGood(this, other), behind);
      behind = other.isSuperfluous() ? behind : other;
      other = following;
    }
    return true;
  }

  /** Stays in the row, before the rest of it, or goes. */
  final void stay(boolean goes, @Nullable A rest) {
    isSuperfluous = goes;
    behind = goes ? behind : rest;
  }
}
