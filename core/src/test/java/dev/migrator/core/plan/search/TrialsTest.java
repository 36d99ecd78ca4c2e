package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.price.Evaluation;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.PricedSetting;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Problems;
import dev.migrator.core.plan.state.Timeline;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrialsTest {
  private final PlanningProblem problem =
      Problems.of(Problems.PAIR, 8, 1, tenant("a"), tenant("b"), tenant("c"));
  private final PricedSetting setting = new PricedSetting(problem);
  private final Prices free = free();
  private final Evaluation found =
      setting.bound.evaluate(setting.bound.scope(setting.domains), free, setting.everywhere);

  @ParameterizedTest
  @EnumSource
  void decidesOneRetrainingForEachTenant(Trials.Passes passes) {
    List<Domain> decided = trials(4, passes).decided(setting.domains, found, new int[] {2, 0, 1});

    assertThat(decided).hasSize(3).allSatisfy(domain -> assertThat(domain.size()).isEqualTo(1));
  }

  @ParameterizedTest
  @EnumSource
  void decidesRetrainingsThatGoTogether(Trials.Passes passes) {
    List<Domain> decided = trials(4, passes).decided(setting.domains, found, new int[] {0, 1, 2});

    assertThat(bound(byThemselves())).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(bound(decided)).isGreaterThan(0);
  }

  /** Two sites: the third finds none free before the others have ended. */
  @Test
  void triesBeginsAtWhichTheSiteIsFree() {
    List<Domain> decided =
        trials(1, Trials.Passes.ROUGH).decided(setting.domains, found, new int[] {0, 1, 2});

    assertThat(bound(decided)).isGreaterThan(0);
    assertThat(begin(decided.get(0))).isEqualTo(begin(decided.get(1)));
    assertThat(begin(decided.get(2))).isGreaterThanOrEqualTo(begin(decided.get(0)) + 3);
  }

  private static int begin(Domain decided) {
    return decided.earliest(decided.firstAllowed());
  }

  /** Sites cost nothing, and all requests are credited to retrainings. */
  private Prices free() {
    Prices prices = setting.prices(new Random(0), true);
    for (double[] served : prices.served()) {
      Arrays.fill(served, 10);
    }
    return prices;
  }

  /** What each tenant does best with under prices at which sites cost nothing. */
  private List<Domain> byThemselves() {
    return List.of(picked(0), picked(1), picked(2));
  }

  private Domain picked(int tenant) {
    return found.decided(tenant);
  }

  private double bound(List<Domain> domains) {
    return setting.bound.evaluate(setting.bound.scope(domains), free, setting.everywhere).value();
  }

  private Trials trials(int most, Trials.Passes passes) {
    Incumbent incumbent =
        new Incumbent(
            problem,
            setting.graph,
            PlannerSettings.standard(),
            new Found(List.of(), 0, Double.POSITIVE_INFINITY),
            Double.NEGATIVE_INFINITY,
            0);
    Focus focus = new Focus(setting.everywhere);
    focus.take(
        setting.bound.evaluate(setting.bound.scope(setting.domains), free, setting.everywhere),
        setting.everywhere);
    Timeline nothing = new Timeline(setting.graph, problem.tenants(), problem.slots());
    return new Trials(setting.bound, incumbent, free, most, passes, focus.cells(), nothing);
  }

  private static TenantOutlook tenant(String name) {
    Map<Profile, Integer> slots = Map.of(Problems.PAIR.profiles().getFirst(), 2);
    return Problems.tenant(
        Problems.PAIR,
        name,
        10,
        0.5,
        Problems.steady(10, 8),
        new RetrainingOption("all", 1.0, slots));
  }
}
