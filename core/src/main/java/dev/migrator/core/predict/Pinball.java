package dev.migrator.core.predict;

/** The pinball (quantile) loss, whose least expectation is at the true quantile. */
final class Pinball {
  private Pinball() {}

  /** Loss of having said that {@code actual} lies below {@code quantile} with this probability. */
  static double loss(double level, double quantile, double actual) {
    double excess = actual - quantile;
    return Math.max(level * excess, (level - 1) * excess);
  }
}
