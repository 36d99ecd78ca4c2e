package dev.migrator.policies;

/**
 * The best division of seats among tenants, each of whom values any set of seats by itself.
 *
 * <p>With {@code f_i[S]} tenant i's worth of the seats S, {@code g_i[S]} the most that tenants 0 to
 * i get out of S, seats left idle included:
 *
 * <pre>g_i[S] = max over A within S of  g_(i-1)[S without A] + f_i[A]</pre>
 *
 * <p>which is 3^k steps a tenant for k seats, 2,187 for the seven of a GPU. Exact.
 *
 * <p>Example: two seats, f_0 = {0, 5, 4, 6}, f_1 = {0, 3, 3, 4} by subset. g_1[both] = max(0 + 4, 5
 * + 3, 4 + 3, 6 + 0) = 8: the first seat to tenant 0, the second to tenant 1.
 */
public final class Partition {
  private final double[][] worth;
  private final double[][] best;

  /**
   * @param worth by tenant, then by subset of the seats as a bit set
   */
  public Partition(double[][] worth) {
    this.worth = worth;
    this.best = new double[worth.length][];
    for (int tenant = 0; tenant < worth.length - 1; tenant++) {
      best[tenant] = tenant == 0 ? monotone(worth[0]) : add(best[tenant - 1], worth[tenant]);
    }
  }

  /** The most that all tenants together get out of these seats. */
  public double value(int seats) {
    return worth.length == 0 ? 0 : value(worth.length - 1, seats);
  }

  /** By tenant: the seats it gets in the best division of these. Of equals, the fewer. */
  public int[] division(int seats) {
    int[] division = new int[worth.length];
    int left = seats;
    for (int tenant = worth.length - 1; tenant >= 0; tenant--) {
      division[tenant] = share(tenant, left);
      left &= ~division[tenant];
    }
    return division;
  }

  private double value(int tenant, int seats) {
    if (best[tenant] != null) {
      return best[tenant][seats];
    }
    double most = of(tenant, seats, 0);
    for (int part = seats; part > 0; part = (part - 1) & seats) {
      most = Math.max(most, of(tenant, seats, part));
    }
    return most;
  }

  private int share(int tenant, int seats) {
    int share = 0;
    double most = of(tenant, seats, 0);
    for (int part = seats; part > 0; part = (part - 1) & seats) {
      double value = of(tenant, seats, part);
      boolean isSmaller = value == most && Integer.bitCount(part) < Integer.bitCount(share);
      if (value > most || isSmaller) {
        most = value;
        share = part;
      }
    }
    return share;
  }

  private double of(int tenant, int seats, int part) {
    double others = tenant == 0 ? 0 : best[tenant - 1][seats & ~part];
    return others + worth[tenant][part];
  }

  private static double[] monotone(double[] worth) {
    double[] best = worth.clone();
    for (int seat = 1; seat < best.length; seat <<= 1) {
      for (int seats = 0; seats < best.length; seats++) {
        if ((seats & seat) != 0) {
          best[seats] = Math.max(best[seats], best[seats & ~seat]);
        }
      }
    }
    return best;
  }

  private static double[] add(double[] before, double[] worth) {
    double[] best = new double[before.length];
    for (int seats = 0; seats < best.length; seats++) {
      double most = before[seats] + worth[0];
      for (int part = seats; part > 0; part = (part - 1) & seats) {
        most = Math.max(most, before[seats & ~part] + worth[part]);
      }
      best[seats] = most;
    }
    return best;
  }
}
