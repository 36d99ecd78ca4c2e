package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbingTest {
  private static final double ROUNDING = 1e-6;

  /** The example of {@link Probing}. */
  @Test
  void isWhatIsEarnedBeforeDuringAndAfter() {
    Scene scene = new Scene(example(), new Random(0));

    Probed probed = scene.probed(0);

    assertThat(probed.begun()[0]).containsExactly(50, 45, 40, 35, 30, 25, 30);
    assertThat(probed.none()).isEqualTo(40);
    assertThat(probed.most()).isEqualTo(50);
  }

  /** The example of {@link Probing}. */
  static PlanningProblem example() {
    Map<Profile, Integer> one = Map.of(Problems.PAIR.profiles().getFirst(), 1);
    TenantOutlook tenant =
        Problems.tenant(
            Problems.PAIR,
            "a",
            10,
            0.5,
            Problems.steady(10, 8),
            new RetrainingOption("all", 1.0, one));
    Placement ready = new Placement(Problems.PAIR.profiles().getFirst(), 0);
    return with(
        Problems.of(Problems.PAIR, 8, 1, tenant),
        List.of(new Inherited.Serving(ready, new Task.Infer("a"), 0)),
        List.of(ready));
  }

  /** Which is that of a domain with nothing else in it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isThePricedBoundOfEachRetrainingAlone(boolean isFalling) {
    int all = 0;
    int equal = 0;
    int early = 0;
    int equalEarly = 0;
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Scene scene = new Scene(problem(random, seed, isFalling), random);
      for (int tenant = 0; tenant < scene.domains.size(); tenant++) {
        Probed probed = scene.probed(tenant);
        for (Domain one : PricedSetting.each(scene.domains.get(tenant))) {
          double alone = scene.decided(tenant, one);
          double asked = probed.most(one);
          assertThat(asked).as("seed %d", seed).isGreaterThanOrEqualTo(alone - ROUNDING);
          assertThat(asked).as("seed %d", seed).isLessThanOrEqualTo(scene.priced() + ROUNDING);
          boolean isEqual = asked <= alone + ROUNDING;
          boolean isEarly = isBegunAt(one, 0);
          all++;
          equal += isEqual ? 1 : 0;
          early += isEarly ? 1 : 0;
          equalEarly += isEarly && isEqual ? 1 : 0;
        }
      }
    }
    // It is higher only where something set up while a retraining runs is ready after it.
    int most = isFalling ? 60 : 85;
    assertThat(equal).isGreaterThan(most * all / 100).isLessThan(all);
    assertThat(equalEarly).isGreaterThan(most * early / 100);
  }

  @Test
  void isABoundThroughFewerCells() {
    int fewer = 0;
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Scene scene = new Scene(problem(random, seed, false), random).narrowed();
      fewer += scene.cells.size() < scene.setting.everywhere.size() / 2 ? 1 : 0;
      for (int tenant = 0; tenant < scene.domains.size(); tenant++) {
        Probed probed = scene.probed(tenant);
        for (Domain one : PricedSetting.each(scene.domains.get(tenant))) {
          assertThat(probed.most(one))
              .as("seed %d", seed)
              .isGreaterThanOrEqualTo(scene.decided(tenant, one) - ROUNDING);
        }
      }
    }
    assertThat(fewer).isPositive();
  }

  /** On a profile that is set up quicker than those that can serve. */
  @Test
  void isABoundOnWhatEndsInTheFirstSlots() {
    List<Profile> profiles = Problems.SMALL.profiles();
    Map<Profile, Integer> setups =
        Map.of(profiles.get(0), 1, profiles.get(1), 4, profiles.get(2), 4);
    Map<Profile, Double> capacity = Map.of(profiles.get(1), 20.0, profiles.get(2), 40.0);
    RetrainingOption option = new RetrainingOption("all", 0.9, Map.of(profiles.get(0), 1));
    TenantOutlook tenant =
        new TenantOutlook(
            "a", 1, 0.5, Problems.steady(15, 12), capacity, List.of(option), false, 0);
    PlanningProblem problem =
        new PlanningProblem(
            Problems.SMALL,
            GpuModel.placements(profiles),
            12,
            setups,
            List.of(tenant),
            List.of(),
            true,
            0);
    PricedSetting setting = new PricedSetting(problem);
    Scene scene = new Scene(setting, setting.domains, setting.prices(new Random(0), true));

    Probed probed = scene.probed(0);

    assertThat(setting.walks.relaxation().first().length()).isEqualTo(4);
    for (Domain one : PricedSetting.each(setting.domains.getFirst())) {
      assertThat(probed.most(one)).isGreaterThanOrEqualTo(scene.decided(0, one) - ROUNDING);
    }
  }

  @Test
  void isNoLessThanAnyPlanIsWorth() {
    for (long seed = 0; seed < 12; seed++) {
      PlanningProblem problem = Problems.random(Problems.SMALL, 2, 8, seed);
      double optimum = new PathPlanner(PlannerSettings.exact()).plan(problem).value();
      PricedSetting setting = new PricedSetting(problem);
      Random random = new Random(seed);
      for (int i = 0; i < 10; i++) {
        Scene scene = new Scene(setting, setting.domains, setting.prices(random, i == 0));
        for (int tenant = 0; tenant < 2; tenant++) {
          Probed probed = scene.probed(tenant);
          assertThat(probed.most()).isGreaterThanOrEqualTo(optimum - ROUNDING);
          assertThat(probed.eachAbove(optimum - ROUNDING)).isNotEmpty();
        }
      }
    }
  }

  @Test
  void takesAboutTheEffortThatWasForetold() {
    PricedSetting setting = new PricedSetting(Problems.random(Problems.LARGE, 2, 20, 3));
    Scene scene = new Scene(setting, setting.domains, setting.prices(new Random(0), false));

    long foretold = setting.bound.effortOfProbe(scene.domains.get(1), scene.cells);
    assertThat(scene.probed(1).effort()).isCloseTo(foretold, withinPercentage(5));
  }

  /**
   * Two or three tenants, with weights, floors, and something inherited.
   *
   * @param isFalling whether some retrainings make accuracy worse
   */
  private static PlanningProblem problem(Random random, long seed, boolean isFalling) {
    GpuModel gpu = seed % 2 == 0 ? Problems.LARGE : Problems.SMALL;
    PlanningProblem free = Problems.random(gpu, gpu == Problems.LARGE ? 2 : 3, 24, seed);
    List<TenantOutlook> tenants = new ArrayList<>();
    for (TenantOutlook tenant : free.tenants()) {
      List<RetrainingOption> options = new ArrayList<>(tenant.options());
      RetrainingOption first = options.getFirst();
      options.add(
          new RetrainingOption(
              "other", isFalling ? 0.3 : first.accuracyAfter() - 0.05, shorter(first)));
      tenants.add(
          new TenantOutlook(
              tenant.name(),
              1 + random.nextInt(3),
              tenant.accuracy(),
              tenant.demand(),
              tenant.capacity(),
              options,
              false,
              random.nextInt(100),
              random.nextInt(2) * 0.5));
    }
    PlanningProblem weighted = with(free, tenants);
    Profile smallest = gpu.profiles().getFirst();
    return with(
        weighted,
        List.of(
            new Inherited.Serving(new Placement(smallest, 0), new Task.Infer("t0"), 0),
            new Inherited.Serving(new Placement(smallest, 1), new Task.Infer("t1"), 1)),
        weighted.placements());
  }

  private static Map<Profile, Integer> shorter(RetrainingOption option) {
    Map<Profile, Integer> slots = new HashMap<>();
    option.slots().forEach((profile, length) -> slots.put(profile, Math.max(1, length - 2)));
    return slots;
  }

  private static PlanningProblem with(PlanningProblem problem, List<TenantOutlook> tenants) {
    return new PlanningProblem(
        problem.gpu(),
        problem.placements(),
        problem.slots(),
        problem.setupSlots(),
        tenants,
        problem.inherited(),
        true,
        0.01);
  }

  private static PlanningProblem with(
      PlanningProblem problem, List<Inherited> inherited, List<Placement> placements) {
    return new PlanningProblem(
        problem.gpu(),
        placements,
        problem.slots(),
        problem.setupSlots(),
        problem.tenants(),
        inherited,
        true,
        problem.setupPenalty());
  }

  private static boolean isBegunAt(Domain one, int slot) {
    int choice = one.firstAllowed();
    return choice >= 0 && one.earliest(choice) == slot;
  }

  /** Parts of domains, and of cells, at some prices. */
  private static final class Scene {
    private final PricedSetting setting;
    private final List<Domain> domains;
    private final Prices prices;
    private final Cells cells;

    Scene(PlanningProblem problem, Random random) {
      this(new PricedSetting(problem), random);
    }

    private Scene(PricedSetting setting, Random random) {
      this(
          setting,
          setting.domains.stream().map(domain -> part(domain, random)).toList(),
          setting.prices(random, random.nextInt(4) == 0));
      for (int i = 0; i < domains.size(); i++) {
        prices.floor()[i] = setting.problem.tenants().get(i).floor() * random.nextDouble();
      }
    }

    Scene(PricedSetting setting, List<Domain> domains, Prices prices) {
      this(setting, domains, prices, setting.everywhere);
    }

    private Scene(PricedSetting setting, List<Domain> domains, Prices prices, Cells cells) {
      this.setting = setting;
      this.domains = domains;
      this.prices = prices;
      this.cells = cells;
    }

    /** Only the cells through which nearly as much leads as through the best. */
    Scene narrowed() {
      Evaluation found =
          setting.bound.evaluate(setting.bound.scope(domains), prices, setting.everywhere);
      Cells near = found.cellsAbove(found.value() - 0.01 * Math.abs(found.value()), _ -> {});
      return new Scene(setting, domains, prices, near);
    }

    private static Domain part(Domain domain, Random random) {
      int[] from = new int[domain.choiceCount()];
      int[] to = new int[domain.choiceCount()];
      for (int k = 0; k < from.length; k++) {
        int room = domain.latest(k) - domain.earliest(k);
        from[k] = domain.earliest(k) + (random.nextBoolean() ? 0 : random.nextInt(room + 1));
        to[k] = domain.latest(k) - (random.nextBoolean() ? 0 : random.nextInt(room + 1));
      }
      return domain.narrowed(true, from, to);
    }

    Probed probed(int tenant) {
      return setting.bound.probe(setting.bound.scope(domains), prices, cells, tenant);
    }

    double priced() {
      return setting.bound.evaluate(setting.bound.scope(domains), prices, cells).value();
    }

    double decided(int tenant, Domain one) {
      List<Domain> decided = new ArrayList<>(domains);
      decided.set(tenant, one);
      return setting.bound.evaluate(setting.bound.scope(decided), prices, cells).value();
    }
  }
}
