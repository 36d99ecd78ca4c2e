package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.StateGraph;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowClockTest {
  private static final int SLOTS = 61;
  private static final int WIDTH = 6;

  @Test
  void servesInALongSlotWhatItsSlotsServeTogether() {
    double[][] levels = {{4, 9, 0, 5, 6, 7, 8}, {6, 1, 3, 0, 9, 2, 30}};
    Demand demand = new Demand(levels, new double[] {0.25, 0.75}, new double[0]);
    TenantOutlook tenant = Problems.tenant(Problems.LARGE, "a", 6, 0.5, new double[7]).with(demand);

    Demand slow =
        new SlowClock(of(7, WIDTH, List.of(tenant))).problem().tenants().getFirst().demand();

    for (double capacity : new double[] {0, 1, 4.5, 6, 20, 100}) {
      double first = 0;
      for (int slot = 0; slot < WIDTH; slot++) {
        first += demand.served(slot, capacity);
      }
      assertThat(slow.served(0, WIDTH * capacity)).isCloseTo(first, within(1e-9));
      assertThat(slow.served(1, WIDTH * capacity))
          .isCloseTo(demand.served(6, capacity), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void makesOfASlowPlanALegalOneThatIsWorthAtLeastAsMuch(long seed) {
    PlanningProblem problem = random(3, seed);
    SlowClock clock = new SlowClock(problem);
    Plan slow = new PathPlanner(withoutSpares()).plan(clock.problem());

    List<PlannedInstance> usual = clock.usual(slow.instances());

    double value = new Worth(problem).of(usual);
    Plan plan = new Plan("slow", SLOTS, usual, value, value);
    assertThat(PlanCheck.violations(clock.problem(), slow)).isEmpty();
    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(value).isGreaterThanOrEqualTo(slow.value() - 1e-6);
    assertThat(slow.retrainings()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givesPricesAtWhichRequestsOfALongSlotAreThoseOfItsSlots(long seed) {
    PlanningProblem problem = random(2, seed);
    SlowClock clock = new SlowClock(problem);
    int sites = StateGraph.ofCounts(problem).siteCount();
    int blocks = clock.problem().slots();
    Prices slow = new Prices(new double[2][sites][blocks], new double[2][blocks], new double[2]);
    for (int block = 0; block < blocks; block++) {
      slow.site()[1][2][block] = block;
      slow.served()[0][block] = 0.7 * clock.problem().tenants().getFirst().demand().mean(block);
    }

    Prices usual = clock.usual(slow);

    for (int block = 0; block < blocks; block++) {
      double served = 0;
      double price = 0;
      for (int slot = block * WIDTH; slot < Math.min(SLOTS, (block + 1) * WIDTH); slot++) {
        served += usual.served()[0][slot];
        price += usual.site()[1][2][slot];
      }
      assertThat(served).isCloseTo(slow.served()[0][block], within(1e-3));
      assertThat(price).isLessThanOrEqualTo(block + 1e-9);
    }
    assertThat(usual.site()[1][2][SLOTS - 2]).isEqualTo((blocks - 2) / 6.0);
  }

  @Test
  void isNothingForShortSetUpsPausesAndShortHorizons() {
    PlanningProblem problem = random(2, 1);
    Pausing pausing = new Pausing(1, 1);
    List<TenantOutlook> tenants = problem.tenants();

    assertThat(new SlowClock(problem).isPossible()).isTrue();
    assertThat(new SlowClock(of(SLOTS, 2, tenants)).isPossible()).isFalse();
    assertThat(
            new SlowClock(problem.with(problem.rules().withPausing(Optional.of(pausing))))
                .isPossible())
        .isFalse();
    assertThat(new SlowClock(Problems.random(Problems.LARGE, 2, 20, 1)).isPossible()).isFalse();
  }

  @Test
  void helpsWhereFewPassesAreAffordable() {
    PlanningProblem problem = of(SLOTS, 6, Problems.random(Problems.LARGE, 6, SLOTS, 2).tenants());
    SlowClock clock = new SlowClock(problem);
    PlannerSettings few = withoutSpares().withEffort(12_000_000, 1_000_000);
    PlannerSettings half = withoutSpares().withEffort(6_000_000, 1_000_000);
    Plan slow = new PathPlanner(half).plan(clock.problem());

    Plan plan = new PathPlanner(few).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.value())
        .isGreaterThanOrEqualTo(new Worth(problem).of(clock.usual(slow.instances())) - 1e-6);
  }

  private static PlannerSettings withoutSpares() {
    return new PlannerSettings(0.005, 240_000_000, false);
  }

  /** Bursts, retrainings, an instance that is being set up and a retraining that runs. */
  private static PlanningProblem random(int tenants, long seed) {
    PlanningProblem problem = Problems.random(Problems.LARGE, tenants, SLOTS, seed);
    List<Placement> placements = problem.placements();
    Placement small = placements.getFirst();
    Placement large =
        placements.stream()
            .filter(p -> p.profile().key().equals("3g") && p.start() == 4)
            .findFirst()
            .orElseThrow();
    List<Inherited> inherited =
        List.of(
            new Inherited.Serving(small, new Task.Infer("t0"), 4),
            new Inherited.Retraining(large, new Task.Retrain("t1", "all"), 4, 17, 0.9));
    return of(SLOTS, 6, problem.tenants()).with(problem.tenants(), inherited);
  }

  private static PlanningProblem of(int slots, int setUp, List<TenantOutlook> tenants) {
    return Problems.of(Problems.LARGE, slots, setUp, tenants.toArray(TenantOutlook[]::new));
  }
}
