package dev.migrator.policies.ekya;

import java.util.Arrays;

/**
 * A function that is linear between given points.
 *
 * @param xs ascending, at least one
 * @param ys the function's values there
 */
record Polyline(double[] xs, double[] ys) {

  /** The value at x; beyond the outermost points that of the nearest one. */
  double at(double x) {
    int found = Arrays.binarySearch(xs, x);
    int above = found >= 0 ? found : -found - 1;
    if (above == 0 || above == xs.length) {
      return ys[Math.min(above, xs.length - 1)];
    }
    double part = (x - xs[above - 1]) / (xs[above] - xs[above - 1]);
    return ys[above - 1] + part * (ys[above] - ys[above - 1]);
  }
}
