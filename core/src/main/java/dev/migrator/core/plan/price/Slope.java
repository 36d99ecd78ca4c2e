package dev.migrator.core.plan.price;

/**
 * The slope of a {@link PricedBound} in its prices: where both sides disagree.
 *
 * @param site by tenant, site and slot: left to it less wanted by it
 * @param served by tenant and slot: accuracy credited less accuracy taken, relative to the span
 * @param floor by tenant: requests served less those asked for, relative to {@link
 *     PricedBound.Terms#stride}
 * @param stake by tenant: what of the bound comes from this; a plan of both sides would not earn it
 */
public record Slope(double[][][] site, double[][] served, double[] floor, double[] stake) {

  /** Flat. */
  static Slope none(int tenants, int sites, int slots) {
    return new Slope(
        new double[tenants][sites][slots],
        new double[tenants][slots],
        new double[tenants],
        new double[tenants]);
  }

  /** This slope, and a part of another one; at stake is what is here. */
  public Slope plus(Slope other, double part) {
    double[][][] sites = new double[site.length][][];
    double[][] requests = new double[served.length][];
    for (int tenant = 0; tenant < sites.length; tenant++) {
      sites[tenant] = new double[site[tenant].length][];
      for (int s = 0; s < sites[tenant].length; s++) {
        sites[tenant][s] = plus(site[tenant][s], other.site[tenant][s], part);
      }
      requests[tenant] = plus(served[tenant], other.served[tenant], part);
    }
    return new Slope(sites, requests, plus(floor, other.floor, part), stake);
  }

  private static double[] plus(double[] row, double[] other, double part) {
    double[] sum = row.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part * other[i];
    }
    return sum;
  }
}
