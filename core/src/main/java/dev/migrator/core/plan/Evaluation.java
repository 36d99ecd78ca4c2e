package dev.migrator.core.plan;

import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * A {@link PricedBound} at some prices: its value, what leads to it on both sides, and where these
 * disagree.
 */
final class Evaluation {
  /** How inference is looked at. */
  private enum Look {
    /** Slot by slot: a bound. */
    EXACT,
    /** With several slots taken as one. */
    ROUGH
  }

  private final PricedBound.Terms terms;
  private final Scope scope;
  private final Bids bids;
  private final Wanted[] wanted;
  private final SitesLeft left;
  private final Field field;
  private final Look look;
  private final double value;
  private final long pass;

  private Evaluation(
      PricedBound.Terms terms, Scope scope, Prices prices, Alone alone, Cells cells, Look look) {
    this.terms = terms;
    this.scope = scope;
    this.bids = new Bids(terms, scope.domains(), prices);
    this.wanted = new Wanted[scope.domains().size()];
    double sum = 0;
    for (int tenant = 0; tenant < wanted.length; tenant++) {
      wanted[tenant] = alone.best(tenant, bids);
      sum += wanted[tenant].value() - prices.floor()[tenant] * terms.asked(tenant);
    }
    this.left = new SitesLeft(terms.graph(), scope, prices, terms.room());
    this.field = field(prices, sum);
    this.look = look;
    this.value =
        look == Look.ROUGH
            ? terms.inference().estimate(field)
            : terms.inference().value(field, cells);
    this.pass = terms.inference().exact().passes();
  }

  /** A bound on every plan whose inference leads through these cells. */
  static Evaluation exact(
      PricedBound.Terms terms, Scope scope, Prices prices, Alone alone, Cells cells) {
    return new Evaluation(terms, scope, prices, alone, cells, Look.EXACT);
  }

  /** Where inference changes only every so many slots. */
  static Evaluation rough(PricedBound.Terms terms, Scope scope, Prices prices) {
    Cells all = terms.inference().exact().everywhere();
    return new Evaluation(terms, scope, prices, Alone.WITHOUT_PAUSES, all, Look.ROUGH);
  }

  private Field field(Prices prices, double constant) {
    int n = wanted.length;
    int slots = terms.slots();
    double[][][] now = new double[n][slots][];
    double[][][] sure = new double[n][slots + 1][];
    for (int tenant = 0; tenant < n; tenant++) {
      sure[tenant][0] = new double[terms.graph().capacity[tenant].length];
      for (int slot = 0; slot < slots; slot++) {
        earn(tenant, slot, prices, now[tenant], sure[tenant]);
      }
    }
    return new Field(now, sure, left.byShape(), constant);
  }

  /** Above the reference at the most that a request may be worth, below it at the least. */
  private void earn(int tenant, int slot, Prices prices, double[][] now, double[][] sure) {
    double[] served = terms.rewards().served(tenant, slot);
    double reference = prices.served()[tenant][slot];
    double least = scope.least(tenant, slot);
    double most = scope.most(tenant, slot);
    double floor = prices.floor()[tenant];
    int more = firstAbove(served, reference);
    double[] here = new double[served.length];
    double[] after = new double[served.length];
    double[] before = sure[slot];
    for (int i = 0; i < more; i++) {
      here[i] = (least + floor) * served[i] - least * reference;
    }
    for (int i = more; i < here.length; i++) {
      here[i] = (most + floor) * served[i] - most * reference;
    }
    for (int i = 0; i < after.length; i++) {
      after[i] = before[i] + (least + floor) * served[i];
    }
    now[slot] = here;
    sure[slot + 1] = after;
  }

  /** In an ascending row; its length if there is none. */
  private static int firstAbove(double[] row, double value) {
    int first = 0;
    while (first < row.length && row[first] <= value) {
      first++;
    }
    return first;
  }

  /** Whether there has been no other pass since, so that it can be asked for cells. */
  boolean isLatest() {
    return look == Look.EXACT && pass == terms.inference().exact().passes();
  }

  /** The bound. */
  double value() {
    return value;
  }

