package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeamSearchTest {
  private static final double NOTHING = Double.NEGATIVE_INFINITY;
  private static final double ROUNDING = 1e-6;

  /** The example of {@link BeamSearch}. */
  @Test
  void beginsWhereThePlanIsWorthMost() {
    Scene scene = new Scene(ProbingTest.example());

    BeamSearch.Answer found = scene.foreseen(NOTHING);

    assertThat(found.worth()).isCloseTo(50, within(ROUNDING));
    assertThat(found.decided().getFirst().earliest(found.decided().getFirst().firstAllowed()))
        .isZero();
    assertThat(found.effort()).isPositive();
  }

  @Test
  void findsNothingWhereNothingIsBetter() {
    Scene scene = new Scene(Problems.random(Problems.PAIR, 2, 10, 0));
    double best = scene.foreseen(NOTHING).worth();

    assertThat(scene.foreseen(best).decided()).isEmpty();
    assertThat(scene.foreseen(best).worth()).isEqualTo(NOTHING);
    assertThat(scene.foreseen(best - 1e-3).worth()).isEqualTo(best);
  }

  /** Where few labels are all there are, it is the best; it is never worth more than it can be. */
  @Test
  void isThePlanOfItsRetrainings() {
    int problems = 60;
    int best = 0;
    int better = 0;
    for (long seed = 0; seed < problems; seed++) {
      Scene scene = new Scene(outliving(Problems.random(Problems.PAIR, 2, 12, seed)));
      double most = scene.pairs().stream().mapToDouble(scene::worth).max().orElseThrow();

      BeamSearch.Answer found = scene.foreseen(NOTHING);

      assertThat(found.worth())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(scene.worth(found.decided()) + ROUNDING);
      best += found.worth() >= most - ROUNDING ? 1 : 0;
      better += found.worth() > scene.worth(scene.picked()) + ROUNDING ? 1 : 0;
    }
    assertThat(best).isGreaterThan(problems * 9 / 10);
    assertThat(better).isPositive();
  }

  /** Where accuracy at the end counts as well. */
  private static PlanningProblem outliving(PlanningProblem problem) {
    TenantOutlook[] tenants =
        problem.tenants().stream()
            .map(
                t ->
                    new TenantOutlook(
                        t.name(),
                        t.weight(),
                        t.accuracy(),
                        t.arrivals(),
                        t.capacity(),
                        t.options(),
                        false,
                        50))
            .toArray(TenantOutlook[]::new);
    return Problems.of(problem.gpu(), problem.slots(), 2, tenants);
  }

  /** A problem in counts, under prices to begin with. */
  private static final class Scene {
    private final Walks walks;
    private final Decisions decisions;
    private final PricedBound bound;
    private final List<Domain> domains;
    private final Prices prices;
    private final Cells everywhere;

    Scene(PlanningProblem problem) {
      StateGraph graph = StateGraph.ofCounts(problem);
      this.walks = new Walks(problem, graph, new Rewards(graph, problem));
      this.decisions = new Decisions(problem, graph, List.of());
      this.bound = PricedBound.of(walks, decisions);
      this.domains = decisions.everything();
      this.prices = bound.opening(domains, bound.costs(walks.relaxation().setup()));
      this.everywhere = walks.relaxation().everywhere();
    }

    private Evaluation evaluated() {
      return bound.evaluate(bound.scope(domains), prices, everywhere);
    }

    BeamSearch.Answer foreseen(double known) {
      return evaluated().foreseen(walks, everywhere, known);
    }

    /** What does best under the prices. */
    List<Domain> picked() {
      Evaluation found = evaluated();
      return List.of(found.decided(0), found.decided(1));
    }

    List<List<Domain>> pairs() {
      List<List<Domain>> pairs = new ArrayList<>();
      for (Domain one : PricedSetting.each(domains.get(0))) {
        for (Domain other : PricedSetting.each(domains.get(1))) {
          pairs.add(List.of(one, other));
        }
      }
      return pairs;
    }

    /** The best walk beside these retrainings. */
    double worth(List<Domain> decided) {
      Timeline timeline = decisions.timeline(decided, prices.floor());
      Field field = walks.field(timeline);
      walks.relaxation().value(field);
      return walks.best(field, everywhere, NOTHING, Walks.Limits.EXACT).walk().value();
    }
  }
}
