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
 */
record Arrivals(Where where, ArrivalSource source, int historySeconds, OptionalLong seed) {

  /**
   * Reads or makes them.
   *
   * @param scenarioSeed the seed of the run
   * @param tenant the tenant's number; tenants with the same source have different requests
   * @throws dev.migrator.app.usage.UsageException if they cannot be had
   */
  Requests requests(Windows windows, long scenarioSeed, int tenant) {
    try {
      long own = seed.orElseGet(() -> seedOf(scenarioSeed, tenant));
      return Requests.of(source.counts(historySeconds, windows.seconds(), own), windows);
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
