package dev.migrator.core.plan.price;

/**
 * Prices at which a {@link PricedBound} is taken; every one gives a bound, good ones a low one.
 *
 * @param site by tenant, site and slot: what the tenant's retraining pays for the site, at least 0
 * @param served by tenant and slot: the requests whose accuracy is credited to the retraining
 * @param floor by tenant: what each request earns besides that helps to reach the tenant's floor,
 *     from 0 to the problem's price of a missing one
 */
public record Prices(double[][][] site, double[][] served, double[] floor) {
  /** Those of sites in a slot, into a table by tenant and site. */
  void in(int slot, double[][] prices) {
    for (int tenant = 0; tenant < site.length; tenant++) {
      for (int s = 0; s < site[tenant].length; s++) {
        prices[tenant][s] = site[tenant][s][slot];
      }
    }
  }

  /** About how much memory they take. */
  public long bytes() {
    long numbers = floor.length;
    for (int tenant = 0; tenant < site.length; tenant++) {
      for (double[] slots : site[tenant]) {
        numbers += slots.length;
      }
      numbers += served[tenant].length;
    }
    return Double.BYTES * numbers;
  }

  /** The same, in arrays of its own. */
  public Prices copy() {
    double[][][] sites = new double[site.length][][];
    double[][] requests = new double[served.length][];
    for (int tenant = 0; tenant < sites.length; tenant++) {
      sites[tenant] = site[tenant].clone();
      for (int s = 0; s < sites[tenant].length; s++) {
        sites[tenant][s] = site[tenant][s].clone();
      }
      requests[tenant] = served[tenant].clone();
    }
    return new Prices(sites, requests, floor.clone());
  }

  /**
   * The same over finer sites.
   *
   * @param coarser by finer site: the site here
   */
  public Prices refined(int[] coarser) {
    Prices copy = copy();
    double[][][] sites = new double[site.length][coarser.length][];
    for (int tenant = 0; tenant < sites.length; tenant++) {
      for (int s = 0; s < coarser.length; s++) {
        sites[tenant][s] = site[tenant][coarser[s]].clone();
      }
    }
    return new Prices(sites, copy.served(), copy.floor());
  }
}
