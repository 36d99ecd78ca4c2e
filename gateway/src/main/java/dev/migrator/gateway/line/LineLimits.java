package dev.migrator.gateway.line;

import java.time.Duration;

/**
 * What bounds a line.
 *
 * @param slo time from a request's arrival to its answer
 * @param mostWaiting rows that wait at most
 * @param mostBatchBytes bytes of the bodies that one batch is made of, at most; a body that is
 *     larger goes by itself
 */
public record LineLimits(Duration slo, int mostWaiting, int mostBatchBytes) {
  public LineLimits {
    Check.that(slo.isPositive(), "line", "slo", slo, "a duration above 0");
    Check.that(mostWaiting > 0, "line", "mostWaiting", mostWaiting, "at least 1");
    Check.that(mostBatchBytes > 0, "line", "mostBatchBytes", mostBatchBytes, "at least 1");
  }
}
