package dev.migrator.core.plan.state;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Which states of a graph are built. If one is, so are all that have less. */
sealed interface StateFilter {
  /**
   * Whether a state is built.
   *
   * @param graph as far as it is built
   * @param kinds of the state, ascending
   */
  boolean passes(StateGraph graph, char[] kinds);

  /** All that there are. */
  record All() implements StateFilter {
    @Override
    public boolean passes(StateGraph graph, char[] kinds) {
      return true;
    }
  }

  /**
   * Those of which all sites may be had together.
   *
   * @param rooms which sites may be had, each way once
   */
  record Free(Set<BitSet> rooms) implements StateFilter {
    /** What is inherited, and what is free in some slot. */
    static Free beside(PlanningProblem problem, Sites sites, List<Taken> taken) {
      Set<BitSet> rooms = new LinkedHashSet<>();
      BitSet inherited = new BitSet();
      problem.inherited().forEach(i -> inherited.set(sites.of(i.placement())));
      rooms.add(inherited);
      for (int slot = 0; slot < problem.slots(); slot++) {
        rooms.add(room(sites, taken, slot));
      }
      return new Free(rooms);
    }

    private static BitSet room(Sites sites, List<Taken> taken, int slot) {
      List<Placement> obstacles =
          taken.stream()
              .filter(t -> t.from() <= slot && slot < t.to())
              .map(Taken::placement)
              .toList();
      return IntStream.range(0, sites.count())
          .filter(site -> obstacles.stream().noneMatch(sites.anyPlacement(site)::overlaps))
          .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    @Override
    public boolean passes(StateGraph graph, char[] kinds) {
      return rooms.stream().anyMatch(room -> hasAll(room, graph, kinds));
    }

    private static boolean hasAll(BitSet room, StateGraph graph, char[] kinds) {
      boolean all = true;
      for (int i = 0; all && i < kinds.length; i++) {
        all = room.get(graph.allKinds().get(kinds[i]).site());
      }
      return all;
    }
  }

  /**
   * Those whose counts are wanted.
   *
   * @param counts a coarser graph of the same problem
   * @param wanted by state of that; if one is, so are all that have less
   * @param most states that are built, and one more
   */
  record Wanted(StateGraph counts, boolean[] wanted, int most) implements StateFilter {
    @Override
    public boolean passes(StateGraph graph, char[] kinds) {
      if (graph.size() > most) {
        return false;
      }
      int counted = counts.stateOf(graph, kinds);
      return counted >= 0 && wanted[counted];
    }
  }
}
