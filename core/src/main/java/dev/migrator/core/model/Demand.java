package dev.migrator.core.model;

import java.util.Arrays;

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
