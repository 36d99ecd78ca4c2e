package dev.migrator.policies.ekya;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The thief of Ekya (NSDI 2022, algorithm 1): divides a GPU among jobs by letting each job in turn
 * steal from every other.
 *
 * <p><b>Goal.</b> Shares of the same sum as those it begins with, of which the worth is high. It is
 * an ascent: no better division is a single step away from the result at the time when that step is
 * looked at, but the result need not be the best.
 *
 * <p><b>Algorithm.</b> For each thief, for each victim: a step of the victim's share goes to the
 * thief as long as the worth rises; the first step after which it does not ends this pair. A victim
 * that has less than a step is robbed of what it has (our reading: the paper's shares are multiples
 * of a step). With {@link Patience#EVERY_AMOUNT}, as in the released simulator, every number of
 * whole steps is tried instead, of which the best is taken.
 *
 * <p><b>Example.</b> Three jobs with a third each, a step of 0.1, and worth = the first job's
 * share, but at most 0.5. The first job takes 0.1 of the second, then another 0.1: 0.53 is worth
 * 0.5, which is more than the 0.43 before. A third step would not raise that, and ends the pair. No
 * other step raises it either.
 *
 * @param step the share that is stolen at once, above 0
 * @param patience what ends a pair of thief and victim
 */
record Thief(double step, Patience patience) {

  /** What ends a pair of thief and victim. */
  enum Patience {
    /** The first step that does not raise the worth: the paper's rule. */
    FIRST_FAILURE,
    /** That the victim has nothing left: the released simulator's rule. */
    EVERY_AMOUNT
  }

  /** Less than that is not more. */
  private static final double ROUNDING = 1e-12;

  /**
   * The shares after every job has been the thief once.
   *
   * @param fair shares by job to begin with
   * @param worth of shares by job
   */
  double[] steal(double[] fair, ToDoubleFunction<double[]> worth) {
    Loot best = new Loot(fair.clone(), worth.applyAsDouble(fair));
    for (int thief = 0; thief < fair.length; thief++) {
      for (int victim = 0; victim < fair.length; victim++) {
        if (thief != victim) {
          best = steal(thief, victim, best, worth);
        }
      }
    }
    return best.shares;
  }

  /** Shares, and what they are worth. */
  private record Loot(double[] shares, double worth) {}

  private Loot steal(int thief, int victim, Loot from, ToDoubleFunction<double[]> worth) {
    return switch (patience) {
      case FIRST_FAILURE -> whileItRises(thief, victim, from, worth);
      case EVERY_AMOUNT -> bestAmount(thief, victim, from, worth);
    };
  }

  private Loot whileItRises(int thief, int victim, Loot from, ToDoubleFunction<double[]> worth) {
    Loot best = from;
    while (best.shares[victim] > ROUNDING) {
      double amount = Math.min(step, best.shares[victim]);
      Loot next = after(thief, victim, amount, best, worth);
      if (next.worth <= best.worth + ROUNDING * Math.abs(best.worth)) {
        return best;
      }
      best = next;
    }
    return best;
  }

  /** Shares are compared as they come, rests of rounding included, as the simulator does. */
  private Loot bestAmount(int thief, int victim, Loot from, ToDoubleFunction<double[]> worth) {
    Loot best = from;
    for (int steps = 1; steps * step <= from.shares[victim]; steps++) {
      Loot next = after(thief, victim, steps * step, from, worth);
      best = next.worth > best.worth ? next : best;
    }
    return best;
  }

  private static Loot after(
      int thief, int victim, double amount, Loot from, ToDoubleFunction<double[]> worth) {
    double[] shares = Arrays.copyOf(from.shares, from.shares.length);
    shares[thief] += amount;
    shares[victim] -= amount;
    return new Loot(shares, worth.applyAsDouble(shares));
  }
}
