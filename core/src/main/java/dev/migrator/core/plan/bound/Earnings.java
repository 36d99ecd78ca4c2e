package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.state.Capacities;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What states earn in a slot, in {@link Ticks}.
 *
 * <p>What a state earns is a sum over tenants, each of whose parts depends on its own instances
 * only. Where many states are asked for, tables of what all combinations of a {@link
 * Capacities.Crew} earn come first, and each state is a sum of two of them; where few are, each is
 * reckoned by itself.
 */
final class Earnings {
  /** How many times as many combinations of tenants' instances as states make the states few. */
  private static final int FEW = 2;

  private final StateGraph graph;
  private final int setup;

  /** By tenant and own combination: over a set-up, and in the slot itself less that. */
  private final long[][] ownAhead;

  private final long[][] ownNet;

  /** The same by crew and combination of its tenants. */
  private final long[][] crewAhead;

  private final long[][] crewNet;

  /** The same by state, with what its shape earns, if each is reckoned by itself. */
  private final long[] ahead;

  private final long[] net;
  private final long[] shapes;
  private final int[] one;
  private final int[] other;
  private final int combinations;
  private boolean isOneByOne;

  /**
   * @param setup slots of a set-up
   */
  Earnings(StateGraph graph, int setup) {
    this.graph = graph;
    this.setup = setup;
    this.ownAhead = tables(graph.capacity.length, i -> graph.capacity[i].length);
    this.ownNet = tables(graph.capacity.length, i -> graph.capacity[i].length);
    this.crewAhead = tables(graph.crews().size(), i -> graph.crews().get(i).size());
    this.crewNet = tables(graph.crews().size(), i -> graph.crews().get(i).size());
    this.ahead = new long[graph.size()];
    this.net = new long[graph.size()];
    this.shapes = new long[graph.shapeCount()];
    this.combinations = graph.combinations();
    this.one = graph.crews().getFirst().number();
    this.other = graph.crews().getLast().number();
  }

  private static long[][] tables(int count, IntUnaryOperator size) {
    return IntStream.range(0, count)
        .mapToObj(i -> new long[size.applyAsInt(i)])
        .toArray(long[][]::new);
  }

  /** Turns to a slot, for these states. */
  void load(Field field, int slot, int[] states, Ticks ticks) {
    isOneByOne = FEW * states.length < combinations;
    if (isOneByOne) {
      loadOneByOne(field, slot, states, ticks);
      return;
    }
    ticks.of(field.byShape()[slot], shapes);
    for (int tenant = 0; tenant < ownAhead.length; tenant++) {
      loadOwn(field, slot, tenant, ticks);
    }
    for (int crew = 0; crew < crewAhead.length; crew++) {
      loadCrew(graph.crews().get(crew), crewAhead[crew], crewNet[crew]);
    }
  }

  /**
   * What one state earns in a slot, less what it is paid back for set-ups: by itself, without
   * turning there.
   */
  long net(Steps.Way way, int slot, int state) {
    Field field = way.field();
    int end = Math.min(slot + setup, field.slots());
    long net = way.ticks().of(field.byShape()[slot][graph.shape[state]]);
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      int own = graph.own[tenant][state];
      double[][] sure = field.sure()[tenant];
      long over = way.ticks().of(sure[end][own] - sure[slot][own]);
      net += way.ticks().of(field.now()[tenant][slot][own]) - over;
    }
    return net;
  }

  private void loadOneByOne(Field field, int slot, int[] states, Ticks ticks) {
    double[] byShape = field.byShape()[slot];
    for (int s : states) {
      ahead[s] = 0;
      net[s] = ticks.of(byShape[graph.shape[s]]);
    }
    for (int tenant = 0; tenant < ownAhead.length; tenant++) {
      double[] from = field.sure()[tenant][slot];
      double[] to = field.sure()[tenant][Math.min(slot + setup, field.slots())];
      double[] now = field.now()[tenant][slot];
      int[] own = graph.own[tenant];
      for (int s : states) {
        long over = ticks.of(to[own[s]] - from[own[s]]);
        ahead[s] += over;
        net[s] += ticks.of(now[own[s]]) - over;
      }
    }
  }

  private void loadOwn(Field field, int slot, int tenant, Ticks ticks) {
    double[] from = field.sure()[tenant][slot];
    double[] to = field.sure()[tenant][Math.min(slot + setup, field.slots())];
    double[] now = field.now()[tenant][slot];
    long[] over = ownAhead[tenant];
    long[] rest = ownNet[tenant];
    for (int i = 0; i < now.length; i++) {
      over[i] = ticks.of(to[i] - from[i]);
      rest[i] = ticks.of(now[i]) - over[i];
    }
  }

  private void loadCrew(Capacities.Crew crew, long[] sumAhead, long[] sumNet) {
    Arrays.fill(sumAhead, 0);
    Arrays.fill(sumNet, 0);
    for (int i = 0; i < crew.own().length; i++) {
      long[] over = ownAhead[crew.first() + i];
      long[] rest = ownNet[crew.first() + i];
      int[] own = crew.own()[i];
      for (int c = 0; c < own.length; c++) {
        sumAhead[c] += over[own[c]];
        sumNet[c] += rest[own[c]];
      }
    }
  }

  /**
   * Adds what a state is paid back for set-up when it is there before additions; what is worth
   * {@link Ticks#NEVER} stays so.
   *
   * @param states all, or some; of few only those that it was turned to
   */
  void prepay(int[] states, long[] values, long[] out) {
    if (isOneByOne) {
      for (int s : states) {
        out[s] = Ticks.isNever(values[s]) ? Ticks.NEVER : values[s] + ahead[s];
      }
    } else if (states.length == out.length) {
      prepayAll(values, out);
    } else {
      for (int s : states) {
        out[s] = values[s] + crewAhead[0][one[s]] + crewAhead[1][other[s]];
      }
    }
  }

  private void prepayAll(long[] values, long[] out) {
    long[] oneAhead = crewAhead[0];
    long[] otherAhead = crewAhead[1];
    for (int s = 0; s < out.length; s++) {
      out[s] = values[s] + oneAhead[one[s]] + otherAhead[other[s]];
    }
  }

  /**
   * Adds what a state earns after additions, less what it was paid back; what is worth {@link
   * Ticks#NEVER} stays so.
   *
   * @param states as in {@link #prepay}
   */
  void earn(int[] states, long[] values, long[] out) {
    if (isOneByOne) {
      for (int s : states) {
        out[s] = Math.max(Ticks.NEVER, values[s] + net[s]);
      }
    } else if (states.length == out.length) {
      earnAll(values, out);
    } else {
      for (int s : states) {
        long rest = crewNet[0][one[s]] + crewNet[1][other[s]];
        out[s] = Math.max(Ticks.NEVER, values[s] + shapes[graph.shape[s]] + rest);
      }
    }
  }

  private void earnAll(long[] values, long[] out) {
    long[] oneNet = crewNet[0];
    long[] otherNet = crewNet[1];
    int[] shape = graph.shape;
    for (int s = 0; s < out.length; s++) {
      long rest = oneNet[one[s]] + otherNet[other[s]];
      out[s] = Math.max(Ticks.NEVER, values[s] + shapes[shape[s]] + rest);
    }
  }
}
