package dev.migrator.core.plan.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.price.Focus;
import dev.migrator.core.plan.price.PricedSetting;
import dev.migrator.core.plan.price.Probed;
import dev.migrator.core.plan.state.Decisions;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private static final double ROUNDING = 1e-6;

  @Test
  void leavesOutOnlyWhatLeadsNoHigherThanThePlanThatItFinds() {
    int left = 0;
    int found = 0;
    for (long seed = 0; seed < 30; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 12, seed);
      double optimum = new PathPlanner(PlannerSettings.exact()).plan(problem).value();
      Scene scene = new Scene(problem, seed, Long.MAX_VALUE);
      int before = scene.size();

      Optional<Probed> probed = scene.probes.narrow(scene.descent);

      double bound = Math.max(scene.descent.value(), scene.incumbent.unresolved());
      assertThat(Math.max(bound, scene.incumbent.value()))
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(optimum - ROUNDING);
      assertThat(probed.isPresent()).isEqualTo(scene.descent.isWorthMore());
      left += scene.size() < before ? 1 : 0;
      found += scene.incumbent.value() >= optimum - ROUNDING ? 1 : 0;
    }
    assertThat(left).isGreaterThanOrEqualTo(20);
    assertThat(found).isGreaterThanOrEqualTo(25);
  }

  /** What is left out leads no higher than enough, perhaps higher than the best plan. */
  @Test
  void tellsBoundsOnWhatItLeavesOut() {
    int between = 0;
    for (long seed = 0; seed < 30; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 12, seed);
      double optimum = new PathPlanner(PlannerSettings.exact()).plan(problem).value();
      PlannerSettings rough = new PlannerSettings(0.05, 1_000_000_000, false);
      Scene scene = new Scene(problem, seed, Long.MAX_VALUE, rough, 0.95 * optimum);
      List<Domain> before = scene.descent.domains();

      scene.probes.narrow(scene.descent);

      for (int tenant = 0; tenant < before.size(); tenant++) {
        for (Domain one : PricedSetting.each(before.get(tenant))) {
          if (!scene.isLeft(tenant, one)) {
            double bound = scene.bound(tenant, one);
            assertThat(bound).isLessThanOrEqualTo(scene.incumbent.unresolved() + ROUNDING);
            between += bound > 0.95 * optimum ? 1 : 0;
          }
        }
      }
    }
    assertThat(between).isPositive();
  }

  @Test
  void isAffordableWhereItTakesLittleOfAllEffort() {
    PlanningProblem problem = Problems.random(Problems.SMALL, 2, 12, 0);
    Scene scene = new Scene(problem, 0, 1_000_000);
    Scene hasty = new Scene(problem, 0, 1_000);
    scene.probes.narrow(scene.descent);

    assertThat(scene.probes.isAffordable(scene.descent)).isTrue();
    assertThat(hasty.probes.isAffordable(hasty.descent)).isFalse();
  }

  /** A problem with nothing but prices. */
  private static final class Scene {
    private final PricedSetting setting;
    private final Incumbent incumbent;
    private final Descent descent;
    private final Probes probes;

    Scene(PlanningProblem problem, long seed, long mostEffort) {
      this(problem, seed, mostEffort, PlannerSettings.exact(), new Worth(problem).of(List.of()));
    }

    /**
     * @param known what the best plan is worth that is known
     */
    Scene(
        PlanningProblem problem,
        long seed,
        long mostEffort,
        PlannerSettings settings,
        double known) {
      this.setting = new PricedSetting(problem);
      Decisions decisions = new Decisions(problem, setting.graph, List.of());
      this.incumbent =
          new Incumbent(
              problem,
              setting.graph,
              settings,
              new Found(List.of(), known, Double.POSITIVE_INFINITY),
              Double.NEGATIVE_INFINITY,
              0);
      Attempts attempts = new Attempts(setting.walks, decisions, incumbent, Optional.empty());
      this.probes = new Probes(setting.bound, incumbent, attempts, mostEffort);
      this.descent =
          new Descent(
              Ground.of(problem, setting.bound, setting.walks.relaxation().setup()),
              incumbent,
              new Rest(
                  decisions.everything(),
                  setting.prices(new Random(seed), false),
                  setting.everywhere,
                  Double.NEGATIVE_INFINITY),
              Double.POSITIVE_INFINITY,
              Long.MAX_VALUE,
              attempts::tryPicks,
              new Focus(setting.everywhere));
      descent.run(20);
    }

    boolean isLeft(int tenant, Domain one) {
      Domain left = descent.domains().get(tenant);
      int choice = one.firstAllowed();
      return choice < 0
          ? left.mayDoNothing()
          : left.earliest(choice) <= one.earliest(choice)
              && one.earliest(choice) <= left.latest(choice);
    }

    /** On plans with that, beside what is left of the others'. */
    double bound(int tenant, Domain one) {
      List<Domain> domains = new ArrayList<>(descent.domains());
      domains.set(tenant, one);
      return setting
          .bound
          .evaluate(setting.bound.scope(domains), descent.bestPrices(), descent.cells())
          .value();
    }

    int size() {
      return descent.domains().stream().mapToInt(Domain::size).sum();
    }
  }
}
