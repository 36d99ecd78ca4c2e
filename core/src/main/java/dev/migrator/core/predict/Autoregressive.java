package dev.migrator.core.predict;

import java.util.Arrays;

/**
 * An autoregression of the square roots of the counts, where a Poisson count has the same variance
 * at every rate.
 *
 * <p>Orders from 0 to {@link #MAX_ORDER} are fitted by least squares over the last {@link
 * #FIT_SLOTS} slots; of those that are stable (the response to one shock fades), the one of the
 * least Akaike information criterion is taken, the smallest of equals. Order 0, the mean, is always
 * stable. The variance of the roots is given back to the expected count: {@code E[y] = E[root]² +
 * Var[root] - 3/8}. Expectations stay between 0 and {@link Spread#CEILING} times the most that was
 * seen. With fewer than {@link #MIN_SLOTS} slots the mean of those is expected.
 */
record Autoregressive() implements Model {
  static final int MAX_ORDER = 16;
  static final int FIT_SLOTS = 3_600;
  static final int MIN_SLOTS = 12;
  private static final int SLOTS_PER_COEFFICIENT = 5;
  private static final int SHOCK_SLOTS = 1_000;
  private static final double FADED = 0.5;
  private static final double SHIFT = 0.375;

  @Override
  public Path fit(double[] values, int end, int horizon) {
    if (end < MIN_SLOTS) {
      return new MovingAverage(MIN_SLOTS).fit(values, end, horizon);
    }
    double[] roots = roots(values);
    Coefficients fitted = fitted(roots, Math.max(0, end - FIT_SLOTS), end);
    return new Recursion(roots, fitted, fitted.variances(horizon), Spread.ceiling(values, end));
  }

  /** Fits to roots {@code from} to {@code end - 1}; visible for the test of what it recovers. */
  static Coefficients fitted(double[] roots, int from, int end) {
    int most = Math.min(MAX_ORDER, (end - from) / SLOTS_PER_COEFFICIENT);
    LeastSquares squares = new LeastSquares(most + 1);
    double[] row = new double[most + 1];
    row[0] = 1;
    for (int i = from + most; i < end; i++) {
      for (int lag = 1; lag <= most; lag++) {
        row[lag] = roots[i - lag];
      }
      squares.add(row, roots[i], 1);
    }
    return best(squares, most);
  }

  private static Coefficients best(LeastSquares squares, int most) {
    double least = Double.POSITIVE_INFINITY;
    Coefficients best = new Coefficients(new double[1], 0);
    for (int order = 0; order <= most; order++) {
      double[] solution = squares.solve(order + 1, 0).orElse(null);
      if (solution == null) {
        continue;
      }
      double variance = squares.squaredResiduals(solution) / squares.weight();
      double criterion = squares.weight() * Math.log(variance + 1e-9) + 2.0 * order;
      Coefficients tried = new Coefficients(solution, variance);
      if (criterion < least && tried.isStable()) {
        least = criterion;
        best = tried;
      }
    }
    return best;
  }

  private static double[] roots(double[] values) {
    return Arrays.stream(values).map(value -> Math.sqrt(value + SHIFT)).toArray();
  }

  /**
   * A fitted autoregression.
   *
   * @param terms the constant, then the coefficient of each lag
   * @param variance of the errors one slot ahead
   */
  record Coefficients(double[] terms, double variance) {

    int order() {
      return terms.length - 1;
    }

    boolean isStable() {
      double[] response = shockResponse(SHOCK_SLOTS);
      return Math.abs(response[SHOCK_SLOTS - 1]) < FADED
          && Arrays.stream(response).allMatch(r -> Math.abs(r) < 10);
    }

    /** Variance of the expectation by slot ahead. */
    double[] variances(int horizon) {
      double[] variances = shockResponse(horizon);
      double sum = 0;
      for (int step = 0; step < horizon; step++) {
        sum += variances[step] * variances[step];
        variances[step] = sum * variance;
      }
      return variances;
    }

    private double[] shockResponse(int slots) {
      double[] response = new double[slots];
      response[0] = 1;
      for (int i = 1; i < slots; i++) {
        for (int lag = 1; lag <= Math.min(i, order()); lag++) {
          response[i] += terms[lag] * response[i - lag];
        }
      }
      return response;
    }
  }

  /** Runs an autoregression ahead. */
  private record Recursion(
      double[] roots, Coefficients coefficients, double[] variances, double ceiling)
      implements Path {

    @Override
    public void predict(int origin, double[] path) {
      double[] terms = coefficients.terms;
      double[] ahead = new double[path.length];
      for (int step = 0; step < path.length; step++) {
        double root = terms[0];
        for (int lag = 1; lag < terms.length; lag++) {
          root += terms[lag] * (lag <= step ? ahead[step - lag] : known(origin + step - lag));
        }
        ahead[step] = root;
        path[step] = count(root, variances[step]);
      }
    }

    /** Before the first slot its value is assumed; only origins behind it are asked for. */
    private double known(int slot) {
      return roots[Math.max(0, slot)];
    }

    private double count(double root, double variance) {
      double positive = Math.max(0, root);
      return Math.clamp(positive * positive + variance - SHIFT, 0, ceiling);
    }
  }
}
