package dev.migrator.core.model;

import java.util.List;
import java.util.Map;

/**
 * A tenant as the planner sees it for one horizon: what is expected to arrive, what each profile
 * can serve, what retraining would bring.
 *
 * @param name unique among the tenants
 * @param weight worth of one correct timely answer, above 0
 * @param accuracy accuracy of the model that serves now, from 0 to 1
 * @param arrivals expected requests per slot; length is the problem's number of slots. Not copied:
 *     treat as immutable
 * @param capacity requests per slot that a ready instance can answer within the SLO, by profile; a
 *     profile that is absent serves none
 * @param options retrainings to choose from; at most one is taken
 * @param mustRetrain whether exactly one of the options has to be taken, if any fits
 * @param requestsAfter requests beyond the horizon that are credited with the accuracy at its end:
 *     the terminal value of accuracy, at least 0
 */
public record TenantOutlook(
    String name,
    double weight,
    double accuracy,
    double[] arrivals,
    Map<Profile, Double> capacity,
    List<RetrainingOption> options,
    boolean mustRetrain,
    double requestsAfter) {

  public TenantOutlook {
    Require.positive(name, "weight", weight);
    Require.fraction(name, "accuracy", accuracy);
    Require.notNegative(name, "requestsAfter", requestsAfter);
    for (double count : arrivals) {
      Require.notNegative(name, "arrivals", count);
    }
    capacity = Map.copyOf(capacity);
    options = List.copyOf(options);
  }

  /** Requests per slot that a ready instance of this profile answers in time; 0 if it cannot. */
  public double capacityOf(Profile profile) {
    return capacity.getOrDefault(profile, 0.0);
  }

  /**
   * The option of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public RetrainingOption option(String optionName) {
    return options.stream()
        .filter(option -> option.name().equals(optionName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(name + ": no retraining option " + optionName + "."));
  }
}
