package dev.migrator.core.plan.price;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Edges;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.Ticks;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;

/**
 * One slot of {@link FewCells}: its cells, from which cells of the slot before they are reached,
 * and what they earn.
 *
 * <p>Cells are told by their places: a removed cell's among those that may be there in the course
 * of removals, an added cell's among those of additions. One place more stands for all that is not
 * there and worth {@link Ticks#NEVER}.
 */
final class Column {
  private static final long NEVER = Ticks.NEVER;

  private final PricedBound.Terms terms;
  private final Scope scope;
  private final int slot;

  /** By removed cell: its state, and its place in the column before. */
  private final int[] removedStates;

  private final int[] came;

  /** By added cell: its state, and its place among the removed. */
  private final int[] states;

  private final int[] kept;

  private final Edges wider;
  private final Edges narrower;

  /** By tenant: its own combinations, and the requests that they serve. */
  private final int[][] owns;

  private final double[][] served;

  /** By tenant and added cell: the place of its own combination. */
  private final int[][] own;

  private final Leaving leaving;

  /** By added cell: the place of its shape. */
  private final int[] shape;

  /** By tenant and site. */
  private final double[][] prices;

  private final double[][] left;
  private boolean isLeft;

  /** By added cell: what is paid back for set-ups; what is earned less that. */
  private final long[] ahead;

  private final long[] net;

  /** What each cell is worth: after removals, after additions, and in the next slot. */
  private final long[] removed;

  private final long[] added;
  private final long[] next;

  /** What each own combination, or each shape, earns. */
  private final long[] row;

  /**
   * @param cells the few
   * @param before states of the column before, by place
   * @param place of as many elements as there are states, all -1, and so again afterwards
   */
  Column(PricedBound.Terms terms, Scope scope, int slot, Cells cells, int[] before, int[] place) {
    StateGraph graph = terms.graph();
    this.terms = terms;
    this.scope = scope;
    this.slot = slot;
    this.removedStates = cells.removed()[slot];
    this.states = cells.added()[slot];
    mark(before, place, true);
    this.came = places(removedStates, place, before.length);
    mark(before, place, false);
    mark(removedStates, place, true);
    this.wider = Edges.between(removedStates, graph.wideFrom, graph.wideTo, place);
    this.kept = places(states, place, removedStates.length);
    mark(removedStates, place, false);
    mark(states, place, true);
    this.narrower = Edges.between(states, graph.edgeFrom, graph.edgeTo, place);
    mark(states, place, false);
    this.own = new int[graph.own.length][states.length];
    this.owns = new int[own.length][];
    this.served = new double[own.length][];
    int most = 0;
    for (int tenant = 0; tenant < own.length; tenant++) {
      owns[tenant] = numbered(graph.own[tenant], graph.capacity[tenant].length, own[tenant]);
      served[tenant] = pick(terms.rewards().served(tenant, slot), owns[tenant]);
      most = Math.max(most, owns[tenant].length);
    }
    this.shape = new int[states.length];
    int[] shapes = numbered(graph.shape, graph.shapeCount(), shape);
    this.leaving = Leaving.of(graph, scope, slot, shapes);
    this.left = leaving.table(terms.room()[slot]);
    this.prices = new double[own.length][graph.siteCount()];
    this.ahead = new long[states.length];
    this.net = new long[states.length];
    this.removed = ending(removedStates.length);
    this.added = new long[states.length];
    this.next = ending(states.length);
    this.row = new long[Math.max(most, shapes.length)];
  }

  /** A row by place with one place more. */
  static long[] ending(int cells) {
    long[] row = new long[cells + 1];
    row[cells] = NEVER;
    return row;
  }

  private static void mark(int[] some, int[] place, boolean isThere) {
    for (int i = 0; i < some.length; i++) {
      place[some[i]] = isThere ? i : -1;
    }
  }

  private static int[] places(int[] some, int[] place, int otherwise) {
    int[] places = new int[some.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = place[some[i]] < 0 ? otherwise : place[some[i]];
    }
    return places;
  }

  /**
   * Numbers those of some properties that added cells have.
   *
   * @param of by state
   * @param count all properties are less
   * @param number set to the number of each cell's property
   * @return the properties by number, ascending
   */
  private int[] numbered(int[] of, int count, int[] number) {
    int[] numbers = new int[count];
    for (int s : states) {
      numbers[of[s]] = 1;
    }
    int[] found = new int[Math.min(count, states.length)];
    int size = 0;
    for (int property = 0; property < count; property++) {
      if (numbers[property] > 0) {
        found[size] = property;
        numbers[property] = size++;
      }
    }
    for (int i = 0; i < number.length; i++) {
      number[i] = numbers[of[states[i]]];
    }
    return Arrays.copyOf(found, size);
  }

