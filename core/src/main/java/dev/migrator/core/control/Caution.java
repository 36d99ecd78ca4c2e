package dev.migrator.core.control;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.predict.ArrivalLevels;
import java.time.Duration;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How a plan takes into account that things may turn out other than expected.
 *
 * <p><b>Arrivals.</b> Instead of for the mean, a plan may be made for a few equally likely numbers
 * of requests in each slot, and under {@code risk} for the mean over those and the worst of them,
 * see {@link Demand#averse}.
 *
 * <p><b>Durations.</b> With {@code durationError} σ the true duration of a retraining is its
 * estimate times exp(σ·N), N standard normal, of which the mean is exp(σ²/2). Under risk ρ what is
 * planned for is (1 - ρ) times the mean plus ρ times the mean of the longest share α, {@code
 * exp(σ²/2) · Φ(σ - z) / α} with z the normal quantile of 1 - α.
 *
 * <p><b>Gains.</b> Of several measured gains the highest is likely to have been measured too high.
 * With {@code gainError} γ each is taken to be the truth plus an error of the standard deviation γ
 * times the gain, and the true gains of one tenant to be spread about their mean ḡ. Then a gain is
 * expected to be ḡ + B·(gain - ḡ), where B is the part of the gains' variance that is not error: B
 * = max(0, 1 - Σ(γ·gain)² / Σ(gain - ḡ)²·(n-1)/n). This changes choices only where they are close;
 * it is right where estimates are noisy measurements of the truth, and wrong where the truth
 * scatters about the estimates.
 *
 * @param levels numbers of requests per slot that are planned for; 1: the mean alone
 * @param risk weight ρ of the worst cases, from 0 to 1
 * @param tail share α of the cases that are the worst, above 0 and up to 1
 * @param durationError standard deviation σ of the logarithm of true over estimated duration
 * @param gainError standard deviation γ of a measured gain, relative to it
 */
public record Caution(
    int levels, double risk, double tail, double durationError, double gainError) {
  /** Worst cases are those that come once in ten times. */
  public static final double TAIL = 0.1;

  /** Plans for the mean, and takes retrainings to be as estimated. */
  public static final Caution NONE = new Caution(1, 0, TAIL, 0, 0);

  /** Plans for ten numbers of requests in each slot, and takes retrainings to be as estimated. */
  public static final Caution QUANTILES = new Caution(10, 0, TAIL, 0, 0);

  private static final NormalDistribution NORMAL = new NormalDistribution();

  public Caution {
    check(levels >= 1, "levels", levels, "at least 1");
    check(risk >= 0 && risk <= 1, "risk", risk, "a number from 0 to 1");
    check(tail > 0 && tail <= 1, "tail", tail, "a number above 0 and up to 1");
    check(durationError >= 0, "durationError", durationError, "a number of at least 0");
    check(gainError >= 0, "gainError", gainError, "a number of at least 0");
  }

  private static void check(boolean holds, String what, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "caution: %s is %s; expected %s.".formatted(what, value, expected));
    }
  }

  /** What is planned for if that is forecast. */
  public Demand demand(Forecast forecast) {
    return ArrivalLevels.of(forecast, levels).averse(risk, tail);
  }

  /**
   * What is planned for if those are the estimates, in their order.
   *
   * @param accuracy the accuracy over which the choices gain
   */
  public List<RetrainingChoice> choices(List<RetrainingChoice> estimates, double accuracy) {
    double mean =
        estimates.stream().mapToDouble(c -> c.accuracyAfter() - accuracy).average().orElse(0);
    double kept = keptOfGains(estimates, accuracy, mean);
    return estimates.stream()
        .map(
            choice ->
                new RetrainingChoice(
                    choice.name(),
                    planned(choice.onWholeGpu()),
                    kept * choice.accuracyAfter() + (1 - kept) * (accuracy + mean)))
        .toList();
  }

  /** How many times its estimate a retraining is planned to take. */
  public double durationFactor() {
    double mean = Math.exp(durationError * durationError / 2);
    if (risk == 0 || tail == 1) {
      return mean;
    }
    double z = NORMAL.inverseCumulativeProbability(1 - tail);
    return mean * (1 - risk + risk * NORMAL.cumulativeProbability(durationError - z) / tail);
  }

  private Duration planned(Duration estimate) {
    return Duration.ofNanos(Math.round(estimate.toNanos() * durationFactor()));
  }

  private double keptOfGains(List<RetrainingChoice> estimates, double accuracy, double mean) {
    double spread = 0;
    double error = 0;
    for (RetrainingChoice choice : estimates) {
      double gain = choice.accuracyAfter() - accuracy;
      spread += (gain - mean) * (gain - mean);
      error += gainError * gain * gainError * gain;
    }
    int n = estimates.size();
    return error == 0 || spread == 0 ? 1 : Math.max(0, 1 - error * (n - 1) / (n * spread));
  }
}
