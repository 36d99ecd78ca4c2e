package dev.migrator.core.predict;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/** Normal equations of a weighted linear least-squares fit, gathered row by row. */
final class LeastSquares {
  private static final double RIDGE = 1e-8;

  private final double[][] products;
  private final double[] targets;
  private double squaredTarget;
  private double weight;

  /** For rows of that many regressors. */
  LeastSquares(int regressors) {
    products = new double[regressors][regressors];
    targets = new double[regressors];
  }

  void add(double[] row, double target, double rowWeight) {
    for (int i = 0; i < row.length; i++) {
      double scaled = rowWeight * row[i];
      for (int j = 0; j <= i; j++) {
        products[i][j] += scaled * row[j];
      }
      targets[i] += scaled * target;
    }
    squaredTarget += rowWeight * target * target;
    weight += rowWeight;
  }

  /** The coefficients of the first {@code regressors} regressors; empty if they are dependent. */
  Optional<double[]> solve(int regressors, double ridge) {
    double[][] square = new double[regressors][regressors];
    for (int i = 0; i < regressors; i++) {
      for (int j = 0; j <= i; j++) {
        square[i][j] = products[i][j];
        square[j][i] = products[i][j];
      }
      square[i][i] += (RIDGE + ridge) * (products[i][i] + weight);
    }
    try {
      double[] right = Arrays.copyOf(targets, regressors);
      return Optional.of(
          new CholeskyDecomposition(new Array2DRowRealMatrix(square, false))
              .getSolver()
              .solve(new ArrayRealVector(right, false))
              .toArray());
    } catch (MathIllegalArgumentException notPositiveDefinite) {
      return Optional.empty();
    }
  }

  /** Weighted sum of squared residuals of these coefficients. */
  double squaredResiduals(double[] coefficients) {
    double sum = squaredTarget;
    for (int i = 0; i < coefficients.length; i++) {
      double product = -2 * targets[i];
      for (int j = 0; j < coefficients.length; j++) {
        product += coefficients[j] * (i >= j ? products[i][j] : products[j][i]);
      }
      sum += coefficients[i] * product;
    }
    return Math.max(0, sum);
  }

  /** Sum of the rows' weights. */
  double weight() {
    return weight;
  }
}
