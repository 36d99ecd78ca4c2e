package dev.migrator.live.history;

import java.util.OptionalDouble;

/**
 * One tenant over some time.
 *
 * @param tenant its name
 * @param seconds that are covered
 * @param arrived requests that came in
 * @param inTime requests that were answered in time
 * @param late requests that were answered too late
 * @param dropped requests that were given up
 * @param goodput timely answers, each weighted by the accuracy of the model that gave it
 * @param mostWaiting the longest queue at a slot's end
 * @param version the last weights that served
 * @param forecastError requests by which forecasts missed a slot, on average; empty if there was
 *     none
 * @param retrainings that went into service
 */
public record TenantSummary(
    String tenant,
    double seconds,
    long arrived,
    long inTime,
    long late,
    long dropped,
    double goodput,
    long mostWaiting,
    long version,
    OptionalDouble forecastError,
    long retrainings) {

  /** Share of the requests that were answered in time; empty if none arrived. */
  public OptionalDouble attainment() {
    return arrived == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) inTime / arrived);
  }

  /** Mean accuracy of the timely answers; empty if there was none. */
  public OptionalDouble accuracy() {
    return inTime == 0 ? OptionalDouble.empty() : OptionalDouble.of(goodput / inTime);
  }
}
