package dev.migrator.gateway.serve;

/**
 * What bounds a tenant's calls and what is remembered of them.
 *
 * @param callsPerSecond calls that are taken on average; above it, 429
 * @param burst calls that are taken at once
 * @param mostBodyBytes bytes of bodies that are there at once, waiting or being received
 * @param mostAnswers answers that are remembered for labels
 * @param mostAnswerBytes bytes of those, and of their inputs where these are remembered
 */
public record TenantLimits(
    double callsPerSecond, int burst, long mostBodyBytes, int mostAnswers, long mostAnswerBytes) {

  public TenantLimits {
    if (mostAnswers < 1) {
      throw new IllegalArgumentException(
          "tenant: mostAnswers is %d; expected at least 1.".formatted(mostAnswers));
    }
  }

  /** A hundred thousand calls a second, 64 MiB of bodies, the last ten thousand answers. */
  public static final TenantLimits USUAL =
      new TenantLimits(100_000, 100_000, 64L << 20, 10_000, 16L << 20);
}
