package dev.migrator.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
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
    double optimum = new PathPlanner(PathPlanner.Settings.exact()).plan(problem).value();
    Setting setting = new Setting(problem);
    for (int i = 0; i < 20; i++) {
      double bound =
          setting
              .bound
              .evaluate(setting.domains, setting.prices(random, i % 2 == 0), setting.everywhere)
              .value();
      assertThat(bound).isGreaterThanOrEqualTo(optimum - 1e-9);
    }
  }

  @Test
  void creditsRetrainingWithTheReferencesAndChargesItThePrices() {
    TenantOutlook tenant = worked();
    Setting setting = new Setting(Problems.of(Problems.PAIR, 4, 1, tenant));
    Prices prices = setting.prices(new Random(0), true);
    for (int slot = 0; slot < 4; slot++) {
      prices.site()[0][0][slot] = 5;
      prices.served()[0][slot] = 10;
    }

    PricedBound.Evaluation found =
        setting.bound.evaluate(setting.domains, prices, setting.everywhere);

    // Begun at 0 it ends at 2: 2 · 10 · 0.5 + 2 · 10 · 1.0 - 2 · 5 = 20, as much as 4 · 10 · 0.5.
    assertThat(found.value(0, 0, 0)).isEqualTo(20);
    assertThat(found.value(0, 0, 1)).isEqualTo(15);
    assertThat(found.value(0, -1, 0)).isEqualTo(20);
    assertThat(found.pickValue(0)).isEqualTo(20);
  }

  @Test
  void dropsRetrainingsThatCannotBeatAPlan() {
    Setting setting = new Setting(Problems.of(Problems.PAIR, 4, 1, worked()));
    PricedBound.Evaluation found =
        setting.bound.evaluate(
            setting.domains, setting.bound.opening(setting.domains, 1), setting.everywhere);

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

  /** Everything a bound needs, retrainings on every site included. */
  private static final class Setting {
    private final PlanningProblem problem;
    private final StateGraph graph;
    private final PricedBound bound;
    private final Cells everywhere;
    private final List<Domain> domains = new ArrayList<>();

    Setting(PlanningProblem problem) {
      this.problem = problem;
      this.graph = StateGraph.ofCounts(problem);
      OccupancyBound inference = OccupancyBound.of(problem, graph);
      this.everywhere = inference.everywhere();
      double[] last = new double[problem.tenants().size()];
      for (int i = 0; i < last.length; i++) {
        last[i] = problem.tenants().get(i).accuracy();
        domains.add(Domain.all(choices(problem.tenants().get(i)), true, problem.slots()));
      }
      this.bound =
          new PricedBound(
              graph,
              new Rewards(graph, problem),
              Inference.exactly(inference),
              problem.tenants(),
              new Timeline(graph, problem.tenants(), problem.slots()),
              last);
    }

    private List<Choice> choices(TenantOutlook tenant) {
      List<Choice> choices = new ArrayList<>();
      for (int site = 0; site < graph.siteCount(); site++) {
        int setup = problem.setupSlots(graph.profileOf(site));
        for (RetrainingOption option : tenant.options()) {
          int length = setup + option.slots().getOrDefault(graph.profileOf(site), 99);
          if (length <= problem.slots()) {
            choices.add(new Choice(option, site, setup, length));
          }
        }
      }
      return choices;
    }

    Prices prices(Random random, boolean none) {
      int n = problem.tenants().size();
      Prices prices =
          new Prices(
              new double[n][graph.siteCount()][problem.slots()],
              new double[n][problem.slots()],
              new double[n]);
      for (int i = 0; i < n && !none; i++) {
        for (int slot = 0; slot < problem.slots(); slot++) {
          prices.served()[i][slot] =
              random.nextDouble() * problem.tenants().get(i).arrivals()[slot];
          for (double[] site : prices.site()[i]) {
            site[slot] = 20 * random.nextDouble();
          }
        }
      }
      return prices;
    }
  }
}
