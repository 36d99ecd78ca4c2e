package dev.migrator.simulator.trace;

import java.util.Map;

/**
 * Poisson arrivals at one rate: many users, none of whom knows of the others.
 *
 * @param mean requests per second
 */
public record Steady(double mean) implements ArrivalGenerator {
  /** The outside name. */
  public static final String NAME = "steady";

  public Steady {
    Wanted.within(0, MAX_MEAN, NAME, "mean", mean);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RateShape shape() {
    return RateShape.FLAT;
  }

  @Override
  public Map<String, Double> parameters() {
    return Map.of();
  }
}
