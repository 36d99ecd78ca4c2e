package dev.migrator.core.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What inference earns beside a retraining on a site, for all its begins at once.
 *
 * <p><b>Goal.</b> Some hundred begins differ in nothing but the state that inference is in when the
 * site is taken. <b>Algorithm.</b> The pass of {@link OccupancyBound}, over those states only that
 * leave the site, and in each for all begins that run in that slot: the innermost loop goes over
 * begins, which are side by side in memory, and has nothing in it that depends on them.
 */
final class Beside {
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
  private final Edges wider;
  private final Edges narrower;

  /** By state and begin, from the first: before the slot, and then in the course of it. */
  private final long[][] rows;

  private final long[][] added;

  /**
   * When something may begin on a site.
   *
   * @param choices on the site, of those that are allowed
   * @param from the first begin
   * @param to the last
   * @param longest slots that any of them takes
   */
  record Begins(List<Integer> choices, int from, int to, int longest) {

    static Begins on(int site, Domain domain) {
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
   * @param cells through which inference may lead
   * @param begins when it may begin
   */
  Beside(
      OccupancyBound relaxation,
      StateGraph graph,
      Field field,
      Cells cells,
      int site,
      Begins begins) {
    this.relaxation = relaxation;
    this.graph = graph;
    this.field = field;
    this.cells = cells;
    this.site = site;
    this.begins = begins;
    boolean[] wanted = cells.anywhere(graph.size());
    this.states = Arrays.stream(graph.statesBeside(site)).filter(state -> wanted[state]).toArray();
    int[] place = new int[graph.size()];
    Arrays.fill(place, -1);
    for (int i = 0; i < states.length; i++) {
      place[states[i]] = i;
    }
    this.wider = Edges.between(states, graph.wideFrom, graph.wideTo, place);
    this.narrower = Edges.between(states, graph.edgeFrom, graph.edgeTo, place);
    this.rows = new long[states.length][begins.count()];
    this.added = new long[states.length][begins.count()];
    int first = relaxation.first().length();
    for (int begin = begins.from(); begin < Math.min(first, begins.to() + 1); begin++) {
      beginEarly(begin, first);
    }
  }

  /** About how much effort so many slots of a begin take beside so many states. */
  static long effortBeside(int states, long slots) {
    return states * slots / SIDE_BY_SIDE;
  }

  /** About how much effort a pass takes. */
  long effort() {
    return effortBeside(states.length, (long) begins.count() * begins.longest());
  }

  Begins begins() {
    return begins;
  }

  /**
   * Passes all slots in which something may run.
   *
   * @param passed told each slot after it
   */
  void pass(IntConsumer passed) {
    int first = relaxation.first().length();
    int last = Math.min(begins.to() + begins.longest(), field.slots());
    for (int slot = Math.max(first, begins.from()); slot < last; slot++) {
      if (slot <= begins.to()) {
        begin(slot);
      }
      int from = Math.max(0, slot + 1 - begins.longest() - begins.from());
      int to = Math.min(slot, begins.to()) + 1 - begins.from();
      if (from < to) {
        pass(slot, from, to);
      }
      passed.accept(slot);
    }
  }

  /**
   * The most that is earned with one begun then, if it ends before the next slot.
   *
   * @param toCome by state: what can be earned from that slot on
   */
  double most(int begin, long[] toCome) {
    long most = NEVER;
    for (int i = 0; i < states.length; i++) {
      most = Math.max(most, rows[i][begin - begins.from()] + toCome[states[i]]);
    }
    return relaxation.ticks().value(most);
  }

  private void begin(int slot) {
    enter(slot, relaxation.removed(slot));
  }

  private void enter(int begin, long[] worth) {
    for (int i = 0; i < states.length; i++) {
      rows[i][begin - begins.from()] = worth[states[i]];
    }
  }

  /** In the first slots, which are passed by themselves. */
  private void beginEarly(int begin, int first) {
    double[][] byShape = field.byShape().clone();
    for (int slot = begin; slot < first; slot++) {
      byShape[slot] = taken(slot);
    }
    long[] worth = new long[graph.size()];
    Field early = new Field(field.now(), field.sure(), byShape, 0);
    relaxation.begin(early, cells.first(), relaxation.ticks(), worth);
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
    for (int i = states.length - 1; i >= 0; i--) {
      for (int e = wider.from()[i]; e < wider.from()[i + 1]; e++) {
        raise(rows[i], rows[wider.to()[e]], 0, from, to);
      }
    }
    long penalty = relaxation.ticks().of(relaxation.penalty());
    long[] ahead = ahead(slot);
    long[] net = net(slot, ahead);
    for (int i = 0; i < states.length; i++) {
      plus(rows[i], ahead[i], added[i], from, to);
      for (int e = narrower.from()[i]; e < narrower.from()[i + 1]; e++) {
        raise(added[i], added[narrower.to()[e]], penalty, from, to);
      }
      plus(added[i], net[i], rows[i], from, to);
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

  /** By place of a state: what is paid back for set-ups that begin in a slot. */
  private long[] ahead(int slot) {
    int end = Math.min(slot + relaxation.setup(), field.slots());
    double[] sums = new double[states.length];
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      double[] from = field.sure()[tenant][slot];
      double[] to = field.sure()[tenant][end];
      int[] own = graph.own[tenant];
      for (int i = 0; i < sums.length; i++) {
        sums[i] += to[own[states[i]]] - from[own[states[i]]];
      }
    }
    long[] ahead = new long[sums.length];
    relaxation.ticks().of(sums, ahead);
    return ahead;
  }

  /** By place of a state: what it earns, less that. */
  private long[] net(int slot, long[] ahead) {
    double[] byShape = taken(slot);
    double[] sums = new double[states.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = byShape[graph.shape[states[i]]];
    }
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      double[] now = field.now()[tenant][slot];
      int[] own = graph.own[tenant];
      for (int i = 0; i < sums.length; i++) {
        sums[i] += now[own[states[i]]];
      }
    }
    long[] net = new long[sums.length];
    int[] there = cells.added()[slot];
    for (int i = 0; i < net.length; i++) {
      boolean isOpen =
          sums[i] > Double.NEGATIVE_INFINITY && Arrays.binarySearch(there, states[i]) >= 0;
      net[i] = isOpen ? relaxation.ticks().of(sums[i]) - ahead[i] : NEVER;
    }
    return net;
  }
}
