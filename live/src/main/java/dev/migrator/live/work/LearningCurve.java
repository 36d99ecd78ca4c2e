package dev.migrator.live.work;

import java.util.List;

/**
 * How accurate a model is after so many epochs: {@code 1 - (1 / (b0·e + b1) + b2)} with all three
 * at least 0, the form that Optimus (EuroSys 2018) fits to losses and Ekya (NSDI 2022) to
 * accuracies.
 *
 * <p>For a given b2 the rest is linear: {@code 1 / (1 - a - b2) = b0·e + b1}, a least-squares
 * problem with two unknowns of at least 0, each point weighted such that errors count as errors of
 * the accuracy. b2 is looked for on a grid.
 *
 * @param b0 how fast it learns
 * @param b1 where it begins
 * @param b2 what it never learns
 */
record LearningCurve(double b0, double b1, double b2) {
  private static final int GRID = 50;
  private static final double LEAST_ERROR = 1e-3;

  /**
   * What was seen.
   *
   * @param epochs 0: before the first
   */
  record Point(double epochs, double accuracy) {}

  /**
   * The curve that lies closest.
   *
   * @param points at least one
   */
  static LearningCurve through(List<Point> points) {
    double floor = points.stream().mapToDouble(LearningCurve::error).min().orElseThrow();
    LearningCurve best = with(points, 0);
    for (int i = 1; i < GRID; i++) {
      LearningCurve next = with(points, floor * i / GRID);
      if (next.distance(points) < best.distance(points)) {
        best = next;
      }
    }
    return best;
  }

  /** Accuracy after so many epochs, from 0 to 1. */
  double at(double epochs) {
    double denominator = b0 * epochs + b1;
    return denominator <= 0 ? 0 : Math.clamp(1 - (1 / denominator + b2), 0, 1);
  }

  private double distance(List<Point> points) {
    return points.stream().mapToDouble(p -> at(p.epochs()) - p.accuracy()).map(d -> d * d).sum();
  }

  private static LearningCurve with(List<Point> points, double b2) {
    double ee = 0;
    double e = 0;
    double w = 0;
    double ey = 0;
    double y = 0;
    for (Point point : points) {
      double rest = Math.max(LEAST_ERROR, error(point) - b2);
      double weight = Math.pow(rest, 4);
      ee += weight * point.epochs() * point.epochs();
      e += weight * point.epochs();
      w += weight;
      ey += weight * point.epochs() / rest;
      y += weight / rest;
    }
    double determinant = ee * w - e * e;
    double slope = determinant > 0 ? (ey * w - e * y) / determinant : 0;
    double start = (y - slope * e) / w;
    if (slope < 0 || determinant <= 0) {
      return new LearningCurve(0, y / w, b2);
    }
    return start < 0 ? new LearningCurve(ey / ee, 0, b2) : new LearningCurve(slope, start, b2);
  }

  private static double error(Point point) {
    return Math.max(LEAST_ERROR, 1 - point.accuracy());
  }
}
