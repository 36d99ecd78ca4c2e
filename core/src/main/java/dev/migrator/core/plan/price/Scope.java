package dev.migrator.core.plan.price;

import dev.migrator.core.plan.state.Choice;
import dev.migrator.core.plan.state.Domain;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the domains of a part of the search leave open in each slot, whatever the prices: which
 * sites a tenant's retraining may take, and what a request may be worth.
 */
public final class Scope {
  private final PricedBound.Terms terms;
  private final List<Domain> domains;

  /** By tenant and slot: the sites that its retraining may take, ascending. */
  private final int[][][] sites;

  /** By tenant and slot: whether its retraining may take none. */
  private final boolean[][] idle;

  /** By tenant and slot: the least and the most that a request may be worth. */
  private final double[][] least;

  private final double[][] most;

  /** The prices of floors for which {@link #sure} was reckoned last; empty for none. */
  private double[] floor = {};

  private double[][][] sure = {};

  private Leaving[] leaving = {};

  /**
   * @param terms of the bound
   * @param domains by tenant; each allows something
   */
  Scope(PricedBound.Terms terms, List<Domain> domains) {
    int n = domains.size();
    int slots = terms.slots();
    this.terms = terms;
    this.domains = List.copyOf(domains);
    this.sites = new int[n][slots][];
    this.idle = new boolean[n][slots];
    this.least = new double[n][slots];
    this.most = new double[n][slots];
    for (int tenant = 0; tenant < n; tenant++) {
      occupy(tenant, terms.graph().siteCount());
      rest(tenant);
      value(tenant);
    }
  }

  /** What is allowed each tenant. */
  public List<Domain> domains() {
    return domains;
  }

  /** The sites that a tenant's retraining may take in a slot, ascending; not to be changed. */
  int[] sites(int tenant, int slot) {
    return sites[tenant][slot];
  }

  /** Whether it may take none. */
  boolean mayRest(int tenant, int slot) {
    return idle[tenant][slot];
  }

  /** The least that a request may be worth. */
  double least(int tenant, int slot) {
    return least[tenant][slot];
  }

  /** The most that a request may be worth. */
  double most(int tenant, int slot) {
    return most[tenant][slot];
  }

  /**
   * By tenant, slot and own combination: what inference earns before that slot at least.
   *
   * @param floorPrices by tenant
   */
  double[][][] sure(double[] floorPrices) {
    if (!Arrays.equals(floor, floorPrices)) {
      double[][] worth = new double[domains.size()][];
      Arrays.setAll(worth, t -> Arrays.stream(least[t]).map(one -> one + floorPrices[t]).toArray());
      sure = terms.rewards().cumulated(worth);
      floor = floorPrices.clone();
    }
    return sure;
  }

  /** By slot: what all shapes can leave. */
  Leaving[] leaving() {
    if (leaving.length == 0) {
      int[] all = IntStream.range(0, terms.graph().shapeCount()).toArray();
      leaving = new Leaving[terms.slots()];
      for (int slot = 0; slot < leaving.length; slot++) {
        leaving[slot] =
            slot > 0 && isAsBefore(slot)
                ? leaving[slot - 1]
                : Leaving.of(terms.graph(), this, slot, all);
      }
    }
    return leaving;
  }

  /** Whether the same sites may be taken in a slot as in the one before. */
  private boolean isAsBefore(int slot) {
    boolean isSame = true;
    for (int tenant = 0; isSame && tenant < sites.length; tenant++) {
      isSame =
          Arrays.equals(sites[tenant][slot], sites[tenant][slot - 1])
              && idle[tenant][slot] == idle[tenant][slot - 1];
    }
    return isSame;
  }

  private void occupy(int tenant, int siteCount) {
    Domain domain = domains.get(tenant);
    int slots = idle[tenant].length;
    boolean[][] active = new boolean[siteCount][slots];
    for (int k = 0; k < domain.choiceCount(); k++) {
      if (domain.allows(k)) {
        Choice choice = domain.choice(k);
        int end = domain.latest(k) + choice.length();
        Arrays.fill(active[choice.site()], domain.earliest(k), end, true);
      }
    }
    int[] found = new int[siteCount];
    for (int slot = 0; slot < slots; slot++) {
      int count = 0;
      for (int site = 0; site < siteCount; site++) {
        found[count] = site;
        count += active[site][slot] ? 1 : 0;
      }
      int[] before = slot == 0 ? new int[0] : sites[tenant][slot - 1];
      boolean isSame = Arrays.equals(before, 0, before.length, found, 0, count);
      sites[tenant][slot] = isSame ? before : Arrays.copyOf(found, count);
    }
  }

  /** In the slots that every retraining of the domain takes, none can rest. */
  private void rest(int tenant) {
    Domain domain = domains.get(tenant);
    int slots = idle[tenant].length;
    int coveredFrom = domain.mayDoNothing() ? slots : 0;
    int coveredTo = slots;
    for (int k = 0; k < domain.choiceCount(); k++) {
      if (domain.allows(k)) {
        coveredFrom = Math.max(coveredFrom, domain.latest(k));
        coveredTo = Math.min(coveredTo, domain.earliest(k) + domain.choice(k).length());
      }
    }
    Arrays.fill(idle[tenant], true);
    if (coveredFrom < coveredTo) {
      Arrays.fill(idle[tenant], coveredFrom, coveredTo, false);
    }
  }

  private void value(int tenant) {
    Domain domain = domains.get(tenant);
    int slots = terms.slots();
    int lastOld = domain.mayDoNothing() ? slots : 0;
    Arrays.fill(least[tenant], Double.POSITIVE_INFINITY);
    Arrays.fill(most[tenant], Double.NEGATIVE_INFINITY);
    for (int k = 0; k < domain.choiceCount(); k++) {
      if (domain.allows(k)) {
        Choice choice = domain.choice(k);
        lastOld = Math.max(lastOld, domain.latest(k) + choice.length());
        double after = terms.weight(tenant) * choice.option().accuracyAfter();
        for (int slot = domain.earliest(k) + choice.length(); slot < slots; slot++) {
          widen(tenant, slot, after);
        }
      }
    }
    for (int slot = 0; slot < lastOld; slot++) {
      widen(tenant, slot, terms.worth()[tenant][slot]);
    }
  }

  private void widen(int tenant, int slot, double worth) {
    least[tenant][slot] = Math.min(least[tenant][slot], worth);
    most[tenant][slot] = Math.max(most[tenant][slot], worth);
  }
}
