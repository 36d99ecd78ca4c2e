package dev.migrator.core.plan.bound;

import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.state.StateGraph;
import java.util.List;
import java.util.function.Consumer;

/**
 * A pass of {@link OccupancyBound}, from both ends at once.
 *
 * <p><b>Idea.</b> What is earned before a slot and what can be earned from there on do not depend
 * on each other. So one passes the slots from the first on, another from the last on, and where
 * they meet, the best state is that through which both together earn most. Asked then what can be
 * earned through every state of every slot, each goes on through the half of the other. That is as
 * much work as to pass all slots forth and then back, but two can share it, and what comes out is
 * the same to the tick whoever does it.
 *
 * <p><b>Worked example.</b> Slots 0 to 3, meeting before 2. The one keeps what is earned before 1
 * and 2, the other what can be earned from 3 and from 2 on. If a state is worth 7 before slot 2 and
 * 5 from then on, 12 are earned through it.
 */
final class BothWays {
  private final StateGraph graph;
  private final Sweeps sweeps;
  private final int setup;
  private final double penalty;
  private final FirstSlots first;
  private final Hands hands;

  /** For the slots before the meeting, and for those after, as far as a pass is concerned. */
  private final Steps early;

  private final Steps late;

  /**
   * By slot and state, what the last pass found before the meeting: the most that is earned before
   * the slot, after removals, after additions. From the meeting on: the most that can be earned
   * while removing, which is also that from before the slot on, and while adding. Outside of the
   * cells {@link Ticks#NEVER}.
   */
  private final long[][] before;

  private final long[][] removed;
  private final long[][] added;

  /** What can be earned after the last slot. */
  private final long[] ended;

  /** Where the last pass led. */
  private Steps.Way way;

  private int meeting;

  /** The best state before the slot of the meeting; of several that with most instances. */
  private int met;

  /**
   * @param first passes the slots before
   * @param setup slots of a set-up
   * @param penalty of each instance that is set up
   * @param everywhere every cell there is
   */
  BothWays(
      StateGraph graph,
      FirstSlots first,
      int setup,
      double penalty,
      Cells everywhere,
      Hands hands) {
    this(graph, new Sweeps(graph), first, setup, penalty, everywhere, hands);
  }

  private BothWays(
      StateGraph graph,
      Sweeps sweeps,
      FirstSlots first,
      int setup,
      double penalty,
      Cells everywhere,
      Hands hands) {
    int slots = everywhere.added().length;
    this.graph = graph;
    this.sweeps = sweeps;
    this.setup = setup;
    this.penalty = penalty;
    this.first = first;
    this.hands = hands;
    this.early = steps();
    this.late = steps();
    this.before = new long[slots + 1][graph.size()];
    this.removed = new long[slots][graph.size()];
    this.added = new long[slots][graph.size()];
    this.ended = new long[graph.size()];
    this.way = new Steps.Way(Field.nothing(slots), everywhere, Ticks.upTo(1));
  }

  /**
   * The same, to be passed at the same time.
   *
   * @param others the first slots for that
   * @param everywhere every cell there is
   * @param by by whom
   */
  BothWays twin(FirstSlots others, Cells everywhere, Hands by) {
    return new BothWays(graph, sweeps, others, setup, penalty, everywhere, by);
  }

  private Steps steps() {
    return new Steps(graph, sweeps, setup, penalty);
  }

  /** Where the last pass led. */
  Steps.Way way() {
    return way;
  }

  Hands hands() {
    return hands;
  }

  /** Passes all slots; answers the most that is earned. */
  long pass(Steps.Way along) {
    return pass(along, middle(along.cells()));
  }

  /** The same from the first to the last, so that {@link #removed} tells of every slot. */
  long passForth(Steps.Way along) {
    return pass(along, along.slots());
  }

  private long pass(Steps.Way along, int meet) {
    use(along.cells());
    way = along;
    meeting = meet;
    both(this::comeToMeeting, this::goFromMeeting);
    long[] come = before[meet];
    long[] go = from(meet);
    met = 0;
    for (int s = 1; s < come.length; s++) {
      met = come[s] + go[s] >= come[met] + go[met] ? s : met;
    }
    return come[met] + go[met];
  }

  private void comeToMeeting() {
    first.pass(way.field(), way.cells().first(), way.ticks(), before[first.length()]);
    for (int slot = first.length(); slot < meeting; slot++) {
      early.forth(way, slot, before[slot], removed[slot], added[slot], before[slot + 1]);
    }
  }

  private void goFromMeeting() {
    for (int slot = way.slots() - 1; slot >= meeting; slot--) {
      late.back(way, slot, from(slot + 1), added[slot], removed[slot]);
    }
  }

  /** What can be earned from a slot on that is not before the meeting. */
  private long[] from(int slot) {
    return slot < way.slots() ? removed[slot] : ended;
  }

  private void both(Runnable one, Runnable other) {
    hands.forEffort(way.cells().size()).all(List.of(one, other));
  }

  /** The slot before which there are about as many cells as from it on; none of the first. */
  private int middle(Cells cells) {
    long half = cells.size();
    long sum = 0;
    for (int[] pairs : cells.first()) {
      sum += 2L * pairs.length;
    }
    int slot = first.length();
    while (slot < cells.added().length && sum < half) {
      sum += cells.removed()[slot].length + cells.added()[slot].length;
      slot++;
    }
    return slot;
  }

  private void use(Cells others) {
    Cells cells = way.cells();
    if (cells.added() != others.added()) {
      for (int slot = first.length(); slot < removed.length; slot++) {
        Steps.wipe(cells.removed()[slot], removed[slot]);
        Steps.wipe(cells.added()[slot], added[slot]);
        Steps.wipe(cells.added()[slot], before[slot + 1]);
      }
    }
  }

