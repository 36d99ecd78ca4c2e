package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RetrainingSearchTest {
  private static final PlannerSettings EXACT = PlannerSettings.exact();

  /** Without room for cells and prices each part is looked at with those of the root. */
  @Test
  void findsTheSameWhateverRoomThereIsForOpenParts() {
    int differently = 0;
    for (long seed = 0; seed < 40; seed++) {
      PlanningProblem problem = Problems.random(Problems.PAIR, 3, 30, seed);
      RetrainingSearch.Answer roomy = answer(problem, EXACT, OpenNodes::new);
      RetrainingSearch.Answer tight = answer(problem, EXACT, () -> new OpenNodes(0, 0));
      differently += tight.effort() == roomy.effort() ? 0 : 1;
      assertThat(tight.found().value()).isCloseTo(roomy.found().value(), within(1e-6));
      assertThat(tight.found().bound()).isCloseTo(roomy.found().bound(), within(1e-6));
    }
    assertThat(differently).isPositive();
  }

  /** Parts are looked at together, and what comes of it does not depend on who is first. */
  @Test
  void findsTheSameWhoeverLooksFirst() {
    long looks = 0;
    for (long seed = 0; seed < 12; seed++) {
      PlanningProblem problem = Problems.random(Problems.LARGE, 2, 40, seed);
      RetrainingSearch.Answer one = answer(problem, EXACT, OpenNodes::new);
      RetrainingSearch.Answer other =
          answer(problem, EXACT.with(new Problems.Backwards()), OpenNodes::new);
      assertThat(other.found()).as("seed %d", seed).isEqualTo(one.found());
      assertThat(other.effort()).as("seed %d", seed).isEqualTo(one.effort());
      assertThat(other.looks()).as("seed %d", seed).isEqualTo(one.looks());
      looks += one.looks();
    }
    assertThat(looks).isGreaterThan(20);
  }

  private static RetrainingSearch.Answer answer(
      PlanningProblem problem, PlannerSettings settings, Supplier<OpenNodes> nodes) {
    StateGraph graph = StateGraph.ofCounts(problem);
    RetrainingSearch search =
        new RetrainingSearch(
            problem,
            graph,
            new Rewards(graph, problem),
            settings,
            Optional.empty(),
            List.of(),
            nodes);
    Found nothing =
        new Found(List.of(), new Worth(problem).of(List.of()), Double.POSITIVE_INFINITY);
    return search.improve(nothing, Optional.empty());
  }
}
