package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What inference earns beside a retraining on a site, for all its begins at once.
 *
 * <p><b>Goal.</b> Some hundred begins differ in nothing but the state that inference is in when the
 * site is taken. <b>Algorithm.</b> The pass of {@link OccupancyBound}, over those cells only that
 * leave the site, and in each for all begins that run in that slot: the innermost loop goes over
 * begins, which are side by side in memory, and has nothing in it that depends on them.
 */
public final class Beside {
  private static final long NEVER = Ticks.NEVER;

  /** So many begins of a state take as long as a state of a pass. */
  private static final int SIDE_BY_SIDE = 4;

  private final OccupancyBound relaxation;
  private final StateGraph graph;
  private final Field field;
  private final Cells cells;
  private final int site;
  private final Begins begins;
  private final int[] states;

  /** By state: its place among those, -1 if it has none. */
  private final int[] place;

  private final Edges wider;
  private final Edges narrower;

  /** By place and begin, from the first: before the slot, and then in the course of it. */
  private final long[][] rows;

  private final long[][] added;

  /** The places that may be there in the course of removals, and of additions. */
  private final Places leaving;

  private Places adding;

  /** Those that may be worth something before the slot; elsewhere nothing is. */
  private Places alive;

  /**
   * When something may begin on a site.
   *
   * @param choices on the site, of those that are allowed
   * @param from the first begin
   * @param to the last
   * @param longest slots that any of them takes
   */
  public record Begins(List<Integer> choices, int from, int to, int longest) {

    /** Those on a site that a domain allows. */
    public static Begins on(int site, Domain domain) {
      List<Integer> choices =
          IntStream.range(0, domain.choiceCount())
              .filter(k -> domain.allows(k) && domain.choice(k).site() == site)
              .boxed()
              .toList();
      return new Begins(
          choices,
          choices.stream().mapToInt(domain::earliest).min().orElse(0),
          choices.stream().mapToInt(domain::latest).max().orElse(-1),
          choices.stream().mapToInt(k -> domain.choice(k).length()).max().orElse(0));
    }

    int count() {
      return to - from + 1;
    }
  }

  /**
   * Right after a pass over what is earned without the retraining.
   *
   * @param field what may be earned in a slot, and at least if something is set up
   * @param early passes of the first slots over that
   * @param cells through which inference may lead
   * @param wanted by state: whether it is among these in any slot
   * @param begins when it may begin
   */
  public Beside(
      OccupancyBound relaxation,
      StateGraph graph,
      Field field,
      FirstSlots.Alike early,
      Cells cells,
      boolean[] wanted,
      int site,
      Begins begins) {
    this.relaxation = relaxation;
    this.graph = graph;
    this.field = field;
    this.cells = cells;
    this.site = site;
    this.begins = begins;
    this.states = Arrays.stream(graph.statesBeside(site)).filter(state -> wanted[state]).toArray();
    this.place = new int[graph.size()];
    Arrays.fill(place, -1);
    for (int i = 0; i < states.length; i++) {
      place[states[i]] = i;
    }
    this.wider = Edges.between(states, graph.wideFrom, graph.wideTo, place);
    this.narrower = Edges.between(states, graph.edgeFrom, graph.edgeTo, place);
    this.rows = new long[states.length][begins.count()];
    this.added = new long[states.length][begins.count()];
    this.leaving = new Places();
    this.adding = new Places();
    this.alive = new Places();
    for (int i = 0; i < states.length; i++) {
      alive.add(i);
    }
    int first = relaxation.first().length();
    for (int begin = begins.from(); begin < Math.min(first, begins.to() + 1); begin++) {
      beginEarly(begin, first, early);
    }
  }

  /**
   * About how much effort a pass takes.
   *
   * @param states that leave the site
   */
  public static long effortBeside(StateGraph graph, Cells cells, int states, Begins begins) {
    double share = (double) cells.size() / ((double) graph.size() * cells.added().length);
    return (long) (share * states * begins.count() * begins.longest() / SIDE_BY_SIDE);
  }

  /** The first slot that is passed. */
  private int from() {
    return Math.max(relaxation.first().length(), begins.from());
  }

  /** The slot after the last. */
  private int to() {
    return Math.min(begins.to() + begins.longest(), field.slots());
  }

  /** About how much effort a pass takes. */
  public long effort() {
    return effortBeside(graph, cells, states.length, begins);
  }

  /** The first of the begins that run in a slot, from the first of all. */
  private int first(int slot) {
    return Math.max(0, slot + 1 - begins.longest() - begins.from());
  }

  /** The one after the last of them. */
  private int last(int slot) {
    return Math.min(slot, begins.to()) + 1 - begins.from();
  }

  /** What may run there. */
  public Begins begins() {
    return begins;
  }

  /**
   * Passes all slots in which something may run.
   *
   * @param passed told each slot after it
   */
  public void pass(IntConsumer passed) {
    for (int slot = from(); slot < to(); slot++) {
      if (slot <= begins.to()) {
        enter(slot, relaxation.removed(slot));
      }
      if (first(slot) < last(slot)) {
        pass(slot, first(slot), last(slot));
      }
      passed.accept(slot);
    }
  }

  /**
   * The most that is earned with one begun then, if it ends before the next slot.
   *
   * @param toCome by state: what can be earned from that slot on
   */
  public double most(int begin, long[] toCome) {
    long most = NEVER;
    for (int i = 0; i < states.length; i++) {
      most = Math.max(most, rows[i][begin - begins.from()] + toCome[states[i]]);
    }
    return relaxation.ticks().value(most);
  }