  /** After a pass forth, by state: the most that is earned before something is added in a slot. */
  long[] removed(int slot) {
    return removed[slot];
  }

  /**
   * What comes to the states of a slot, and what can go on from there.
   *
   * @param come by state: the most that is earned until it is there, after removals
   * @param go by state: the most that can be earned once it is there, while removing
   * @param comeAdding the same after additions
   * @param goAdding while adding
   * @param comeAfter after the slot
   * @param goAfter after the slot
   */
  record Through(
      int slot,
      long[] come,
      long[] go,
      long[] comeAdding,
      long[] goAdding,
      long[] comeAfter,
      long[] goAfter) {}

  /**
   * Tells what can be earned through the states of each slot in the last pass.
   *
   * @param toEarly told of the slots before the meeting, from the last
   * @param toFirst told then by state what can be earned after the first slots
   * @param toLate told of the slots after the meeting, perhaps at the same time
   */
  void tell(Consumer<Through> toEarly, Consumer<long[]> toFirst, Consumer<Through> toLate) {
    both(
        () -> {
          Steps.Backward back = early.backward(way, from(meeting));
          for (int slot = meeting - 1; slot >= first.length(); slot--) {
            back.step(slot);
            toEarly.accept(
                new Through(
                    slot,
                    removed[slot],
                    back.removed,
                    added[slot],
                    back.added,
                    before[slot + 1],
                    back.next));
          }
          toFirst.accept(back.removed);
        },
        () -> {
          Steps.Forward forth = late.forward(way, before[meeting]);
          for (int slot = meeting; slot < way.slots(); slot++) {
            forth.step(slot);
            toLate.accept(
                new Through(
                    slot,
                    forth.removed,
                    removed[slot],
                    forth.added,
                    added[slot],
                    forth.next,
                    from(slot + 1)));
          }
        });
  }

  /**
   * What can be earned from slots on along another way; may be asked during a pass, and by several
   * at once.
   *
   * @param earliest the first of these slots, none of the first
   * @return by slot and state; empty before that
   */
  long[][] toCome(Steps.Way other, int earliest) {
    Steps.Backward back = steps().backward(other, ended);
    long[][] toCome = new long[other.slots() + 1][0];
    toCome[other.slots()] = ended;
    for (int slot = other.slots() - 1; slot >= earliest; slot--) {
      back.step(slot);
      toCome[slot] = back.removed.clone();
    }
    return toCome;
  }

  /** What can still be earned through these cells, where the last pass led. */
  ToGo toGo(Cells within) {
    Steps.Way along = new Steps.Way(way.field(), within, way.ticks());
    Steps.Backward back = early.backward(along, ended);
    long[] whole = new long[graph.size()];
    double[][] removing = new double[along.slots()][];
    double[][] adding = new double[along.slots()][];
    for (int slot = along.slots() - 1; slot >= first.length(); slot--) {
      back.step(slot);
      early.prepay(within.added()[slot], back.added, whole);
      removing[slot] = values(back.removed, within.removed()[slot]);
      adding[slot] = values(whole, within.added()[slot]);
    }
    FirstSlots.Backward firstBack =
        first.backward(along.field(), within.first(), along.ticks(), back.removed);
    for (int slot = 0; slot < first.length(); slot++) {
      removing[slot] = values(firstBack.whileRemoving(slot), within.removed()[slot]);
      adding[slot] = values(firstBack.whileAdding(slot), within.added()[slot]);
    }
    return new ToGo(
        within, new ToGo.Part(within.removed(), removing), new ToGo.Part(within.added(), adding));
  }

  private double[] values(long[] row, int[] states) {
    double[] values = new double[states.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = way.ticks().value(row[states[i]]);
    }
    return values;
  }

  /** The states of the walk that earns most in the last pass, by slot: what takes slices in it. */
  int[] states() {
    int[] states = new int[way.slots()];
    long cost = way.ticks().of(penalty);
    int state = met;
    for (int slot = meeting - 1; slot >= first.length(); slot--) {
      states[slot] = state;
      state = beforeRemovals(slot, narrowest(added[slot], state, cost));
    }
    System.arraycopy(first.states(state), 0, states, 0, first.length());
    state = met;
    for (int slot = meeting; slot < states.length; slot++) {
      state = afterAdditions(slot, narrowest(removed[slot], state, 0), cost);
      states[slot] = state;
    }
    return states;
  }

  /**
   * A state with as little as is worth as much, less what each instance less costs: nothing is
   * added before it has to be, or removed later than it can be.
   */
  private int narrowest(long[] worth, int state, long cost) {
    int at = state;
    for (int e = graph.edgeFrom[at]; e < graph.edgeFrom[at + 1]; e++) {
      if (worth[graph.edgeTo[e]] - cost == worth[at]) {
        at = graph.edgeTo[e];
        e = graph.edgeFrom[at] - 1;
      }
    }
    return at;
  }

  private int beforeRemovals(int slot, int state) {
    int at = state;
    while (before[slot][at] != removed[slot][at]) {
      at = wider(at, removed[slot], removed[slot][at]);
    }
    return at;
  }

  private int afterAdditions(int slot, int state, long cost) {
    long[] up = added[slot];
    int at = state;
    while (from(slot + 1)[at] + late.net(way, slot, at) != up[at]) {
      at = wider(at, up, up[at] + cost);
    }
    return at;
  }

  /** The state with an instance more that is worth that. */
  private int wider(int state, long[] worth, long wanted) {
    for (int e = graph.wideFrom[state]; e < graph.wideFrom[state + 1]; e++) {
      if (worth[graph.wideTo[e]] == wanted) {
        return graph.wideTo[e];
      }
    }
    throw new IllegalStateException("nothing leads on from state %d.".formatted(state));
  }
}
