package dev.migrator.simulator.world;

import java.util.SplittableRandom;

/**
 * How many requests may be worked on in the slot after the one in which they arrived: those that
 * arrive within one SLO of its end.
 */
public final class CarryOver {
  private CarryOver() {}

  /**
   * By slot: requests that arrive less than one SLO before the slot's end.
   *
   * @param settings of the world
   * @param index the tenant's place among the world's tenants
   * @param tenant the tenant
   */
  public static int[] bySlot(WorldSettings settings, int index, WorldTenant tenant) {
    long length = settings.slot().toNanos();
    long last = Math.max(0, length - tenant.slo().toNanos());
    int[] counts = new int[tenant.arrivals().length];
    Arrivals arrivals = new Arrivals();
    for (int slot = 0; slot < counts.length; slot++) {
      SplittableRandom random = Randomness.ofArrivals(settings.seed(), index, slot);
      arrivals.draw(random, tenant.arrivals()[slot], 0, length);
      counts[slot] = from(arrivals, last);
    }
    return counts;
  }

  private static int from(Arrivals arrivals, long instant) {
    int count = 0;
    while (arrivals.peek() < Long.MAX_VALUE) {
      count += arrivals.peek() >= instant ? 1 : 0;
      arrivals.skip();
    }
    return count;
  }
}
