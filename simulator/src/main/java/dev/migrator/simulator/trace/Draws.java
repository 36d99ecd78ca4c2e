package dev.migrator.simulator.trace;

import java.util.SplittableRandom;

/**
 * Random numbers of the distributions that arrivals are made of.
 *
 * <p>Goal: the same numbers on every machine, at a cost that does not grow with their size.
 * Constraint: {@link StrictMath} only, since {@link Math} may differ in the last bit from machine
 * to machine. Algorithm: inversion where the mean is small; else transformed rejection (W. Hörmann,
 * "The transformed rejection method for generating Poisson random variables", 1993, PTRS; "The
 * generation of binomial random variates", 1993, BTRS).
 */
final class Draws {
  private static final double SMALL_MEAN = 10;

  private final SplittableRandom random;

  Draws(SplittableRandom random) {
    this.random = random;
  }

  /** Uniform on [0, 1). */
  double uniform() {
    return random.nextDouble();
  }

  /** Normal with mean 0 and variance 1. */
  double gaussian() {
    return random.nextGaussian();
  }

  /** Poisson with that mean. */
  long poisson(double mean) {
    if (mean <= 0) {
      return 0;
    }
    return mean < SMALL_MEAN ? smallPoisson(mean) : largePoisson(mean);
  }

  /** How many of {@code trials} succeed, if each does so with probability {@code success}. */
  long binomial(long trials, double success) {
    if (trials <= 0 || success <= 0) {
      return 0;
    }
    if (success > 0.5) {
      return trials - binomial(trials, 1 - success);
    }
    return trials * success < SMALL_MEAN
        ? smallBinomial(trials, success)
        : largeBinomial(trials, success);
  }

  private long smallPoisson(double mean) {
    double limit = StrictMath.exp(-mean);
    double product = uniform();
    long events = 0;
    while (product > limit) {
      product *= uniform();
      events++;
    }
    return events;
  }

  private long largePoisson(double mean) {
    double logMean = StrictMath.log(mean);
    double b = 0.931 + 2.53 * StrictMath.sqrt(mean);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double certain = 0.9277 - 3.6224 / (b - 2);
    while (true) {
      double u = uniform() - 0.5;
      double v = 1 - uniform();
      double us = 0.5 - Math.abs(u);
      double k = StrictMath.floor((2 * a / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= certain) {
        return (long) k;
      }
      if (k < 0 || (us < 0.013 && v > us)) {
        continue;
      }
      double height = StrictMath.log(v * inverseAlpha / (a / (us * us) + b));
      if (height <= k * logMean - mean - logFactorial(k)) {
        return (long) k;
      }
    }
  }

  /** Skips from success to success by geometric steps. */
  private long smallBinomial(long trials, double success) {
    double logFailure = StrictMath.log1p(-success);
    long successes = 0;
    double tried = 0;
    while (true) {
      tried += StrictMath.floor(StrictMath.log(1 - uniform()) / logFailure) + 1;
      if (tried > trials) {
        return successes;
      }
      successes++;
    }
  }

  private long largeBinomial(long trials, double success) {
    double deviation = StrictMath.sqrt(trials * success * (1 - success));
    double b = 1.15 + 2.53 * deviation;
    double a = -0.0873 + 0.0248 * b + 0.01 * success;
    double c = trials * success + 0.5;
    double alpha = (2.83 + 5.1 / b) * deviation;
    double certain = 0.92 - 4.2 / b;
    double logOdds = StrictMath.log(success / (1 - success));
    double mode = StrictMath.floor((trials + 1) * success);
    double atMode = logFactorial(mode) + logFactorial(trials - mode);
    while (true) {
      double u = uniform() - 0.5;
      double v = 1 - uniform();
      double us = 0.5 - Math.abs(u);
      double k = StrictMath.floor((2 * a / us + b) * u + c);
      if (us >= 0.07 && v <= certain) {
        return (long) k;
      }
      if (k < 0 || k > trials) {
        continue;
      }
      double height = StrictMath.log(v * alpha / (a / (us * us) + b));
      if (height <= atMode - logFactorial(k) - logFactorial(trials - k) + (k - mode) * logOdds) {
        return (long) k;
      }
    }
  }

  /** By Stirling's series, which is exact to 1e-10 from 10 on; below, by its recurrence. */
  private static double logFactorial(double n) {
    double x = n + 1;
    double shift = 0;
    while (x < 10) {
      shift -= StrictMath.log(x);
      x++;
    }
    double series = (1.0 / 12 - (1.0 / 360 - 1.0 / (1260 * x * x)) / (x * x)) / x;
    return shift + (x - 0.5) * StrictMath.log(x) - x + 0.5 * StrictMath.log(2 * Math.PI) + series;
  }
}
