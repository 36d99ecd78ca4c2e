package dev.migrator.core.plan.fleet;

/**
 * What each site costs in each slot.
 *
 * @param bySite by site and slot: at least 0
 * @param sums by site and slot: what the slots before it cost together
 */
record Rents(double[][] bySite, double[][] sums) {

  static Rents of(double[][] bySite) {
    double[][] sums = new double[bySite.length][];
    for (int site = 0; site < sums.length; site++) {
      sums[site] = new double[bySite[site].length + 1];
      for (int slot = 0; slot < bySite[site].length; slot++) {
        sums[site][slot + 1] = sums[site][slot] + bySite[site][slot];
      }
    }
    return new Rents(bySite, sums);
  }

  /** What a site costs in the slots from..to-1. */
  double between(int site, int from, int to) {
    return sums[site][to] - sums[site][from];
  }
}
