package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.fixtures.Cases;
import dev.migrator.fixtures.Gpus;
import dev.migrator.fixtures.RandomProblems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Planners for one GPU, made planners for many. */
final class PerGpuTest {
  private static final int SLOTS = 20;

  static List<Supplier<Planner>> planners() {
    PlannerSettings quick = new PlannerSettings(0.05, 1_000_000, true);
    return List.of(StaticPlanner::new, ReactivePlanner::new, () -> new PathPlanner(quick));
  }

  @ParameterizedTest
  @MethodSource("planners")
  void plansOfMixedFleetsPassTheCheck(Supplier<Planner> ofOneGpu) {
    for (int seed = 0; seed < 12; seed++) {
      PlanningProblem fleet = mixed(seed);
      Plan plan = new PerGpu("p", ofOneGpu).plan(fleet);
      assertThat(PlanCheck.violations(fleet, plan)).as("seed " + seed).isEmpty();
      assertThat(new PerGpu("p", ofOneGpu).plan(fleet)).as("again").isEqualTo(plan);
    }
  }

  @Test
  void ofOneGpuItPlansAsThePlannerItself() {
    PlanningProblem one = RandomProblems.of(Gpus.A100, 3, SLOTS).withInherited(true).problem(5);
    assertThat(new PerGpu("static", StaticPlanner::new).plan(one).value())
        .isEqualTo(new StaticPlanner().plan(one).value());
  }

  @Test
  void spreadsATenantThatNeedsMoreThanAGpu() {
    // Four instances of 10 a slot fill an A30: 100 need two and a half.
    PlanningProblem fleet = fleet(4, Cases.tenant("a", 0.9, Cases.steady(SLOTS, 100)));
    Plan plan = new PerGpu("static", StaticPlanner::new).plan(fleet);
    assertThat(gpusOf(plan, "a")).hasSize(3);
    // All but what is asked for during the first set-up.
    assertThat(plan.value()).isCloseTo(0.9 * 100 * (SLOTS - 2), within());
  }

  @Test
  void sharesTenantsOutEvenly() {
    TenantOutlook[] tenants =
        IntStream.range(0, 6)
            .mapToObj(i -> Cases.tenant("t" + i, 0.9, Cases.steady(SLOTS, 20)))
            .toArray(TenantOutlook[]::new);
    Plan plan = new PerGpu("static", StaticPlanner::new).plan(fleet(3, tenants));
    Map<Integer, Long> tenantsByGpu =
        plan.instances().stream()
            .collect(
                Collectors.groupingBy(
                    i -> i.placement().gpu(),
                    Collectors.mapping(
                        i -> i.task().tenant(),
                        Collectors.collectingAndThen(
                            Collectors.toSet(), names -> (long) names.size()))));
    assertThat(tenantsByGpu).isEqualTo(Map.of(0, 2L, 1, 2L, 2, 2L));
  }

  @Test
  void tenantsStayWhereTheirInstancesAre() {
    PlanningProblem fleet =
        fleet(
                3,
                Cases.tenant("a", 0.9, Cases.steady(SLOTS, 10)),
                Cases.tenant("b", 0.9, Cases.steady(SLOTS, 10)))
            .with(
                List.of(
                    Cases.tenant("a", 0.9, Cases.steady(SLOTS, 10)),
                    Cases.tenant("b", 0.9, Cases.steady(SLOTS, 10))),
                List.of(
                    Cases.serving("a", Gpus.at("1g", 0).on(2), 0),
                    Cases.serving("b", Gpus.at("1g", 1).on(1), 0)));
    Plan plan = new PerGpu("static", StaticPlanner::new).plan(fleet);
    assertThat(gpusOf(plan, "a")).containsExactly(2);
    assertThat(gpusOf(plan, "b")).containsExactly(1);
    assertThat(plan.value()).isCloseTo(0.9 * 20 * SLOTS, within());
  }

