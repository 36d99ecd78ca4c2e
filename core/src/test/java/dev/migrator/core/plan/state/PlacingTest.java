package dev.migrator.core.plan.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacingTest {
  private static final int SLOTS = 20;

  private final PlanningProblem problem =
      Problems.of(
          Problems.LARGE,
          SLOTS,
          2,
          Problems.tenant(Problems.LARGE, "a", 1, 1, Problems.steady(9, SLOTS)));
  private final StateGraph graph = StateGraph.ofCounts(problem);

  @Test
  void keepsOneOfThreeWhereALargerInstanceTakesTheOthersPlace() {
    Walk walk =
        new Walk(
            0,
            List.of(
                new Walk.Move(0, state("1g", "1g", "1g")), new Walk.Move(5, state("1g", "3g"))));

    List<PlannedInstance> instances =
        new Placing(problem, graph, List.of()).instances(walk).orElseThrow();

    assertThat(instances).hasSize(4);
    assertThat(instances).filteredOn(i -> i.from() == 0 && i.to() == SLOTS).hasSize(1);
    assertThat(instances).filteredOn(i -> i.from() == 5).hasSize(1);
  }

  @Test
  void choosesTheFirstPlacesWithTheLaterOnesInMind() {
    Walk walk =
        new Walk(
            0,
            List.of(
                new Walk.Move(0, state("1g", "1g", "1g")),
                new Walk.Move(5, state("1g", "1g", "1g", "4g"))));

    List<PlannedInstance> instances =
        new Placing(problem, graph, List.of()).instances(walk).orElseThrow();

    // 4g lies at 0 only, so the three that stay must all have begun behind it.
    assertThat(instances).hasSize(4).allMatch(i -> i.to() == SLOTS);
    assertThat(instances.stream().filter(i -> i.placement().profile().key().equals("1g")))
        .allMatch(i -> i.from() == 0 && i.placement().start() >= 4);
  }

  @Test
  void findsNoPlaceForRetrainingsThatOverlap() {
    var task = new dev.migrator.core.model.Task.Retrain("a", "all");
    int site = graph.siteCount() - 1;
    Block one = new Block(task, site, 0, 2, 9, java.util.Optional.empty());

    Placing placing = new Placing(problem, graph, List.of(one, one));

    assertThat(placing.instances(new Walk(0, List.of(new Walk.Move(0, state()))))).isEmpty();
  }

  private int state(String... keys) {
    int[] kinds = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      kinds[i] = graph.kindOf(0, problem.profiles().indexOf(Problems.LARGE.profile(keys[i])));
    }
    return graph.stateOf(kinds);
  }
}
