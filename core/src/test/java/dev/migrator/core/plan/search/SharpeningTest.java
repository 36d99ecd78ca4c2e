package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.PricedSetting;
import dev.migrator.core.plan.state.Problems;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharpeningTest {
  @Test
  void takesNoMoreOffABoundThanTheBestPlanLeaves() {
    int lower = 0;
    for (int seed = 0; seed < 12; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 8, seed);
      Plans plans = new Plans(problem);
      Random random = new Random(seed);
      Sharpening sharpening = new Sharpening(plans.setting.walks);
      Incumbent unknown = plans.incumbent(Double.NEGATIVE_INFINITY);
      Incumbent known = plans.incumbent(plans.optimum);
      for (int i = 0; i < 20; i++) {
        Evaluation found = plans.evaluated(random);
        double timed = plans.timed(found);
        double open = found.value() - sharpening.slack(found, plans.setting.everywhere, unknown);
        double closed = found.value() - sharpening.slack(found, plans.setting.everywhere, known);

        assertThat(open).as("seed %d", seed).isCloseTo(timed, within(1e-9));
        assertThat(open).as("seed %d", seed).isGreaterThanOrEqualTo(plans.optimum - 1e-9);
        assertThat(closed).as("seed %d", seed).isGreaterThanOrEqualTo(plans.optimum - 1e-9);
        lower += open < found.value() - 1e-3 ? 1 : 0;
      }
    }
    assertThat(lower).isPositive();
  }

  /** A problem, bounds at random prices, and what they must not fall below. */
  private static final class Plans {
    private final PricedSetting setting;
    private final double optimum;

    Plans(PlanningProblem problem) {
      this.setting = new PricedSetting(problem);
      this.optimum = new PathPlanner(PlannerSettings.exact()).plan(problem).value();
    }

    /**
     * @param value of the best plan known
     */
    Incumbent incumbent(double value) {
      return new Incumbent(
          setting.problem,
          setting.graph,
          PlannerSettings.exact(),
          new Found(List.of(), value, Double.POSITIVE_INFINITY),
          Double.NEGATIVE_INFINITY,
          0);
    }

    /** As low as it gets. */
    double timed(Evaluation found) {
      return found
          .timed(setting.walks, setting.everywhere, Double.NEGATIVE_INFINITY, Long.MAX_VALUE)
          .bound();
    }

    Evaluation evaluated(Random random) {
      return setting.bound.evaluate(
          setting.bound.scope(setting.domains),
          setting.prices(random, random.nextBoolean()),
          setting.everywhere);
    }
  }
}
