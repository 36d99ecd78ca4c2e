package dev.migrator.core.plan.price;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.FirstSlots;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Ticks;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What inference earns at best through a few cells, prepared for many prices.
 *
 * <p><b>Goal.</b> What {@link OccupancyBound} says of these cells, at a cost that depends on how
 * many they are, not on how many there could be. <b>Algorithm.</b> The same pass, slot by slot. But
 * each {@link Column} knows from which cells its cells are reached, and of the tables of what is
 * earned only the rows that some of them asks for are filled: for its shapes, and for the tenants'
 * own combinations in it. What is deducted for set-ups does not depend on the prices of sites and
 * references, and is reckoned once.
 */
public final class FewCells {
  /** What filling the tables of a tenant costs in a slot, in looks at a cell. */
  private static final long EFFORT_OF_TABLES = 52;

  private final PricedBound.Terms terms;
  private final Scope scope;
  private final Cells cells;
  private final OccupancyBound whole;

  /** The first slots are passed by {@link FirstSlots}, the others by columns. */
  private final int first;

  private final Column[] columns;

  /** By tenant: the most that a request may be worth. */
  private final double[] mostWorth;

  /** By state: what it is worth after the first slots. */
  private final long[] begun;

  private double[] floor = {};
  private Ticks ticks = Ticks.upTo(1);
  private long penalty;
  private long answers;

  /**
   * @param terms of the bound
   * @param scope what domains leave open
   * @param cells the few
   */
  FewCells(PricedBound.Terms terms, Scope scope, Cells cells) {
    StateGraph graph = terms.graph();
    this.terms = terms;
    this.scope = scope;
    this.cells = cells;
    this.whole = terms.inference().exact();
    this.first = whole.first().length();
    this.columns = new Column[terms.slots() - first];
    this.mostWorth = new double[graph.own.length];
    Arrays.setAll(mostWorth, this::mostWorth);
    this.begun = new long[graph.size()];
    int[] place = new int[graph.size()];
    Arrays.fill(place, -1);
    for (int i = 0; i < columns.length; i++) {
      int slot = first + i;
      int[] before = i == 0 ? cells.removed()[slot] : cells.added()[slot - 1];
      columns[i] = new Column(terms, scope, slot, cells, before, place);
    }
  }

  /** The effort of an answer: cells, and per tenant the tables besides. */
  public long effort() {
    return cells.size() + EFFORT_OF_TABLES * mostWorth.length * terms.slots();
  }

  private double mostWorth(int tenant) {
    return IntStream.range(0, terms.slots())
        .mapToDouble(slot -> scope.most(tenant, slot))
        .max()
        .orElse(0);
  }

  /** What inference does at best at these prices; to be asked before it is at others. */
  Response at(Prices prices) {
    tick(prices);
    SitesLeft leftFirst = new SitesLeft(terms, scope, prices, first);
    whole.begin(opening(prices, leftFirst), cells.first(), ticks, begun);
    long[] start = start();
    long[] before = start;
    for (Column column : columns) {
      column.pass(prices, before, ticks, penalty);
      before = column.next();
    }
    int last = Ticks.argmax(before);
    return new At(leftFirst, start, last, ticks.value(before[last]), ++answers);
  }

  /** What the states of the first column are worth before it; all states if there is none. */
  private long[] start() {
    if (columns.length == 0) {
      return begun;
    }
    int[] states = columns[0].removedStates();
    long[] start = Column.ending(states.length);
    for (int i = 0; i < states.length; i++) {
      start[i] = begun[states[i]];
    }
    return start;
  }

  /** What may be earned where in the first slots; of the later ones only what is sure. */
  private Field opening(Prices prices, SitesLeft left) {
    double[][][] now = new double[mostWorth.length][first][];
    for (int tenant = 0; tenant < now.length; tenant++) {
      for (int slot = 0; slot < first; slot++) {
        now[tenant][slot] = Evaluation.earned(terms, scope, tenant, slot, prices);
      }
    }
    double[][] byShape = Arrays.copyOf(left.byShape(), terms.slots());
    return new Field(now, scope.sure(prices.floor()), byShape, 0);
  }

  /** So fine that no sum is too large. */
  private void tick(Prices prices) {
    Ticks fine = Ticks.upTo(most(prices));
    if (!fine.equals(ticks) || !Arrays.equals(floor, prices.floor())) {
      ticks = fine;
      floor = prices.floor().clone();
      penalty = ticks.of(whole.penalty());
      for (Column column : columns) {
        column.prepay(scope.sure(floor), whole.setup(), ticks);
      }
    }
  }

  /** No sum of what is earned and deducted, slot after slot, is farther from 0. */
  private double most(Prices prices) {
    double most = whole.penalty() * terms.graph().mostInstances() * terms.slots();
    for (int tenant = 0; tenant < mostWorth.length; tenant++) {
      double worth = mostWorth[tenant] + prices.floor()[tenant];
      most += (2 + whole.setup()) * worth * terms.total()[tenant];
      for (double[] row : prices.site()[tenant]) {
        for (double price : row) {
          most += price;
        }
      }
    }
    return most;
  }

  /** What it does at the prices that were asked for last. */
  private final class At implements Response {
    private final SitesLeft leftFirst;
    private final long[] start;

    /** Where it ends: a cell of the last column, or a state if there is none. */
    private final int last;

    private final double value;
    private final long number;

    At(SitesLeft leftFirst, long[] start, int last, double value, long number) {
      this.leftFirst = leftFirst;
      this.start = start;
      this.last = last;
      this.value = value;
      this.number = number;
    }

    @Override
    public double value() {
      return value;
    }

    @Override
    public int[] states() {
      checkLatest();
      int[] states = new int[terms.slots()];
      int at = last;
      int state = at;
      for (int i = columns.length - 1; i >= 0; i--) {
        Column column = columns[i];
        states[first + i] = column.state(at);
        int origin = column.origin(at, i == 0 ? start : columns[i - 1].next(), penalty);
        state = column.removedStates()[origin];
        at = column.placeBefore(origin);
      }
      System.arraycopy(whole.first().states(state), 0, states, 0, first);
      return states;
    }

    @Override
    public int[] left(int slot, int state) {
      checkLatest();
      return slot < first ? leftFirst.in(slot, state) : columns[slot - first].left(state);
    }

    private void checkLatest() {
      if (number != answers) {
        throw new IllegalStateException(
            "asked for answer %d after answer %d.".formatted(number, answers));
      }
    }
  }
}
