package dev.migrator.core.plan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void boundsTheBestPlanAtAnyRents(long seed) {
    PlanningProblem problem =
        Fleets.of(List.of(Fleets.SMALL), 20, 2, Fleets.tenants(2, 2, 20, seed));
    Plan plan = new PathPlanner().plan(problem);
    Market market = Market.of(new Fleet(problem), List.of());
    Random random = new Random(seed);

    for (int i = 0; i < 50; i++) {
      double level = 10 * random.nextDouble();
      double[][] rents = new double[market.siteCount()][];
      for (int site = 0; site < rents.length; site++) {
        rents[site] = random.doubles(20).map(x -> level * x).toArray();
      }
      assertThat(market.clear(Rents.of(rents)).value()).isGreaterThanOrEqualTo(plan.value());
    }
  }

  /** The worked example of {@link ExactRenter}. */
  @Test
  void aTenantPaysForItsSetUp() {
    double[] arrivals = {0, 0, 0, 6, 6};
    TenantOutlook tenant = Fleets.tenant("a", 6, 1, arrivals);
    double[][] slope = new double[1][5];
    Renter renter = renter(tenant);

    double best = renter.best(rents(1, 1, 1, 1, 1), slope);

    assertThat(best).isCloseTo(2 * (6 - 1) - 2 - 0.001, within(1e-9));
    assertThat(slope[0]).containsExactly(0, -1, -1, -1, -1);
    assertThat(renter.wanted()).containsExactly(0, 0, 0, 6, 6);
  }

  @Test
  void aTenantIsRetrainedWhereRentsAreLow() {
    RetrainingOption option = Fleets.option("all", 0.6, 3);
    TenantOutlook tenant = Fleets.tenant("a", 6, 0.5, Fleets.steady(6, 20), option);
    double[] rents = Fleets.steady(2, 20);
    Arrays.fill(rents, 6, 11, 0.1);
    Renter renter = renter(tenant);

    double best = renter.best(rents(rents), new double[1][20]);

    // Ready at 2; retrained on a second site from 6 to 11, which costs five slots at 0.1.
    assertThat(renter.deal()).isEqualTo(new Renter.Deal(0, 6, 11));
    double rent = 15 * 2 + 5 * 0.1;
    assertThat(best).isCloseTo(9 * 3 + 9 * 3.6 - rent - 5 * 0.1 - 0.001, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rentingByTheRequestIsNeverWorse(long seed) {
    TenantOutlook tenant = Fleets.tenants(1, 2, 30, seed).getFirst();
    Fleet fleet = new Fleet(Fleets.of(List.of(Fleets.SMALL), 30, 2, List.of(tenant)));
    Terms terms = new Terms(fleet, tenant, List.of(), new double[0]);
    double[][] bySite = new double[3][];
    Random random = new Random(seed);
    for (int site = 0; site < 3; site++) {
      double size = 1 << site;
      bySite[site] = random.doubles(30).map(x -> 2 * size * x).toArray();
    }
    Rents rents = Rents.of(bySite);
    Renter exact =
        new ExactRenter(
            terms,
            Holdings.of(terms.capacity(), new int[] {4, 2, 1}, terms.peak(), 1_000).orElseThrow(),
            new Tables());

    double exactly = exact.best(rents, new double[3][30]);

    assertThat(exactly).isPositive();
    assertThat(new FluidRenter(terms).best(rents, new double[3][30]))
        .isGreaterThanOrEqualTo(exactly);
  }

  private static Renter renter(TenantOutlook tenant) {
    int slots = tenant.demand().slots();
    Fleet fleet = new Fleet(Fleets.of(List.of(Fleets.PAIR), slots, 2, List.of(tenant)));
    return Market.of(fleet, List.of()).renters().getFirst();
  }

  private static Rents rents(double... bySlot) {
    return Rents.of(new double[][] {bySlot});
  }
}
