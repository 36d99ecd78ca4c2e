package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.plan.PathPlanner;
import org.junit.jupiter.api.Test;

/** The bound that no policy may exceed. */
final class UpperBoundTest {

  @Test
  void liesAboveThePlannerThatKnowsTheFutureAndNearIt() {
    Experiment experiment = SimulationTest.experiment(2, 0.25);

    double bound = UpperBound.of(experiment);
    double goodput = SimulationTest.run(experiment, new PathPlanner()).scorecard().goodput();

    assertThat(bound).isGreaterThan(goodput).isLessThan(1.1 * goodput);
  }

  @Test
  void isNeverMoreThanEveryRequestAnsweredByTheBestModel() {
    Experiment experiment = SimulationTest.experiment(1, 0);

    assertThat(UpperBound.of(experiment)).isLessThanOrEqualTo(0.89 * experiment.requests());
  }
}
