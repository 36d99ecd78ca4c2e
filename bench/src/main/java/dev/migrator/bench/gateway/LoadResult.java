package dev.migrator.bench.gateway;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What came of a load.
 *
 * @param samples a sample of each request
 * @param seconds that it took
 * @param stallMillis the longest that this machine let a sleeping thread oversleep meanwhile
 */
public record LoadResult(List<Sample> samples, double seconds, double stallMillis) {
  /** The status of a request that got no answer. */
  public static final int NO_ANSWER = 0;

  private static final int OK = 200;

  /**
   * One request.
   *
   * @param status of its answer
   * @param hasRetryAfter whether the answer says when to try again
   * @param nanos from when it was due to its answer
   */
  public record Sample(int status, boolean hasRetryAfter, long nanos) {
    boolean isOk() {
      return status == OK;
    }

    boolean isShed() {
      return (status == 429 || status == 503) && hasRetryAfter;
    }
  }

  /** Answers with 200. */
  public long ok() {
    return count(Sample::isOk);
  }

  /** Refusals that say when to try again. */
  public long shed() {
    return count(Sample::isShed);
  }

  /** Deadlines missed while a worker was at it: 504. */
  public long overdue() {
    return count(sample -> sample.status() == 504);
  }

  /** Everything else. */
  public long failed() {
    return samples.size() - ok() - shed() - overdue();
  }

  /** The latency in milliseconds that this share of the answers with 200 does not exceed. */
  public double okMillis(double share) {
    return quantile(Sample::isOk, share);
  }

  /** The same of all other answers. */
  public double otherMillis(double share) {
    return quantile(sample -> !sample.isOk(), share);
  }

  /** In one line. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%6.0f/s sent, %6.0f/s ok, %d shed, %d overdue, %d failed; ok p50 %.1f, p99 %.1f, most"
            + " %.1f ms; others most %.1f ms (the machine stood still for up to %.0f ms)",
        samples.size() / seconds,
        ok() / seconds,
        shed(),
        overdue(),
        failed(),
        okMillis(0.5),
        okMillis(0.99),
        okMillis(1),
        otherMillis(1),
        stallMillis);
  }

  /** As a JSON object. */
  public String json() {
    return String.format(
        Locale.ROOT,
        "{\"sent\":%d,\"seconds\":%.2f,\"ok\":%d,\"shed\":%d,\"overdue\":%d,\"failed\":%d,"
            + "\"okMillis\":{\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f},\"otherMaxMillis\":%.2f,"
            + "\"stallMillis\":%.1f}",
        samples.size(),
        seconds,
        ok(),
        shed(),
        overdue(),
        failed(),
        okMillis(0.5),
        okMillis(0.99),
        okMillis(1),
        otherMillis(1),
        stallMillis);
  }

  private long count(Predicate<Sample> which) {
    return samples.stream().filter(which).count();
  }

  private double quantile(Predicate<Sample> which, double share) {
    long[] sorted = samples.stream().filter(which).mapToLong(Sample::nanos).sorted().toArray();
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted.length == 0 ? 0 : sorted[Math.max(0, rank - 1)] * 1e-6;
  }
}
