package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.core.plan.state.Problems;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PricedBoundTest {

  @TestFactory
  Stream<DynamicTest> isNeverBelowTheOptimumWhateverThePrices() {
    return IntStream.range(0, 12)
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    "seed " + seed,
                    () -> holds(Problems.random(Problems.SMALL, 2, 8, seed), new Random(seed))));
  }

  private static void holds(PlanningProblem problem, Random random) {
    double optimum = new PathPlanner(PlannerSettings.exact()).plan(problem).value();
    PricedSetting setting = new PricedSetting(problem);
    for (int i = 0; i < 20; i++) {
      Evaluation found =
          setting.bound.evaluate(
              setting.bound.scope(setting.domains),
              setting.prices(random, i % 2 == 0),
              setting.everywhere);
      assertThat(found.value()).isGreaterThanOrEqualTo(optimum - 1e-9);
      for (long labels : new long[] {0, 10, 100, 1_000_000}) {
        double known = random.nextBoolean() ? optimum : Double.NEGATIVE_INFINITY;
        double timed = found.timed(setting.walks, setting.everywhere, known, labels).bound();
        assertThat(timed).isBetween(optimum - 1e-9, Math.max(optimum, found.value()) + 1e-9);
      }
    }
  }

  @Test
  void creditsRetrainingWithTheReferencesAndChargesItThePrices() {
    TenantOutlook tenant = worked();
    PricedSetting setting = new PricedSetting(Problems.of(Problems.PAIR, 4, 1, tenant));
    Prices prices = setting.prices(new Random(0), true);
    for (int slot = 0; slot < 4; slot++) {
      prices.site()[0][0][slot] = 5;
      prices.served()[0][slot] = 10;
    }

    Evaluation found =
        setting.bound.evaluate(setting.bound.scope(setting.domains), prices, setting.everywhere);

    // Begun at 0 it ends at 2: 2 · 10 · 0.5 + 2 · 10 · 1.0 - 2 · 5 = 20, as much as 4 · 10 · 0.5.
    assertThat(found.bids().of(0, 0, 0)).isEqualTo(20);
    assertThat(found.bids().of(0, 0, 1)).isEqualTo(15);
    assertThat(found.bids().ofNone(0)).isEqualTo(20);
    assertThat(found.wanted(0).value()).isEqualTo(20);
  }

  @Test
  void dropsRetrainingsThatCannotBeatAPlan() {
    PricedSetting setting = new PricedSetting(Problems.of(Problems.PAIR, 4, 1, worked()));
    Evaluation found =
        setting.bound.evaluate(
            setting.bound.scope(setting.domains),
            setting.bound.opening(setting.domains, setting.bound.costs(1)),
            setting.everywhere);

    assertThat(found.above(0, found.value()).size()).isZero();
    assertThat(found.above(0, found.value() - 1e-6).size()).isPositive();
    assertThat(found.above(0, Double.NEGATIVE_INFINITY).size())
        .isEqualTo(setting.domains.getFirst().size());
  }

  private static TenantOutlook worked() {
    Map<dev.migrator.core.model.Profile, Integer> one =
        Map.of(Problems.PAIR.profiles().getFirst(), 1);
    return Problems.tenant(
        Problems.PAIR, "a", 10, 0.5, Problems.steady(10, 4), new RetrainingOption("all", 1.0, one));
  }
}
