package dev.migrator.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tenant as the planner sees it for one horizon: what is expected to arrive, what each profile
 * can serve, what retraining would bring.
 *
 * @param name unique among the tenants
 * @param weight worth of one correct timely answer, above 0
 * @param accuracy accuracy of the model that serves now, from 0 to 1
 * @param demand requests by slot; of as many slots as the problem has
 * @param capacity requests per slot that a ready instance can answer within the SLO, by profile; a
 *     profile that is absent serves none
 * @param options retrainings to choose from; at most one is taken
 * @param mustRetrain whether exactly one of the options has to be taken, if any fits
 * @param requestsAfter requests beyond the horizon that are credited with the accuracy at its end:
 *     the terminal value of accuracy, at least 0
 * @param floor share of the expected requests that is to be answered in time, from 0 to 1; see
 *     {@link PlanningProblem} for what missing it costs
 * @param renewal what a retraining on another GPU makes of the accuracy; then there are no options
 */
public record TenantOutlook(
    String name,
    double weight,
    double accuracy,
    Demand demand,
    Map<Profile, Double> capacity,
    List<RetrainingOption> options,
    boolean mustRetrain,
    double requestsAfter,
    double floor,
    Optional<Renewal> renewal) {

  public TenantOutlook {
    Require.positive(name, "weight", weight);
    Require.fraction(name, "accuracy", accuracy);
    Require.notNegative(name, "requestsAfter", requestsAfter);
    Require.fraction(name, "floor", floor);
    capacity = Map.copyOf(capacity);
    options = List.copyOf(options);
    Require.that(
        renewal.isEmpty() || options.isEmpty(),
        name,
        "options",
        options,
        "none, for it is retrained elsewhere");
  }

  /** Not retrained elsewhere. */
  public TenantOutlook(
      String name,
      double weight,
      double accuracy,
      Demand demand,
      Map<Profile, Double> capacity,
      List<RetrainingOption> options,
      boolean mustRetrain,
      double requestsAfter,
      double floor) {
    this(
        name,
        weight,
        accuracy,
        demand,
        capacity,
        options,
        mustRetrain,
        requestsAfter,
        floor,
        Optional.empty());
  }

  /**
   * With arrivals that are certain, and without a floor.
   *
   * @param arrivals requests by slot
   */
  public TenantOutlook(
      String name,
      double weight,
      double accuracy,
      double[] arrivals,
      Map<Profile, Double> capacity,
      List<RetrainingOption> options,
      boolean mustRetrain,
      double requestsAfter) {
    this(
        name,
        weight,
        accuracy,
        Demand.certain(arrivals),
        capacity,
        options,
        mustRetrain,
        requestsAfter,
        0);
  }

  /** The same with another demand. */
  public TenantOutlook with(Demand other) {
    return new TenantOutlook(
        name,
        weight,
        accuracy,
        other,
        capacity,
        options,
        mustRetrain,
        requestsAfter,
        floor,
        renewal);
  }

  /** The same with other options. */
  public TenantOutlook withOptions(List<RetrainingOption> others) {
    return new TenantOutlook(
        name,
        weight,
        accuracy,
        demand,
        capacity,
        others,
        mustRetrain,
        requestsAfter,
        floor,
        renewal);
  }

  /** The same with another floor. */
  public TenantOutlook withFloor(double other) {
    return new TenantOutlook(
        name,
        weight,
        accuracy,
        demand,
        capacity,
        options,
        mustRetrain,
        requestsAfter,
        other,
        renewal);
  }

  /** The same, retrained on another GPU: nothing is left to choose. */
  public TenantOutlook renewed(Renewal elsewhere) {
    return new TenantOutlook(
        name,
        weight,
        accuracy,
        demand,
        capacity,
        List.of(),
        false,
        requestsAfter,
        floor,
        Optional.of(elsewhere));
  }

  /** Accuracy at the beginning of that slot, if no retraining is chosen. */
  public double accuracyAt(int slot) {
    return renewal.filter(r -> r.slot() <= slot).map(Renewal::accuracy).orElse(accuracy);
  }

  /** Expected requests by slot. */
  public double[] arrivals() {
    return demand.mean();
  }

  /** Requests per slot that a ready instance of this profile answers in time; 0 if it cannot. */
  public double capacityOf(Profile profile) {
    return capacity.getOrDefault(profile, 0.0);
  }

  /** The highest capacity of any profile; 0 if none can serve. */
  public double mostCapacity() {
    return capacity.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
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