  private static double[] pick(double[] all, int[] which) {
    double[] some = new double[which.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = all[which[i]];
    }
    return some;
  }

  /** States by place, of those that may be there in the course of removals. */
  int[] removedStates() {
    return removedStates;
  }

  /** The state of an added cell. */
  int state(int cell) {
    return states[cell];
  }

  /** By added cell, and then for all else: what it is worth in the next slot. */
  long[] next() {
    return next;
  }

  /**
   * Reckons what is deducted for set-ups that begin here.
   *
   * @param sure as {@link Field#sure}
   * @param setup slots of a set-up
   */
  void prepay(double[][][] sure, int setup, Ticks ticks) {
    Arrays.fill(ahead, 0);
    int end = Math.min(slot + setup, terms.slots());
    for (int tenant = 0; tenant < own.length; tenant++) {
      double[] from = sure[tenant][slot];
      double[] to = sure[tenant][end];
      for (int k = 0; k < owns[tenant].length; k++) {
        row[k] = ticks.of(to[owns[tenant][k]] - from[owns[tenant][k]]);
      }
      add(own[tenant], ahead);
    }
  }

  /** Adds to each cell its element of the row. */
  private void add(int[] place, long[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[place[i]];
    }
  }

  /**
   * Passes the slot.
   *
   * @param before by place in the column before: what it is worth
   * @param penalty of each instance that is set up
   */
  void pass(Prices at, long[] before, Ticks ticks, long penalty) {
    earn(at, ticks);
    for (int i = came.length - 1; i >= 0; i--) {
      removed[i] = wider.most(i, removed, before[came[i]], 0);
    }
    for (int i = 0; i < kept.length; i++) {
      long stay = removed[kept[i]];
      long paid = Ticks.isNever(stay) ? NEVER : stay + ahead[i];
      added[i] = narrower.most(i, added, paid, penalty);
      next[i] = Math.max(NEVER, added[i] + net[i]);
    }
  }

  private void earn(Prices at, Ticks ticks) {
    leave(at);
    double[] byShape = left[left.length - 1];
    for (int k = 0; k < byShape.length; k++) {
      row[k] = ticks.of(byShape[k]);
    }
    for (int i = 0; i < net.length; i++) {
      net[i] = row[shape[i]] - ahead[i];
    }
    for (int tenant = 0; tenant < own.length; tenant++) {
      serve(tenant, at, ticks);
      add(own[tenant], net);
    }
  }

  /** What is earned by leaving sites, as far as that is not known at these prices. */
  private void leave(Prices at) {
    int known = 0;
    for (int tenant = 0; tenant < prices.length; tenant++) {
      boolean isSame = true;
      for (int site : scope.sites(tenant, slot)) {
        double price = at.site()[tenant][site][slot];
        isSame &= price == prices[tenant][site];
        prices[tenant][site] = price;
      }
      known += isLeft && isSame && known == tenant ? 1 : 0;
    }
    leaving.earn(prices, known, left);
    isLeft = true;
  }

  /** As {@link Evaluation#earned}: the larger of the two is the one that holds. */
  private void serve(int tenant, Prices at, Ticks ticks) {
    double reference = at.served()[tenant][slot];
    double least = scope.least(tenant, slot);
    double most = scope.most(tenant, slot);
    double floor = at.floor()[tenant];
    double[] serves = served[tenant];
    for (int k = 0; k < serves.length; k++) {
      double beyond = serves[k] - reference;
      row[k] = ticks.of(Math.max(least * beyond, most * beyond) + floor * serves[k]);
    }
  }

  /**
   * The removed cell from which an added cell was best reached.
   *
   * @param before as in the last pass
   */
  int origin(int cell, long[] before, long penalty) {
    int at = cell;
    for (int less = at; less >= 0; ) {
      at = less;
      less = narrower.with(at, added, added[at] + penalty);
    }
    at = kept[at];
    while (before[came[at]] != removed[at]) {
      at = wider.with(at, removed, removed[at]);
    }
    return at;
  }

  /** The place of a removed cell in the column before. */
  int placeBefore(int cell) {
    return came[cell];
  }

  /** By tenant: the site that is left to it in that state, -1 for none. */
  int[] left(int state) {
    int place = leaving.placeOf(terms.graph().shape[state]);
    return leaving.left(place, prices, left);
  }
}