  @Test
  void relievesAGpuThatHasMuchMoreToServeThanTheOthers() {
    List<TenantOutlook> tenants = new ArrayList<>();
    List<Inherited> inherited = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tenants.add(Cases.tenant("t" + i, 0.9, Cases.steady(SLOTS, 20)));
      inherited.add(Cases.serving("t" + i, Gpus.at("1g", i), 0));
    }
    PlanningProblem fleet =
        fleet(2, tenants.toArray(TenantOutlook[]::new)).with(tenants, inherited);
    Plan plan = new PerGpu("static", StaticPlanner::new).plan(fleet);
    assertThat(plan.instances()).extracting(i -> i.placement().gpu()).contains(0, 1);
    assertThat(plan.instances()).filteredOn(PlannedInstance::inherited).isNotEmpty();
  }

  @Test
  void retrainsASpreadTenantOnceAndLetsARetrainingRunOnWhereItIs() {
    TenantOutlook wanted =
        Cases.retrainable(Cases.tenant("a", 0.5, Cases.steady(SLOTS, 60)), 3, 0.9, false);
    Plan fresh = new PerGpu("static", StaticPlanner::new).plan(fleet(3, wanted));
    assertThat(fresh.retrainings()).hasSize(1);

    PlanningProblem running =
        fleet(3, wanted)
            .with(
                List.of(wanted),
                List.of(
                    Cases.serving("a", Gpus.at("1g", 0), 0),
                    Cases.training("a", Gpus.at("2g", 0).on(2), 5, 0.9)));
    Plan plan = new PerGpu("static", StaticPlanner::new).plan(running);
    assertThat(PlanCheck.violations(running, plan)).isEmpty();
    assertThat(plan.retrainings()).extracting(PlannedInstance::inherited).containsExactly(true);
  }

  private static Offset<Double> within() {
    return Assertions.within(1e-6);
  }

  private static List<Integer> gpusOf(Plan plan, String tenant) {
    return plan.instances().stream()
        .filter(i -> i.task().equals(new Task.Infer(tenant)))
        .map(i -> i.placement().gpu())
        .distinct()
        .sorted()
        .toList();
  }

  /** So many A30s; set-up takes two slots. */
  private static PlanningProblem fleet(int gpus, TenantOutlook... tenants) {
    Map<Profile, Integer> setUp =
        Gpus.A30.profiles().stream().collect(Collectors.toMap(p -> p, _ -> 2));
    return new PlanningProblem(
        Collections.nCopies(gpus, Gpus.A30),
        IntStream.range(0, gpus).boxed().flatMap(g -> on(g, Gpus.placements(Gpus.A30))).toList(),
        SLOTS,
        setUp,
        List.of(tenants),
        List.of(),
        new Rules(true, 0, SLOTS));
  }

  private static Stream<Placement> on(int gpu, List<Placement> placements) {
    return placements.stream().map(p -> p.on(gpu));
  }

  /** Two A100s and an A30; two tenants can run on the A30 only, four on the A100s only. */
  private static PlanningProblem mixed(int seed) {
    PlanningProblem large =
        RandomProblems.of(Gpus.A100, 4, SLOTS).withInherited(true).problem(seed);
    PlanningProblem small = RandomProblems.of(Gpus.A30, 2, SLOTS).withInherited(true).problem(seed);
    List<Placement> placements = new ArrayList<>();
    placements.addAll(on(0, Gpus.placements(Gpus.A100)).toList());
    placements.addAll(on(1, large.placements()).toList());
    placements.addAll(on(2, small.placements()).toList());
    Map<Profile, Integer> setUp = new HashMap<>(large.setupSlots());
    setUp.putAll(small.setupSlots());
    List<TenantOutlook> tenants = new ArrayList<>();
    large.tenants().forEach(tenant -> tenants.add(renamed(tenant, "large-")));
    small.tenants().forEach(tenant -> tenants.add(renamed(tenant, "small-")));
    List<Inherited> inherited = new ArrayList<>();
    large.inherited().forEach(instance -> inherited.add(moved(instance, 1, "large-")));
    small.inherited().forEach(instance -> inherited.add(moved(instance, 2, "small-")));
    List<GpuModel> gpus = List.of(Gpus.A100, Gpus.A100, Gpus.A30);
    return new PlanningProblem(gpus, placements, SLOTS, setUp, tenants, inherited, large.rules());
  }

  /** None has to be retrained: a policy for one GPU cannot know that another has room for it. */
  private static TenantOutlook renamed(TenantOutlook t, String prefix) {
    return new TenantOutlook(
        prefix + t.name(),
        t.weight(),
        t.accuracy(),
        t.arrivals(),
        t.capacity(),
        t.options(),
        false,
        t.requestsAfter());
  }

  private static Inherited moved(Inherited instance, int gpu, String prefix) {
    Placement place = instance.placement().on(gpu);
    return switch (instance) {
      case Inherited.Serving s ->
          new Inherited.Serving(place, new Task.Infer(prefix + s.task().tenant()), s.readyAt());
      case Inherited.Retraining r ->
          new Inherited.Retraining(
              place,
              new Task.Retrain(prefix + r.task().tenant(), r.task().choice()),
              r.endsAt(),
              r.accuracyAfter());
    };
  }
}
