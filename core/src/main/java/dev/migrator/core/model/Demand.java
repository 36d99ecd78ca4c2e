package dev.migrator.core.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What one tenant is expected to ask for: possible numbers of requests in each slot, each with its
 * share.
 *
 * <p>What is served in a slot is the mean over the levels of min(level, capacity). That is concave
 * in capacity, however many levels there are; and as a plan does not depend on which of them comes
 * true, the mean of a whole plan needs only the levels of each slot by itself, not how slots or
 * tenants go together.
 *
 * @param levels by level and slot: requests, at least 0. Not copied: treat as immutable
 * @param shares by level: its share, above 0; together 1. Not copied: treat as immutable
 * @param elsewhere by slot: requests that instances on other GPUs can answer besides, at least 0;
 *     empty if there are none. Not copied: treat as immutable
 */
public record Demand(double[][] levels, double[] shares, double[] elsewhere) {
  private static final double ROUNDING = 1e-9;

  public Demand {
    Require.that(
        levels.length == shares.length && levels.length > 0,
        "demand",
        "levels",
        levels.length,
        "as many as shares, %d, and at least one".formatted(shares.length));
    Require.that(
        Math.abs(Arrays.stream(shares).sum() - 1) < ROUNDING,
        "demand",
        "shares",
        Arrays.toString(shares),
        "numbers that add up to 1");
    for (double share : shares) {
      Require.positive("demand", "share", share);
    }
    for (double[] level : levels) {
      checkRow("level", level, levels[0].length);
    }
    if (elsewhere.length > 0) {
      checkRow("elsewhere", elsewhere, levels[0].length);
    }
  }

  private static void checkRow(String what, double[] row, int slots) {
    Require.that(row.length == slots, "demand", what, row.length + " slots", slots + " slots");
    for (double count : row) {
      Require.notNegative("demand", what, count);
    }
  }

  /** Exactly these arrivals. */
  public static Demand certain(double[] arrivals) {
    return new Demand(new double[][] {arrivals}, new double[] {1}, new double[0]);
  }

  /** The same with capacity on other GPUs. */
  public Demand with(double[] capacityElsewhere) {
    return new Demand(levels, shares, capacityElsewhere);
  }

  /**
   * The same and others that are there for certain.
   *
   * @param certain by slot: requests, at least 0
   */
  public Demand plus(double[] certain) {
    double[][] sums = new double[levels.length][];
    for (int k = 0; k < levels.length; k++) {
      double[] level = levels[k];
      checkRow("certain", certain, level.length);
      sums[k] = new double[level.length];
      Arrays.setAll(sums[k], slot -> level[slot] + certain[slot]);
    }
    return new Demand(sums, shares, elsewhere);
  }

  /**
   * The same as seen by somebody who fears the worst cases.
   *
   * <p>Let L be the requests that a plan loses: over tenants and slots, the sum of (arrivals -
   * capacity)⁺, each weighted as it counts. What is to be made small is (1 - ρ)·E[L] + ρ·CVaR[L],
   * where CVaR[L] is the mean of L over the worst share α of the cases. How tenants and slots go
   * together is not known, but CVaR is subadditive, so the sum of the single CVaRs bounds that of
   * the sum, and it is attained if everything is at its worst at once. As (arrivals - capacity)⁺
   * rises with the arrivals, its worst cases are the highest levels, whatever the capacity is.
   * Hence
   *
   * <pre>
   *   (1 - ρ)·E[L] + ρ·CVaR[L] = Σ over levels k of share'_k · (level_k - capacity)⁺
   *   share'_k = (1 - ρ)·share_k + ρ·(part of share_k within the highest α) / α
   * </pre>
   *
   * and as (level - capacity)⁺ = level - min(level, capacity), a plan is best at it if it serves
   * most of this demand. The value of a plan for this demand is therefore (1 - ρ) times the Goodput
   * expected plus ρ times the Goodput in the worst α of the cases, where most arrives: no promise
   * of what will be earned, as mean and total are those of a demand that is higher than expected.
   *
   * @param risk weight ρ of the worst cases, from 0 to 1
   * @param tail share α of the cases that are the worst, above 0 and up to 1
   * @throws IllegalArgumentException if risk or tail is out of its range, or if levels do not
   *     ascend in every slot
   */
  public Demand averse(double risk, double tail) {
    Require.fraction("demand", "risk", risk);
    Require.fraction("demand", "tail", tail);
    Require.positive("demand", "tail", tail);
    if (risk == 0 || !isUncertain()) {
      return this;
    }
    requireAscending();
    double[] weights = new double[shares.length];
    double left = tail;
    for (int k = shares.length - 1; k >= 0; k--) {
      double worst = Math.min(left, shares[k]);
      weights[k] = (1 - risk) * shares[k] + risk * worst / tail;
      left -= worst;
    }
    return weighing(weights);
  }

  private void requireAscending() {
    for (int k = 1; k < levels.length; k++) {
      for (int slot = 0; slot < slots(); slot++) {
        Require.that(
            levels[k][slot] >= levels[k - 1][slot],
            "demand",
            "level %d of slot %d".formatted(k, slot),
            levels[k][slot],
            "at least that of the level before, " + levels[k - 1][slot]);
      }
    }
  }

  /** With these shares, without the levels that have none. */
  private Demand weighing(double[] weights) {
    int[] kept = IntStream.range(0, weights.length).filter(k -> weights[k] > 0).toArray();
    double sum = Arrays.stream(weights).sum();
    return new Demand(
        Arrays.stream(kept).mapToObj(k -> levels[k]).toArray(double[][]::new),
        Arrays.stream(kept).mapToDouble(k -> weights[k] / sum).toArray(),
        elsewhere);
  }

  /** Number of slots. */
  public int slots() {
    return levels[0].length;
  }

  /** Whether more than one number of requests is possible. */
  public boolean isUncertain() {
    return levels.length > 1;
  }

  /** Requests that are served in a slot by so much capacity, beside what is elsewhere. */
  public double served(int slot, double capacity) {
    double all = elsewhere.length == 0 ? capacity : capacity + elsewhere[slot];
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      sum += shares[k] * Math.min(levels[k][slot], all);
    }
    return sum;
  }

  /** Requests expected in a slot: the mean over the levels. */
  public double mean(int slot) {
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      sum += shares[k] * levels[k][slot];
    }
    return sum;
  }

  /** Requests expected by slot. */
  public double[] mean() {
    double[] mean = new double[slots()];
    Arrays.setAll(mean, this::mean);
    return mean;
  }

  /** Requests expected in all slots together. */
  public double total() {
    return Arrays.stream(mean()).sum();
  }

  /** The most that any level has in a slot. */
  public double most(int slot) {
    double most = 0;
    for (double[] level : levels) {
      most = Math.max(most, level[slot]);
    }
    return most;
  }
}
