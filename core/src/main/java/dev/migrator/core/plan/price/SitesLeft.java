package dev.migrator.core.plan.price;

import dev.migrator.core.plan.state.StateGraph;
import java.util.stream.IntStream;

/** What inference earns by {@linkplain Leaving leaving} sites to retrainings, slot by slot. */
final class SitesLeft {
  private final StateGraph graph;
  private final Leaving[] leaving;

  /** By slot, tenant and site. */
  private final double[][][] prices;

  /** By slot, number of tenants and shape. */
  private final double[][][] tables;

  /**
   * In the first slots.
   *
   * @param slots how many
   */
  SitesLeft(PricedBound.Terms terms, Scope scope, Prices prices, int slots) {
    this.graph = terms.graph();
    this.leaving = scope.leaving();
    this.prices = new double[slots][scope.domains().size()][graph.siteCount()];
    this.tables = new double[slots][][];
    for (int slot = 0; slot < slots; slot++) {
      prices.in(slot, this.prices[slot]);
      tables[slot] = leaving[slot].table(terms.room()[slot]);
      leaving[slot].earn(this.prices[slot], 0, tables[slot]);
    }
  }

  /** By slot and shape: what is earned; minus infinity where something is missing. */
  double[][] byShape() {
    return IntStream.range(0, tables.length)
        .mapToObj(slot -> tables[slot][tables[slot].length - 1])
        .toArray(double[][]::new);
  }

  /** By tenant: the site that is left to it in a slot, -1 for none. */
  int[] in(int slot, int state) {
    return leaving[slot].left(graph.shape[state], prices[slot], tables[slot]);
  }
}
