package dev.migrator.app.explain;

/**
 * Requests and what they are worth.
 *
 * @param requests requests answered in time
 * @param value the same, or their gain in accuracy, times the tenants' weights
 */
public record Amount(double requests, double value) {
  static final Amount NONE = new Amount(0, 0);

  Amount plus(Amount other) {
    return new Amount(requests + other.requests, value + other.value);
  }

  Amount negated() {
    return new Amount(0 - requests, 0 - value);
  }
}
