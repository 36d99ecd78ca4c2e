package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against the definition of a pair: what is kept is within the state. */
class KeptPairsTest {
  private static final Profile ONE = Problems.LARGE.profile("1g");
  private static final Profile TWO = Problems.LARGE.profile("2g");

  /** Two tenants; two 1g that are alike, one that is ready later, and a 2g of the other. */
  private final PlanningProblem problem =
      Problems.of(
          Problems.LARGE,
          6,
          2,
          List.of(
              serving("a", new Placement(ONE, 0), 0),
              serving("a", new Placement(ONE, 1), 0),
              serving("a", new Placement(ONE, 2), 1),
              serving("b", new Placement(TWO, 4), 0)),
          tenant("a"),
          tenant("b"));

  private final StateGraph graph = StateGraph.ofCounts(problem);
  private final KeptPairs pairs = new KeptPairs(graph, new Beginning(problem, graph));

  @Test
  void areAllStatesWithAllThatMayBeKeptThere() {
    Set<List<Integer>> expected = new HashSet<>();
    int[] kept = pairs.ready(Integer.MAX_VALUE);
    for (int k = 0; k < kept.length; k++) {
      for (int s = 0; s < graph.size(); s++) {
        if (contains(s, kept[k])) {
          expected.add(List.of(s, k));
        }
      }
    }

    assertThat(pairs.keptSize()).isEqualTo(3 * 2 * 2);
    assertThat(all()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void areNumberedByStateAndThenByWhatIsKept() {
    List<List<Integer>> sorted = new ArrayList<>(all());
    sorted.sort((a, b) -> Arrays.compare(ints(a), ints(b)));

    assertThat(all()).isEqualTo(sorted);
    assertThat(pairs.keptOf[pairs.first]).isEqualTo(pairs.keptSize() - 1);
    assertThat(graph.kindsOf(pairs.stateOf[pairs.first])).hasSize(4);
  }

  @Test
  void leadToThoseWithOneInstanceLess() {
    Edges less = pairs.less(false);
    Edges alsoKept = pairs.less(true);
    for (int p = 0; p < pairs.stateOf.length; p++) {
      assertThat(targets(less, p)).isEqualTo(withLess(p, false));
      assertThat(targets(alsoKept, p)).isEqualTo(withLess(p, true));
    }
  }

  /** By looking at every other pair. */
  private Set<Integer> withLess(int pair, boolean alsoKept) {
    Set<Integer> found = new HashSet<>();
    for (int other = 0; other < pairs.stateOf.length; other++) {
      int kept = pairs.keptOf[pair];
      int keptThere = pairs.keptOf[other];
      boolean mayBe = kept == keptThere || alsoKept && losesTheSame(pair, other);
      if (mayBe && isOneLess(pairs.stateOf[pair], pairs.stateOf[other])) {
        found.add(other);
      }
    }
    return found;
  }

  /** Whether one of a group is not kept any more, of the kind that the state loses. */
  private boolean losesTheSame(int pair, int other) {
    int[] groups = groups(pairs.keptOf[pair]);
    int[] there = groups(pairs.keptOf[other]);
    int changed = 0;
    for (int g = 0; g < groups.length; g++) {
      changed += Math.abs(groups[g] - there[g]);
    }
    int[] all = pairs.ready(Integer.MAX_VALUE);
    int kept = all[pairs.keptOf[pair]];
    int less = all[pairs.keptOf[other]];
    return changed == 1
        && isOneLess(kept, less)
        && lost(kept, less) == lost(pairs.stateOf[pair], pairs.stateOf[other]);
  }

  /** How many 1g that are ready at once, 1g that are ready later, and 2g. */
  private int[] groups(int kept) {
    int all = size(pairs.ready(Integer.MAX_VALUE)[kept]);
    int atOnce = pairs.ready(0)[kept];
    int two = graph.kindOf(1, graph.siteOf(new Placement(TWO, 4)));
    int twos = (int) Arrays.stream(graph.kindsOf(atOnce)).filter(kind -> kind == two).count();
    return new int[] {size(atOnce) - twos, all - size(atOnce), twos};
  }

  private int size(int state) {
    return graph.kindsOf(state).length;
  }

  private boolean isOneLess(int state, int other) {
    return size(state) == size(other) + 1 && contains(state, other);
  }

  private int lost(int state, int other) {
    return Arrays.stream(graph.kindsOf(state)).sum() - Arrays.stream(graph.kindsOf(other)).sum();
  }

  private boolean contains(int state, int part) {
    List<Integer> left = new ArrayList<>();
    Arrays.stream(graph.kindsOf(state)).forEach(left::add);
    return Arrays.stream(graph.kindsOf(part)).allMatch(kind -> left.remove((Integer) kind));
  }

  private List<List<Integer>> all() {
    List<List<Integer>> all = new ArrayList<>();
    for (int p = 0; p < pairs.stateOf.length; p++) {
      all.add(List.of(pairs.stateOf[p], pairs.keptOf[p]));
    }
    return all;
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Set<Integer> targets(Edges edges, int place) {
    Set<Integer> targets = new HashSet<>();
    for (int e = edges.from()[place]; e < edges.from()[place + 1]; e++) {
      assertThat(targets.add(edges.to()[e])).isTrue();
    }
    return targets;
  }

  private static Inherited.Serving serving(String tenant, Placement placement, int readyAt) {
    return new Inherited.Serving(placement, new Task.Infer(tenant), readyAt);
  }

  private static TenantOutlook tenant(String name) {
    return new TenantOutlook(
        name,
        1,
        1,
        new double[] {9, 9, 9, 9, 9, 9},
        Map.of(ONE, 4.0, TWO, 9.0),
        List.of(),
        false,
        0);
  }
}
