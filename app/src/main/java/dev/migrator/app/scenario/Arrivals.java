package dev.migrator.app.scenario;

import dev.migrator.simulator.trace.TraceException;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * One tenant's requests, still to be read or made.
 *
 * @param where the key in the scenario
 * @param source where they come from
 * @param historySeconds how much of them lies before the run
 * @param seed of all that is random in them; the scenario's, if it says nothing else
 * @param copy which of a tenant's copies they are of, from 0
 */
record Arrivals(
    Where where, ArrivalSource source, int historySeconds, OptionalLong seed, int copy) {

  /** Those of another copy of the tenant. */
  Arrivals of(int otherCopy) {
    return new Arrivals(where, source, historySeconds, seed, otherCopy);
  }

  /**
   * Reads or makes them.
   *
   * @param scenarioSeed the seed of the run
   * @param tenant the tenant's number; tenants with the same source have different requests
   * @throws dev.migrator.app.usage.UsageException if they cannot be had
   */
  Requests requests(Windows windows, long scenarioSeed, int tenant) {
    try {
      long common = seed.orElseGet(() -> seedOf(scenarioSeed, tenant - copy));
      long own = seed.isPresent() ? seedOf(common, copy) : seedOf(scenarioSeed, tenant);
      ArrivalSource.Copy which = new ArrivalSource.Copy(copy, common, copy == 0 ? common : own);
      return Requests.of(source.counts(historySeconds, windows.seconds(), which), windows);
    } catch (TraceException e) {
      throw where.error("cannot be had: " + e.getMessage(), e);
    }
  }

  private static long seedOf(long scenarioSeed, int tenant) {
    SplittableRandom random = new SplittableRandom(scenarioSeed);
    long seed = random.nextLong();
    for (int i = 0; i < tenant; i++) {
      seed = random.nextLong();
    }
    return seed;
  }
}
