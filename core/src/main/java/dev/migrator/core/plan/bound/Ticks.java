package dev.migrator.core.plan.bound;

import java.util.Arrays;

/**
 * Values as whole numbers of ticks.
 *
 * <p>Of two whole numbers a processor finds the larger without a branch, of two floating-point
 * numbers it does not on the JVM; and sums do not depend on their order. A tick is a power of two,
 * so small that all that can be earned is more than 2^53 of them: what is rounded away is no more
 * than what a {@code double} would lose.
 *
 * @param perUnit ticks of one
 */
public record Ticks(double perUnit) {
  /** Less than every sum of values, also with some added to it; a few of it may be added up. */
  public static final long NEVER = -(1L << 58);

  /** Sums of values are less than this power of two. */
  private static final int BITS = 55;

  /**
   * @param most no sum of values is larger, or smaller than its negative
   */
  public static Ticks upTo(double most) {
    return new Ticks(Math.scalb(1.0, BITS - 1 - Math.getExponent(Math.max(most, 1))));
  }

  /** Minus infinity is {@link #NEVER}. */
  public long of(double value) {
    return Math.max(NEVER, (long) (value * perUnit));
  }

  /** What so many ticks are; minus infinity where that is {@linkplain #isNever never}. */
  public double value(long ticks) {
    return isNever(ticks) ? Double.NEGATIVE_INFINITY : ticks / perUnit;
  }

  /** Whether a value is no sum of finite ones. */
  public static boolean isNever(long ticks) {
    return ticks < NEVER / 2;
  }

  /** Into {@code ticks}, which is as long. */
  public void of(double[] values, long[] ticks) {
    for (int i = 0; i < values.length; i++) {
      ticks[i] = of(values[i]);
    }
  }

  /** Where the most is, the first of several. */
  public static int argmax(long[] ticks) {
    int best = 0;
    for (int i = 1; i < ticks.length; i++) {
      best = ticks[i] > ticks[best] ? i : best;
    }
    return best;
  }

  double[] values(long[] ticks) {
    return Arrays.stream(ticks).mapToDouble(this::value).toArray();
  }
}
