package dev.migrator.simulator.trace;

/**
 * What a trace looks like in numbers.
 *
 * <p>Windows have {@value #WINDOW_SECONDS} seconds; the rest behind the last whole window belongs
 * to none, unless it is all there is. Windows without arrivals do not enter the means over windows.
 * A number that is not defined, such as the dispersion of a trace without arrivals, is 0.
 *
 * @param seconds length
 * @param total requests
 * @param mean requests per second
 * @param maximum most requests in a second
 * @param peakToMean a window's busiest second over its mean; mean over the windows
 * @param peakToMeanP95 the same; 95th percentile (nearest rank) over the windows
 * @param dispersion variance of the counts per second over their mean; 1 for Poisson arrivals
 * @param dispersionWithin the same within a window; mean over the windows
 * @param longestZeros longest run of seconds without arrivals
 * @param correlation1 autocorrelation of the counts at a lag of 1 s
 * @param correlation10 at a lag of 10 s
 * @param correlation60 at a lag of 60 s
 */
public record TraceStatistics(
    long seconds,
    long total,
    double mean,
    int maximum,
    double peakToMean,
    double peakToMeanP95,
    double dispersion,
    double dispersionWithin,
    long longestZeros,
    double correlation1,
    double correlation10,
    double correlation60) {
  /** Length of the windows over which peaks are compared to means. */
  public static final int WINDOW_SECONDS = 200;

  /**
   * Reads the trace to its end, in one pass.
   *
   * @throws TraceException if the trace is damaged
   */
  public static TraceStatistics of(Trace trace) {
    StatisticsPass pass = new StatisticsPass();
    while (trace.advance()) {
      pass.add(trace.count());
    }
    return pass.result();
  }

  /** Of these counts per second. */
  public static TraceStatistics of(int[] counts) {
    return of(Trace.of(counts));
  }
}
