package dev.migrator.core.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What one model does on the profiles of one GPU model, or several: how fast it answers, and how
 * fast it trains.
 *
 * @param model the model's name, {@code resnet50}
 * @param gpu the GPU model's name, {@code A100-80GB}; of several their names
 * @param curves latency by batch size for each profile on which inference was measured, in the
 *     order given; on any other profile the model is not known to run
 * @param trainingSpeed training speed by profile, relative to the whole GPU of its GPU model, above
 *     0; a profile that is absent cannot train it. Slightly above 1 where a smaller instance was
 *     measured faster
 * @param source where the figures come from, in words
 */
public record ServiceProfile(
    String model,
    String gpu,
    Map<Profile, LatencyCurve> curves,
    Map<Profile, Double> trainingSpeed,
    String source) {

  public ServiceProfile {
    Require.that(!curves.isEmpty(), model, "curves", curves, "at least one profile");
    for (double speed : trainingSpeed.values()) {
      Require.positive(model, "trainingSpeed", speed);
      Require.notNegative(model, "trainingSpeed", speed);
    }
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
    trainingSpeed = Collections.unmodifiableMap(new LinkedHashMap<>(trainingSpeed));
  }

  /** Both together: what was measured on one GPU model, and on another. */
  public ServiceProfile and(ServiceProfile other) {
    Map<Profile, LatencyCurve> allCurves = new LinkedHashMap<>(curves);
    allCurves.putAll(other.curves);
    Map<Profile, Double> allSpeeds = new LinkedHashMap<>(trainingSpeed);
    allSpeeds.putAll(other.trainingSpeed);
    return new ServiceProfile(
        model, gpu + ", " + other.gpu, allCurves, allSpeeds, source + "; " + other.source);
  }

  /**
   * The same for servers that take no larger batches.
   *
   * @param most their largest, at least 1
   */
  public ServiceProfile upTo(int most) {
    Map<Profile, LatencyCurve> smaller = new LinkedHashMap<>();
    curves.forEach((profile, curve) -> smaller.put(profile, curve.upTo(most)));
    return new ServiceProfile(model, gpu, smaller, trainingSpeed, source);
  }

  /** The same, but every batch takes so many times as long; training does not. */
  public ServiceProfile slowed(double factor) {
    Map<Profile, LatencyCurve> slower = new LinkedHashMap<>();
    curves.forEach((profile, curve) -> slower.put(profile, curve.slowed(factor)));
    return new ServiceProfile(model, gpu, slower, trainingSpeed, source);
  }

  /** The latency curve on that profile; empty if the model does not run there. */
  public Optional<LatencyCurve> curve(Profile profile) {
    return Optional.ofNullable(curves.get(profile));
  }

  /** Training speed relative to the whole GPU; 0 if the model cannot train on that profile. */
  public double trainingSpeedOn(Profile profile) {
    return trainingSpeed.getOrDefault(profile, 0.0);
  }

  /**
   * How to serve within that SLO on each profile, as {@link LatencyCurve#bestWithin} decides.
   *
   * @return in the order of the profiles; a profile that cannot keep the SLO is absent
   */
  public SequencedMap<Profile, BatchChoice> bestWithin(Duration slo) {
    SequencedMap<Profile, BatchChoice> choices = new LinkedHashMap<>();
    curves.forEach(
        (profile, curve) ->
            curve.bestWithin(slo).ifPresent(choice -> choices.put(profile, choice)));
    return choices;
  }
}
