package dev.migrator.live.work;

import java.util.OptionalDouble;

/**
 * How often the weights that serve were right, as far as callers said the truth: a mean that
 * forgets, of about the last 200 labels. Labels come from any thread.
 */
final class LabelTally {
  private static final double MEMORY = 200;
  private static final double LEAST = 19;
  private static final double SURE = 120;

  private String version = "";
  private double weight;
  private double right;
  private long all;

  /** From now on labels of this version count. */
  synchronized void follow(String next) {
    version = next;
    weight = 0;
    right = 0;
  }

  synchronized void add(String answeredBy, boolean isRight) {
    all++;
    if (answeredBy.equals(version)) {
      weight = weight * (1 - 1 / MEMORY) + 1;
      right = right * (1 - 1 / MEMORY) + (isRight ? 1 : 0);
    }
  }

  /** Labels ever taken. */
  synchronized long count() {
    return all;
  }

  /** Whether so many came that their share is no accident. */
  synchronized boolean isSure() {
    return weight >= SURE;
  }

  /** The share of right answers; empty until there are enough to say so. */
  synchronized OptionalDouble accuracy() {
    return weight < LEAST ? OptionalDouble.empty() : OptionalDouble.of(right / weight);
  }
}