  /**
   * The cells through which more than that could be earned, to be asked right after the evaluation.
   *
   * @param dropped told the most that could be earned through the others
   */
  Cells cellsAbove(double enough, DoubleConsumer dropped) {
    return terms.inference().exact().above(field, enough, dropped);
  }

  List<Domain> domains() {
    return scope.domains();
  }

  /** What each retraining earns by itself at these prices. */
  Bids bids() {
    return bids;
  }

  /** What a tenant does best with by itself, of retrainings that may not be paused. */
  Bids.Pick picked(int tenant) {
    return (Bids.Pick) wanted[tenant];
  }

  /** Only that, of its domain. */
  Domain decided(int tenant) {
    return picked(tenant).only(scope.domains().get(tenant));
  }

  /** What a tenant does best with by itself. */
  Wanted wanted(int tenant) {
    return wanted[tenant];
  }

  /** By how much what a request is worth may differ. */
  double span(int tenant, int slot) {
    return scope.most(tenant, slot) - scope.least(tenant, slot);
  }

  /** The bound if a tenant's own part earned that. */
  double with(int tenant, double earned) {
    return value - wanted[tenant].value() + earned;
  }

  /** What remains of a domain of which each retraining could still lead above a value. */
  Domain above(int tenant, double enough) {
    return bids.above(tenant, enough - with(tenant, 0));
  }

  /** A bound on what was in the tenant's domain and is not in what remains of it. */
  double mostDropped(int tenant, Domain remains) {
    return with(tenant, bids.mostDropped(tenant, remains));
  }

  /** Where both sides disagree, to be asked right after the evaluation. */
  Slope slope() {
    int n = wanted.length;
    Slope slope = Slope.none(n, terms.graph().siteCount(), terms.slots());
    if (value == Double.NEGATIVE_INFINITY) {
      return slope;
    }
    int[] states = states();
    for (int slot = 0; slot < states.length; slot++) {
      int[] free = left.in(slot, states[slot]);
      for (int tenant = 0; tenant < n; tenant++) {
        add(slope.site()[tenant], free[tenant], slot, 1);
        add(slope.site()[tenant], wanted[tenant].siteIn(slot), slot, -1);
        slope.served()[tenant][slot] = disagreement(tenant, slot, states[slot]);
      }
    }
    for (int tenant = 0; tenant < n; tenant++) {
      slope.floor()[tenant] = terms.hasFloor(tenant) ? beyondFloor(tenant, states) : 0;
    }
    return slope;
  }

  private static void add(double[][] rows, int site, int slot, double one) {
    if (site >= 0) {
      rows[site][slot] += one;
    }
  }

  /** By slot, the states that inference leads through, to be asked right after the evaluation. */
  int[] states() {
    return look == Look.ROUGH
        ? terms.inference().estimatedStates(terms.slots())
        : terms.inference().states(terms.slots());
  }

  /** Requests served beyond those that the floor asks for. */
  private double beyondFloor(int tenant, int[] states) {
    double beyond = -terms.asked(tenant);
    for (int slot = 0; slot < states.length; slot++) {
      beyond += serves(tenant, slot, states[slot]);
    }
    return beyond / terms.stride(tenant);
  }

  private double serves(int tenant, int slot, int state) {
    return terms.rewards().served(tenant, slot)[terms.graph().own[tenant][state]];
  }

  /** By how much the retraining's accuracy is above inference's, relative to the span; -1 to 1. */
  private double disagreement(int tenant, int slot, int state) {
    double span = span(tenant, slot);
    double serves = serves(tenant, slot, state);
    double reference = bids.prices().served()[tenant][slot];
    if (span <= 0 || serves == reference) {
      return 0;
    }
    double taken = serves > reference ? scope.most(tenant, slot) : scope.least(tenant, slot);
    return (wantedWorth(tenant, slot) - taken) / span;
  }

  private double wantedWorth(int tenant, int slot) {
    return wanted[tenant].end() <= slot
        ? terms.weight(tenant) * wanted[tenant].after()
        : terms.worth()[tenant][slot];
  }
}
