package dev.migrator.core.predict;

import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Exponential smoothing with a damped trend (Holt's linear method as damped by Gardner and
 * McKenzie, 1985).
 *
 * <p>Level and trend follow the values with the rates alpha and beta; the trend fades by phi per
 * slot ahead. The three are fitted by the Nelder-Mead method: least sum of squared errors one slot
 * ahead over the last {@link #FIT_SLOTS} slots. Expectations stay between 0 and {@link
 * Spread#CEILING} times the most that was seen. With fewer than {@link #MIN_SLOTS} slots the last
 * value is expected.
 */
record Holt() implements Model {
  static final int FIT_SLOTS = 900;
  static final int MIN_SLOTS = 5;
  static final int MAX_EVALUATIONS = 160;

  @Override
  public Path fit(double[] values, int end, int horizon) {
    if (end < MIN_SLOTS) {
      return new MovingAverage(1).fit(values, end, horizon);
    }
    return new Smoothed(values, fitted(values, end), Spread.ceiling(values, end));
  }

  private static Rates fitted(double[] values, int end) {
    Best best = new Best(values, Math.max(0, end - FIT_SLOTS), end);
    try {
      new SimplexOptimizer(1e-6, 1e-9)
          .optimize(
              new MaxEval(MAX_EVALUATIONS),
              new ObjectiveFunction(best::error),
              GoalType.MINIMIZE,
              new InitialGuess(new double[] {-1, -3, 2}),
              new NelderMeadSimplex(3, 1.0));
    } catch (MathIllegalStateException outOfEvaluations) {
      // The bound on the cost is the point: the best rates met so far are good enough.
    }
    return best.rates;
  }

  /** Smoothing rates: of the level and of the trend, and what is left of a trend after a slot. */
  private record Rates(double alpha, double beta, double phi) {

    /** From three unbounded numbers, which suit an optimiser that knows no bounds. */
    static Rates of(double[] point) {
      double alpha = 0.005 + 0.99 * logistic(point[0]);
      return new Rates(alpha, alpha * logistic(point[1]), 0.8 + 0.199 * logistic(point[2]));
    }

    private static double logistic(double x) {
      return 1 / (1 + Math.exp(-x));
    }
  }

  /** The best rates met during an optimisation. */
  private static final class Best {
    private final double[] values;
    private final int from;
    private final int end;
    private double least = Double.POSITIVE_INFINITY;
    private Rates rates = Rates.of(new double[] {-1, -3, 2});

    Best(double[] values, int from, int end) {
      this.values = values;
      this.from = from;
      this.end = end;
    }

    double error(double[] point) {
      Rates tried = Rates.of(point);
      double error = squaredError(tried);
      if (error < least) {
        least = error;
        rates = tried;
      }
      return error;
    }

    private double squaredError(Rates tried) {
      double level = values[from];
      double trend = firstTrend(values, from);
      double sum = 0;
      for (int i = from + 1; i < end; i++) {
        double expected = level + tried.phi * trend;
        double error = values[i] - expected;
        sum += error * error;
        level = expected + tried.alpha * error;
        trend = tried.phi * trend + tried.beta * error;
      }
      return sum;
    }
  }

  private static double firstTrend(double[] values, int from) {
    return (values[from + MIN_SLOTS - 1] - values[from]) / (MIN_SLOTS - 1);
  }

  /** Level and trend after every slot of a series. */
  private static final class Smoothed implements Path {
    private final double[] levels;
    private final double[] trends;
    private final double phi;
    private final double ceiling;

    Smoothed(double[] values, Rates rates, double ceiling) {
      levels = new double[values.length];
      trends = new double[values.length];
      phi = rates.phi;
      this.ceiling = ceiling;
      levels[0] = values[0];
      // No first trend from the values: it would tell the first origins of what comes after them.
      for (int i = 1; i < values.length; i++) {
        double expected = levels[i - 1] + phi * trends[i - 1];
        double error = values[i] - expected;
        levels[i] = expected + rates.alpha * error;
        trends[i] = phi * trends[i - 1] + rates.beta * error;
      }
    }

    @Override
    public void predict(int origin, double[] path) {
      double level = origin == 0 ? 0 : levels[origin - 1];
      double trend = origin == 0 ? 0 : trends[origin - 1];
      for (int step = 0; step < path.length; step++) {
        trend *= phi;
        level += trend;
        path[step] = Math.clamp(level, 0, ceiling);
      }
    }
  }
}