  private void enter(int begin, long[] worth) {
    for (int i = 0; i < states.length; i++) {
      rows[i][begin - begins.from()] = worth[states[i]];
    }
  }

  /** In the first slots, which are passed by themselves. */
  private void beginEarly(int begin, int first, FirstSlots.Alike early) {
    double[][] byShape = new double[first][];
    for (int slot = begin; slot < first; slot++) {
      byShape[slot] = taken(slot);
    }
    long[] worth = new long[graph.size()];
    early.pass(begin, byShape, worth);
    enter(begin, worth);
  }

  /** What shapes earn besides in a slot with the site taken. */
  private double[] taken(int slot) {
    double[] byShape = new double[graph.shapeCount()];
    for (int shape = 0; shape < byShape.length; shape++) {
      int with = graph.wider(shape, site);
      byShape[shape] = with < 0 ? Double.NEGATIVE_INFINITY : field.byShape()[slot][with];
    }
    return byShape;
  }

  /** A slot, for those begins. */
  private void pass(int slot, int from, int to) {
    double[] byShape = taken(slot);
    find(slot, byShape);
    long penalty = relaxation.ticks().of(relaxation.penalty());
    long[] ahead = ahead(slot);
    long[] net = net(slot, byShape, ahead);
    for (int at = leaving.count - 1; at >= 0; at--) {
      raise(rows, leaving, leaving.at[at], wider, 0, from, to);
    }
    for (int at = 0; at < adding.count; at++) {
      int i = adding.at[at];
      if (leaving.has[i]) {
        plus(rows[i], ahead[at], added[i], from, to);
      } else {
        Arrays.fill(added[i], from, to, NEVER);
      }
    }
    for (int at = 0; at < adding.count; at++) {
      int i = adding.at[at];
      raise(added, adding, i, narrower, penalty, from, to);
      plus(added[i], net[at], rows[i], from, to);
    }
    wipeOthers(leaving, from, to);
    wipeOthers(alive, from, to);
    Places last = alive;
    alive = adding;
    adding = last;
  }

  /** The places of a slot; what has no room is left out, and so is what has more than that. */
  private void find(int slot, double[] byShape) {
    leaving.clear();
    for (int state : cells.removed()[slot]) {
      leaving.add(place[state]);
    }
    adding.clear();
    for (int state : cells.added()[slot]) {
      boolean isOpen = byShape[graph.shape[state]] > Double.NEGATIVE_INFINITY;
      adding.add(isOpen ? place[state] : -1);
    }
  }

  /** Nothing is earned any more where nothing has been added. */
  private void wipeOthers(Places places, int from, int to) {
    for (int at = 0; at < places.count; at++) {
      if (!adding.has[places.at[at]]) {
        Arrays.fill(rows[places.at[at]], from, to, NEVER);
      }
    }
  }

  /** By what is best of the places there to which edges lead, less what each costs. */
  private static void raise(
      long[][] worth, Places there, int i, Edges edges, long cost, int from, int to) {
    for (int e = edges.from()[i]; e < edges.from()[i + 1]; e++) {
      if (there.has[edges.to()[e]]) {
        raise(worth[i], worth[edges.to()[e]], cost, from, to);
      }
    }
  }

  private static void raise(long[] row, long[] other, long cost, int from, int to) {
    for (int k = from; k < to; k++) {
      row[k] = Math.max(row[k], other[k] - cost);
    }
  }

  /** What is never stays so. */
  private static void plus(long[] row, long more, long[] out, int from, int to) {
    for (int k = from; k < to; k++) {
      out[k] = Math.max(NEVER, row[k] + more);
    }
  }

  /** What is paid back for set-ups that begin in a slot, for each that may be there then. */
  private long[] ahead(int slot) {
    int end = Math.min(slot + relaxation.setup(), field.slots());
    double[] sums = new double[adding.count];
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      double[] from = field.sure()[tenant][slot];
      double[] to = field.sure()[tenant][end];
      int[] own = graph.own[tenant];
      for (int i = 0; i < sums.length; i++) {
        int combination = own[states[adding.at[i]]];
        sums[i] += to[combination] - from[combination];
      }
    }
    long[] ahead = new long[sums.length];
    relaxation.ticks().of(sums, ahead);
    return ahead;
  }

  /** What each of them earns, less that. */
  private long[] net(int slot, double[] byShape, long[] ahead) {
    double[] sums = new double[adding.count];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = byShape[graph.shape[states[adding.at[i]]]];
    }
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      double[] now = field.now()[tenant][slot];
      int[] own = graph.own[tenant];
      for (int i = 0; i < sums.length; i++) {
        sums[i] += now[own[states[adding.at[i]]]];
      }
    }
    long[] net = new long[sums.length];
    relaxation.ticks().of(sums, net);
    for (int i = 0; i < net.length; i++) {
      net[i] -= ahead[i];
    }
    return net;
  }

  /** Some of the places, in the order in which they came. */
  private final class Places {
    private final int[] at = new int[states.length];
    private final boolean[] has = new boolean[states.length];
    private int count;

    void clear() {
      for (int i = 0; i < count; i++) {
        has[at[i]] = false;
      }
      count = 0;
    }

    /** Unless it is none. */
    void add(int one) {
      if (one >= 0) {
        at[count++] = one;
        has[one] = true;
      }
    }
  }
}
