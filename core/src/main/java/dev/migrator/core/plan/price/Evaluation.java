package dev.migrator.core.plan.price;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.Inference;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.walk.BestWalk;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * A {@link PricedBound} at some prices: its value, what leads to it on both sides, and where these
 * disagree.
 */
public final class Evaluation {
  private final PricedBound.Terms terms;
  private final Scope scope;
  private final Bids bids;
  private final Wanted[] wanted;
  private final Response response;

  /** What the tenants' retrainings earn by themselves. */
  private final double alone;

  private final double value;

  private Evaluation(
      PricedBound.Terms terms, Scope scope, Prices prices, Alone each, Response response) {
    this.terms = terms;
    this.scope = scope;
    this.bids = new Bids(terms, scope.domains(), prices);
    this.wanted = new Wanted[scope.domains().size()];
    double sum = 0;
    for (int tenant = 0; tenant < wanted.length; tenant++) {
      wanted[tenant] = each.best(tenant, bids);
      sum += wanted[tenant].value() - prices.floor()[tenant] * terms.asked(tenant);
    }
    this.response = response;
    this.alone = sum;
    this.value = sum + response.value();
  }

  /** A bound on every plan whose inference leads through these cells. */
  static Evaluation exact(
      PricedBound.Terms terms, Scope scope, Prices prices, Alone alone, Cells cells) {
    return new Evaluation(terms, scope, prices, alone, Exact.of(terms, scope, prices, cells));
  }

  /** Where inference changes only every so many slots. */
  static Evaluation rough(PricedBound.Terms terms, Scope scope, Prices prices) {
    Response response = Rough.of(terms, scope, prices);
    return new Evaluation(terms, scope, prices, Alone.WITHOUT_PAUSES, response);
  }

  /** Where it leads through these cells, which are prepared for the same scope. */
  static Evaluation through(PricedBound.Terms terms, Scope scope, Prices prices, FewCells few) {
    return new Evaluation(terms, scope, prices, Alone.WITHOUT_PAUSES, few.at(prices));
  }

  /** Inference slot by slot: a bound. */
  private record Exact(
      Inference inference, SitesLeft sitesLeft, Field field, double value, long pass)
      implements Response {

    static Exact of(PricedBound.Terms terms, Scope scope, Prices prices, Cells cells) {
      Inference inference = terms.inference();
      SitesLeft left = new SitesLeft(terms, scope, prices, terms.slots());
      Field field = Evaluation.field(terms, scope, prices, left);
      double value = inference.value(field, cells);
      return new Exact(inference, left, field, value, inference.exact().passes());
    }

    boolean isLatest() {
      return pass == inference.exact().passes();
    }

    @Override
    public int[] states() {
      return inference.states(field.slots());
    }

    @Override
    public int[] left(int slot, int state) {
      return sitesLeft.in(slot, state);
    }
  }

  /** With several slots taken as one. */
  private record Rough(Inference inference, SitesLeft sitesLeft, int slots, double value)
      implements Response {

    static Rough of(PricedBound.Terms terms, Scope scope, Prices prices) {
      SitesLeft left = new SitesLeft(terms, scope, prices, terms.slots());
      double value = terms.inference().estimate(field(terms, scope, prices, left));
      return new Rough(terms.inference(), left, terms.slots(), value);
    }

    @Override
    public int[] states() {
      return inference.estimatedStates(slots);
    }

    @Override
    public int[] left(int slot, int state) {
      return sitesLeft.in(slot, state);
    }
  }

  /** What inference may earn where and when at these prices. */
  static Field field(PricedBound.Terms terms, Scope scope, Prices prices) {
    return field(terms, scope, prices, new SitesLeft(terms, scope, prices, terms.slots()));
  }

  private static Field field(PricedBound.Terms terms, Scope scope, Prices prices, SitesLeft left) {
    double[][][] now = new double[scope.domains().size()][terms.slots()][];
    for (int tenant = 0; tenant < now.length; tenant++) {
      for (int slot = 0; slot < now[tenant].length; slot++) {
        now[tenant][slot] = earned(terms, scope, tenant, slot, prices);
      }
    }
    return new Field(now, scope.sure(prices.floor()), left.byShape(), 0);
  }

