package dev.migrator.core.plan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Demand;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Renewal;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FleetPlannerTest {
  private static final FleetPlanner.Settings SETTINGS =
      new FleetPlanner.Settings(
          new PlannerSettings(0.002, 2_000_000, false), 0.002, 30, 10, 20_000_000);

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void comesNearTheOptimumOfTwoGpusThatIsNeverAboveItsBound(long seed) {
    List<TenantOutlook> tenants = Fleets.tenants(3, 2.5, 14, seed);
    PlanningProblem asOne = Fleets.of(List.of(Fleets.DOUBLE), 14, 2, tenants);
    PlanningProblem asTwo = Fleets.of(Fleets.times(2, Fleets.SMALL), 14, 2, tenants);

    Plan best = new PathPlanner().plan(asOne);
    Plan plan = new FleetPlanner(SETTINGS).plan(asTwo);

    assertThat(PlanCheck.violations(asTwo, plan)).isEmpty();
    assertThat(plan.bound()).isGreaterThanOrEqualTo(best.value() - 1e-6);
    assertThat(plan.value()).isLessThanOrEqualTo(best.bound() + 1e-6);
    assertThat(plan.value()).isGreaterThan(0.93 * best.value());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void plansAreLegalWhateverIsInherited(long seed) {
    List<GpuModel> gpus = List.of(Fleets.SMALL, Fleets.PAIR, Fleets.SMALL, Fleets.PAIR);
    boolean preInitialization = seed % 2 == 0;
    List<TenantOutlook> tenants = Fleets.tenants(6, 2, 30, seed);
    PlanningProblem first =
        Fleets.of(
            gpus,
            3,
            seed % 3 == 0 ? Fleets.harder(tenants) : tenants,
            List.of(),
            new Rules(preInitialization, 0.5, 25));

    Plan plan = new FleetPlanner(SETTINGS).plan(first);
    PlanningProblem next = Fleets.after(first, plan, 7);
    Plan again = new FleetPlanner(SETTINGS).plan(next);

    assertThat(PlanCheck.violations(first, plan)).isEmpty();
    assertThat(next.inherited()).isNotEmpty();
    assertThat(PlanCheck.violations(next, again)).isEmpty();
    assertThat(again.value()).isLessThanOrEqualTo(again.bound());
  }

  @Test
  void plansOneGpuAsThePathPlannerDoes() {
    PlanningProblem problem =
        Fleets.of(List.of(Fleets.SMALL), 30, 2, Fleets.tenants(2, 1.5, 30, 1));

    assertThat(new FleetPlanner().plan(problem)).isEqualTo(new PathPlanner().plan(problem));
  }

  @Test
  void idleGpusDoNotRaiseTheBound() {
    List<TenantOutlook> tenants = Fleets.tenants(2, 1.5, 30, 5);
    Plan few =
        new FleetPlanner(SETTINGS).plan(Fleets.of(Fleets.times(3, Fleets.SMALL), 30, 2, tenants));
    Plan many =
        new FleetPlanner(SETTINGS).plan(Fleets.of(Fleets.times(60, Fleets.SMALL), 30, 2, tenants));

    assertThat(many.bound()).isLessThanOrEqualTo(few.bound() + 1e-6);
    assertThat(few.gap()).isLessThan(0.03);
  }

  @Test
  void givesTheSamePlanAgain() {
    PlanningProblem problem =
        Fleets.of(Fleets.times(3, Fleets.SMALL), 30, 2, Fleets.tenants(6, 1.5, 30, 5));

    assertThat(new FleetPlanner(SETTINGS).plan(problem))
        .isEqualTo(new FleetPlanner(SETTINGS).plan(problem));
  }

  @Test
  void spreadsALargeTenantAndRetrainsItOnce() {
    TenantOutlook large =
        Fleets.tenant("a", 10, 0.5, Fleets.steady(95, 40), Fleets.option("all", 0.9, 8));
    PlanningProblem problem = Fleets.of(Fleets.times(3, Fleets.SMALL), 40, 2, List.of(large));

    Plan plan = new FleetPlanner(SETTINGS).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.retrainings()).hasSize(1);
    double capacity =
        plan.instancesIn(39).stream()
            .mapToDouble(i -> large.capacityOf(i.placement().profile()))
            .sum();
    assertThat(capacity).isGreaterThanOrEqualTo(95);
    assertThat(plan.gap()).isLessThan(0.05);
  }

  @Test
  void everyGpuSeesThatATenantIsRetrainedOnAnother() {
    TenantOutlook large =
        Fleets.tenant("a", 10, 0.5, Fleets.steady(75, 40), Fleets.option("all", 0.9, 8));
    PlanningProblem problem = Fleets.of(Fleets.times(2, Fleets.SMALL), 40, 2, List.of(large));
    Fleet fleet = new Fleet(problem);
    Roster roster = new Roster(fleet);
    OneGpu first = new OneGpu(fleet, roster, 0);
    roster.put(0, first.planned(those(0), new PathPlanner()));

    TenantOutlook seen = roster.seenFrom(1, 0);

    int end =
        roster.on(0).stream()
            .filter(i -> i.task() instanceof Task.Retrain)
            .findFirst()
            .orElseThrow()
            .to();
    assertThat(seen.renewal()).contains(new Renewal(end, 0.9));
    assertThat(seen.options()).isEmpty();
    assertThat(seen.demand().elsewhere()).isEqualTo(roster.capacityOn(0, 0));
    assertThat(roster.seenFrom(0, 0)).isEqualTo(large);
  }

  @Test
  void whatOneGpuGainsTheFleetGains() {
    PlanningProblem problem =
        Fleets.of(Fleets.times(2, Fleets.SMALL), 30, 2, Fleets.tenants(2, 3, 30, 4));
    Fleet fleet = new Fleet(problem);
    Roster roster = new Roster(fleet);
    roster.put(0, new OneGpu(fleet, roster, 0).planned(those(0, 1), new PathPlanner()));
    double before = roster.value();
    OneGpu second = new OneGpu(fleet, roster, 1);
    PlanningProblem rest = second.problem(those(0, 1));
    double nothing = new Worth(rest).of(List.of());

    Plan plan = new PathPlanner().plan(rest);
    roster.put(1, second.here(plan.instances()));

    assertThat(PlanCheck.violations(rest, plan)).isEmpty();
    assertThat(plan.value()).isGreaterThan(nothing);
    assertThat(roster.value() - before).isCloseTo(plan.value() - nothing, within(1e-6));
    assertThat(roster.value())
        .isCloseTo(PlanCheck.value(problem, roster.instances()), within(1e-6));
  }

  @Test
  void leavesEverythingWhereItIsIfThatIsBest() {
    List<TenantOutlook> tenants =
        IntStream.range(0, 4)
            .mapToObj(i -> Fleets.tenant("t" + i, 10, 0.8, Fleets.steady(20, 40)))
            .toList();
    List<Inherited> inherited =
        IntStream.range(0, 4)
            .<Inherited>mapToObj(
                i ->
                    new Inherited.Serving(
                        new Placement(i / 2, Fleets.SMALL.profile("2g"), 2 * (i % 2)),
                        new Task.Infer("t" + i),
                        0))
            .toList();
    PlanningProblem problem =
        Fleets.of(Fleets.times(2, Fleets.SMALL), 2, tenants, inherited, new Rules(true, 0.001, 40));

    Plan plan = new FleetPlanner(SETTINGS).plan(problem);

    assertThat(plan.instances()).hasSize(4).allMatch(PlannedInstance::inherited);
    assertThat(plan.value()).isCloseTo(4 * 40 * 20 * 0.8, within(1e-6));
    assertThat(plan.gap()).isLessThan(1e-6);
  }

  @Test
  void retrainsAllWhoMustBeWhereverItFits() {
    List<TenantOutlook> tenants =
        Fleets.tenants(6, 3, 20, 9).stream()
            .map(
                t ->
                    new TenantOutlook(
                        t.name(),
                        1,
                        0.9,
                        t.demand(),
                        t.capacity(),
                        List.of(Fleets.option("worse", 0.3, 14)),
                        true,
                        0,
                        0))
            .toList();
    PlanningProblem problem = Fleets.of(Fleets.times(2, Fleets.SMALL), 20, 2, tenants);

    Plan plan = new FleetPlanner(SETTINGS).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.retrainings()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsTheRentsOfManyGpusInASample(long seed) {
    PlanningProblem problem =
        Fleets.of(Fleets.times(30, Fleets.SMALL), 20, 2, Fleets.tenants(60, 1.6, 20, seed));

    Plan plan = new FleetPlanner(SETTINGS).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.gap()).isBetween(0.0, 0.12);
  }

  @Test
  void boundsMoreIfCapacityCountsForMore() {
    PlanningProblem problem =
        Fleets.of(Fleets.times(2, Fleets.SMALL), 20, 2, Fleets.tenants(4, 3, 20, 3));
    FleetPlanner planner = new FleetPlanner(SETTINGS);

    double plain = planner.bound(problem, List.of());
    double more =
        planner.bound(
            problem, IntStream.range(0, 4).mapToObj(_ -> Fleets.steady(1.5, 20)).toList());

    assertThat(more).isGreaterThan(plain);
    assertThat(planner.plan(problem).value()).isLessThanOrEqualTo(plain);
  }

  @Test
  void plansForATenantThatCannotBeServedWhereItHasInstances() {
    TenantOutlook served = Fleets.tenant("a", 10, 0.5, Fleets.steady(25, 20));
    TenantOutlook unserved =
        new TenantOutlook("b", 1, 0.5, Fleets.steady(5, 20), Map.of(), List.of(), false, 0);
    Inherited there =
        new Inherited.Serving(
            new Placement(1, Fleets.SMALL.profile("4g"), 0), new Task.Infer("b"), 0);
    PlanningProblem problem =
        Fleets.of(
            Fleets.times(2, Fleets.SMALL),
            2,
            List.of(served, unserved),
            List.of(there),
            new Rules(true, 0.001, 20));

    Plan plan = new FleetPlanner(SETTINGS).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    assertThat(plan.value()).isGreaterThan(0.5 * 25 * 17);
  }

  @Test
  void countsWhatInstancesOutsideServe() {
    TenantOutlook tenant = Fleets.tenant("a", 10, 0.5, Fleets.steady(25, 20));
    Demand demand = tenant.demand().with(Fleets.steady(20, 20));
    PlanningProblem problem =
        Fleets.of(Fleets.times(2, Fleets.SMALL), 20, 2, List.of(tenant.with(demand)));

    Plan plan = new FleetPlanner(SETTINGS).plan(problem);

    assertThat(PlanCheck.violations(problem, plan)).isEmpty();
    // 20 of 25 are served outside; the rest from slot 2 on.
    assertThat(plan.value()).isCloseTo(0.5 * (2 * 20 + 18 * 25) - 0.001, within(1e-6));
  }

  private static TreeSet<Integer> those(Integer... tenants) {
    return new TreeSet<>(List.of(tenants));
  }
}
