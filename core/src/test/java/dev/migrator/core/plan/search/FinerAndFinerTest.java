package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FinerAndFinerTest {
  private static final PlannerSettings EXACT = PlannerSettings.exact();
  private static final int SLOTS = 24;

  /** On however many graphs: what is found is what a search in placements alone finds. */
  @Test
  void findsAsMuchAsInPlacementsAlone() {
    int[] byGraphs = new int[4];
    for (long seed = 0; seed < 30; seed++) {
      PlanningProblem problem = inheriting(seed);
      FinerAndFiner.Answer answer = finerAndFiner(problem);
      byGraphs[answer.graphs()]++;
      Found placed = inPlacements(problem);
      assertThat(answer.found().value())
          .as("seed %d", seed)
          .isCloseTo(placed.value(), within(1e-6));
      assertThat(answer.found().bound())
          .as("seed %d", seed)
          .isCloseTo(placed.value(), within(1e-6));
      assertThat(new Worth(problem).of(answer.found().instances()))
          .isCloseTo(answer.found().value(), within(1e-6));
    }
    assertThat(byGraphs[1]).isPositive();
    assertThat(byGraphs[2]).isPositive();
    assertThat(byGraphs[3]).isPositive();
  }

  private static FinerAndFiner.Answer finerAndFiner(PlanningProblem problem) {
    StateGraph counts = StateGraph.ofCounts(problem);
    return new FinerAndFiner(problem, List.of(), EXACT)
        .improve(counts, new Rewards(counts, problem), nothing(problem), Optional.empty());
  }

  private static Found inPlacements(PlanningProblem problem) {
    StateGraph counts = StateGraph.ofCounts(problem);
    boolean[] all = new boolean[counts.size()];
    Arrays.fill(all, true);
    StateGraph placed =
        StateGraph.within(problem, Sites.placements(problem), counts, all, 10_000).orElseThrow();
    Rewards rewards = new Rewards(placed, problem);
    return new RetrainingSearch(problem, placed, rewards, EXACT, Optional.empty())
        .improve(nothing(problem), Optional.empty())
        .found();
  }

  private static Found nothing(PlanningProblem problem) {
    double value = new Worth(problem).of(List.of());
    return new Found(List.of(), value, Double.POSITIVE_INFINITY);
  }

  /** With a layout that is there already, each of its instances of one of two tenants. */
  private static PlanningProblem inheriting(long seed) {
    PlanningProblem bare = Problems.random(Problems.LARGE, 2, SLOTS, seed);
    Random random = new Random(seed);
    List<Layout> layouts = Layout.all(bare.placements());
    List<Inherited> inherited =
        layouts.get(random.nextInt(layouts.size())).placements().stream()
            .<Inherited>map(
                placement ->
                    new Inherited.Serving(placement, new Task.Infer("t" + random.nextInt(2)), 0))
            .toList();
    TenantOutlook[] tenants = bare.tenants().toArray(TenantOutlook[]::new);
    return Problems.of(Problems.LARGE, SLOTS, 2, inherited, tenants);
  }
}
