package dev.migrator.policies.astraea;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Simulated annealing over quotas, as Astraea and Camelot solve for them.
 *
 * <p><b>Goal.</b> Of all quotas whose total is within the room: the highest part of every peak that
 * is covered, up to the whole of it, and with that the smallest total. So both of the papers' forms
 * are one: where peaks can be covered the total is smallest, where they cannot the smallest ratio
 * is highest.
 *
 * <p><b>Algorithm.</b> From equal quotas on, one job's changes by a granule, or a granule changes
 * hands; what is worse is accepted with probability exp(-loss / temperature), which falls
 * geometrically. The best quotas met are the result, after granules that cover nothing are given
 * back. Chance is seeded: the same problem gives the same quotas. Tests compare it with the exact
 * answer, which these small problems have.
 *
 * <p><b>Example.</b> Each granule covers a tenth of the first peak and a fifth of the second. With
 * room for 20, 10 + 5 granules cover all; with room for 12, 8 + 4 cover 0.8 of both.
 */
final class Annealing {
  private static final long SEED = 1;
  private static final int STEPS = 20_000;
  private static final double HOT = 100_000;
  private static final double COLD = 0.2;

  /** So many granules is it worth to cover all of every peak. */
  private static final double COVERED = 1_000_000;

  private final double[][] covered;
  private final int room;
  private final SplittableRandom random = new SplittableRandom(SEED);

  /**
   * @param covered by job and granules, from 0 on, never falling: the part of its peak that is
   *     covered, at most 1
   * @param room granules that there are
   */
  Annealing(double[][] covered, int room) {
    this.covered = covered;
    this.room = room;
  }

  /** Granules by job. */
  int[] quotas() {
    int jobs = covered.length;
    int[] quotas = new int[jobs];
    Arrays.fill(quotas, jobs == 0 ? 0 : room / jobs);
    int[] best = quotas.clone();
    double cooling = Math.pow(COLD / HOT, 1.0 / STEPS);
    double temperature = HOT;
    for (int step = 0; step < STEPS && jobs > 0; step++) {
      int[] next = neighbour(quotas);
      if (isAccepted(cost(next) - cost(quotas), temperature)) {
        quotas = next;
        best = cost(quotas) < cost(best) ? quotas : best;
      }
      temperature *= cooling;
    }
    return trimmed(best);
  }

  private boolean isAccepted(double loss, double temperature) {
    return loss <= 0 || random.nextDouble() < StrictMath.exp(-loss / temperature);
  }

  /** The same quotas if the step leads outside of what is allowed. */
  private int[] neighbour(int[] quotas) {
    int[] next = quotas.clone();
    int one = random.nextInt(quotas.length);
    int other = random.nextInt(quotas.length);
    int change = random.nextBoolean() ? 1 : -1;
    next[one] += change;
    if (one != other) {
      next[other] -= change;
    }
    boolean isAllowed =
        Arrays.stream(next).allMatch(quota -> 0 <= quota && quota < covered[0].length)
            && Arrays.stream(next).sum() <= room;
    return isAllowed ? next : quotas;
  }

  private double cost(int[] quotas) {
    return COVERED * (1 - least(quotas)) + Arrays.stream(quotas).sum();
  }

  private double least(int[] quotas) {
    double least = 1;
    for (int job = 0; job < quotas.length; job++) {
      least = Math.min(least, covered[job][quotas[job]]);
    }
    return least;
  }

  private int[] trimmed(int[] quotas) {
    double least = least(quotas);
    int[] trimmed = quotas.clone();
    for (int job = 0; job < trimmed.length; job++) {
      while (trimmed[job] > 0 && covered[job][trimmed[job] - 1] >= least) {
        trimmed[job]--;
      }
    }
    return trimmed;
  }
}