  /** Above the reference at the most that a request may be worth, below it at the least. */
  static double[] earned(
      PricedBound.Terms terms, Scope scope, int tenant, int slot, Prices prices) {
    double[] served = terms.rewards().served(tenant, slot);
    double reference = prices.served()[tenant][slot];
    double least = scope.least(tenant, slot);
    double most = scope.most(tenant, slot);
    double floor = prices.floor()[tenant];
    int more = firstAbove(served, reference);
    double[] here = new double[served.length];
    for (int i = 0; i < more; i++) {
      here[i] = (least + floor) * served[i] - least * reference;
    }
    for (int i = more; i < here.length; i++) {
      here[i] = (most + floor) * served[i] - most * reference;
    }
    return here;
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
  public boolean isLatest() {
    return response instanceof Exact exact && exact.isLatest();
  }

  /** The bound. */
  public double value() {
    return value;
  }

  private Exact exact() {
    if (response instanceof Exact exact) {
      return exact;
    }
    throw new IllegalStateException("only a look at all cells tells what can be earned in them.");
  }

  /**
   * The cells through which more than that could be earned, to be asked right after the evaluation.
   *
   * @param dropped told the most that could be earned through the others
   */
  public Cells cellsAbove(double enough, DoubleConsumer dropped) {
    Exact exact = exact();
    OccupancyBound bound = exact.inference.exact();
    return bound.above(enough - alone, most -> dropped.accept(alone + most));
  }

  /**
   * The bound if set-ups take their time, as far as so many labels tell; to be asked right after
   * the evaluation.
   *
   * @param cells over which that was
   * @param enough the least bound that matters
   */
  public Timed timed(Walks walks, Cells cells, double enough, long mostLabels) {
    Exact exact = exact();
    BestWalk.Answer answer = walks.bound(exact.field, cells, enough - alone, mostLabels);
    return new Timed(alone + answer.bound(), answer.isExact(), answer.labels());
  }

  /**
   * The retrainings of a good plan made slot by slot; to be asked right after the evaluation, where
   * no tenant has a floor.
   *
   * @param cells over which that was
   * @param known only plans that are worth more are looked for
   */
  public BeamSearch.Answer foreseen(Walks walks, Cells cells, double known) {
    Exact exact = exact();
    return walks.foreseen(exact.field, cells, Begun.nothing(terms, domains(), bids), known);
  }

  /**
   * A bound with set-ups that take their time.
   *
   * @param isExact whether more labels would not lower it
   * @param labels how many it took
   */
  public record Timed(double bound, boolean isExact, long labels) {}

  /** What the part allows each tenant. */
  public List<Domain> domains() {
    return scope.domains();
  }

  /** What each retraining earns by itself at these prices. */
  public Bids bids() {
    return bids;
  }

  /** What a tenant does best with by itself, of retrainings that may not be paused. */
  public Bids.Pick picked(int tenant) {
    return (Bids.Pick) wanted[tenant];
  }

  /** Only that, of its domain. */
  public Domain decided(int tenant) {
    return picked(tenant).only(scope.domains().get(tenant));
  }

  /** What a tenant does best with by itself. */
  public Wanted wanted(int tenant) {
    return wanted[tenant];
  }

  /** By how much what a request is worth may differ. */
  public double span(int tenant, int slot) {
    return scope.most(tenant, slot) - scope.least(tenant, slot);
  }

  /** The bound if a tenant's own part earned that. */
  public double with(int tenant, double earned) {
    return value - wanted[tenant].value() + earned;
  }

  /** What remains of a domain of which each retraining could still lead above a value. */
  public Domain above(int tenant, double enough) {
    return bids.above(tenant, enough - with(tenant, 0));
  }

  /** A bound on what was in the tenant's domain and is not in what remains of it. */
  public double mostDropped(int tenant, Domain remains) {
    return with(tenant, bids.mostDropped(tenant, remains));
  }

  /** Where both sides disagree, to be asked right after the evaluation. */
  public Slope slope() {
    int n = wanted.length;
    Slope slope = Slope.none(n, terms.graph().siteCount(), terms.slots());
    if (value == Double.NEGATIVE_INFINITY) {
      return slope;
    }
    int[] states = response.states();
    for (int slot = 0; slot < states.length; slot++) {
      int[] free = response.left(slot, states[slot]);
      for (int tenant = 0; tenant < n; tenant++) {
        int site = wanted[tenant].siteIn(slot);
        add(slope.site()[tenant], free[tenant], slot, 1);
        add(slope.site()[tenant], site, slot, -1);
        slope.served()[tenant][slot] = disagreement(tenant, slot, states[slot]);
        slope.stake()[tenant] +=
            ofSites(tenant, slot, free[tenant])
                + ofAccuracies(tenant, slot, states[slot], slope.served()[tenant][slot]);
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

  /** The prices of the sites that only one side has. */
  private double ofSites(int tenant, int slot, int left) {
    int site = wanted[tenant].siteIn(slot);
    return left == site ? 0 : price(tenant, left, slot) + price(tenant, site, slot);
  }

  /**
   * What requests beyond the reference, or short of it, are worth by the accuracy of one side only.
   */
  private double ofAccuracies(int tenant, int slot, int state, double disagreement) {
    double beyond = serves(tenant, slot, state) - bids.prices().served()[tenant][slot];
    return Math.abs(disagreement * span(tenant, slot) * beyond);
  }

  /** None for no site. */
  private double price(int tenant, int site, int slot) {
    return site < 0 ? 0 : bids.prices().site()[tenant][site][slot];
  }

  /** By slot, the states that inference leads through, to be asked right after the evaluation. */
  int[] states() {
    return response.states();
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
