package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.PricedSetting;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final PlanningProblem problem = Problems.random(Problems.LARGE, 2, 24, 1);
  private final PricedSetting setting = new PricedSetting(problem);
  private final Walks walks =
      new Walks(problem, setting.graph, new Rewards(setting.graph, problem));
  private final Decisions decisions = new Decisions(problem, setting.graph, List.of());
  private final Prices prices = setting.prices(new Random(0), true);
  private final Cells all = walks.relaxation().everywhere();
  private final double nothing = new Worth(problem).of(List.of());

  @Test
  void triesWhatHasNoWalkNearbyAmongAllCells() {
    double inAll = valueAfter(all, all);

    assertThat(inAll).isGreaterThan(nothing);
    assertThat(valueAfter(none(), all)).isEqualTo(inAll);
    assertThat(valueAfter(none(), none())).isEqualTo(nothing);
  }

  /** What the best plan is worth when what prices suggest has been tried. */
  private double valueAfter(Cells near, Cells within) {
    Incumbent incumbent =
        new Incumbent(
            problem,
            setting.graph,
            PlannerSettings.standard(),
            new Found(List.of(), nothing, Double.POSITIVE_INFINITY),
            Double.NEGATIVE_INFINITY,
            0);
    Evaluation found =
        setting.bound.evaluate(setting.bound.scope(decisions.everything()), prices, all);
    new Attempts(walks, decisions, incumbent, Optional.empty())
        .tryPicks(new Descent.Suggestion(found, prices.floor(), near, within));
    return incumbent.value();
  }

  /** No cell at all. */
  private Cells none() {
    int slots = problem.slots();
    return new Cells(
        new int[slots][0], new int[slots][0], new int[slots][0], new int[all.first().length][0]);
  }
}
