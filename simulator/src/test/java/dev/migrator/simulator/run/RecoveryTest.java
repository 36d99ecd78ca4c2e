package dev.migrator.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.catalog.ServiceCatalog;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.World;
import dev.migrator.simulator.world.WorldSettings;
import dev.migrator.simulator.world.WorldTenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the loop does when the world does not do what was planned. */
final class RecoveryTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final int SLOTS = 80;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration START = Duration.ofMillis(5_500);
  private static final LoopSettings SETTINGS = LoopSettings.of(A100, SECOND, SLOTS, START);
  private static final int SET_UP = SETTINGS.setupSlots(A100.baseProfiles().getFirst());

  @Test
  void recoversWithinOneSetUpAfterACreationFailed() {
    DrivenLoop healthy = driven(world(0), create -> false);
    healthy.finish();
    DrivenLoop ill = driven(world(0), create -> create.instance().startsWith("t0-"));
    ill.finish();

    assertThat(ill.reasons.get(1L)).contains(Reason.INSTANCE_MISSING);
    for (int tenant = 0; tenant < 2; tenant++) {
      assertThat(ill.withinSlo(tenant, 0)[SET_UP]).isZero();
      assertThat(ill.withinSlo(tenant, SET_UP + 2))
          .containsExactly(healthy.withinSlo(tenant, SET_UP + 2));
    }
  }

  @Test
  void replacesAnInstanceThatWasLostWithinOneSetUp() {
    DrivenLoop healthy = driven(world(0), create -> false);
    healthy.finish();
    DrivenLoop ill = driven(world(0), create -> false).until(30);
    String lost = ill.world.instances().getFirst().id();
    ill.world.drain(new Step.Drain(lost));
    ill.world.destroy(new Step.Destroy(lost));
    ill.finish();

    assertThat(ill.reasons.get(30L)).contains(Reason.INSTANCE_MISSING);
    for (int tenant = 0; tenant < 2; tenant++) {
      assertThat(ill.withinSlo(tenant, 30 + SET_UP + 1))
          .containsExactly(healthy.withinSlo(tenant, 30 + SET_UP + 1));
    }
  }

  @Test
  void waitsForAnInstanceThatIsLateAndDoesNotCreateItAgain() {
    WorldSettings slow = WorldSettings.of(1, SECOND, SLOTS).withWorkerStart(START.multipliedBy(2));
    World world = new World(A100, tenants(0), slow);
    DrivenLoop driven = driven(world, create -> false);
    driven.finish();

    assertThat(driven.reasons.get((long) SET_UP)).contains(Reason.INSTANCE_LATE);
    assertThat(driven.changes()).isEqualTo(1);
    assertThat(driven.withinSlo(0, 2 * SET_UP)).doesNotContain(0);
  }

  @Test
  void plansAnewWhenARetrainingEndsEarlyOrLate() {
    Set<Reason> seen = new java.util.HashSet<>();
    for (int seed = 0; seed < 6; seed++) {
      WorldSettings settings =
          WorldSettings.of(seed, SECOND, SLOTS).withRetrainingError(new RetrainingError(0.4, 0));
      // Any other plan would see the true time that is left.
      DrivenLoop driven =
          driven(
              new World(A100, tenants(1), settings),
              loopTenants(),
              create -> false,
              Set.of(Reason.RETRAINING_ENDED_EARLY, Reason.RETRAINING_LATE));
      int retrainings = driven.finish().retrainings();
      assertThat(driven.refused).isEmpty();
      assertThat(retrainings).isPositive();
      driven.reasons.forEach(
          (slot, reasons) -> {
            boolean isOther =
                reasons.contains(Reason.RETRAINING_ENDED_EARLY)
                    || reasons.contains(Reason.RETRAINING_LATE);
            assertThat(driven.planned.contains(slot)).isEqualTo(isOther || slot == 0);
            seen.addAll(reasons);
          });
    }
    assertThat(seen).contains(Reason.RETRAINING_ENDED_EARLY, Reason.RETRAINING_LATE);
  }

  @Test
  void servesATenantThatComesWithinOneSetUp() {
    World world = world(0);
    DrivenLoop driven = driven(world, loopTenants().subList(0, 1), create -> false).until(20);
    assertThat(driven.withinSlo(1, 0)).containsOnly(0);

    Tenant second = loopTenants().get(1);
    driven.loop.join(second, forecasters(tenants(0)).get(second.name()), history(world, 1, 20));
    driven.finish();

    assertThat(driven.reasons.get(20L)).contains(Reason.TENANTS_CHANGED);
    assertThat(driven.planned).contains(20L);
    assertThat(driven.refused).isEmpty();
    assertThat(driven.withinSlo(1, 20 + SET_UP + 1)).doesNotContain(0);
    assertThat(driven.loop.finish().tenants()).hasSize(2);
  }

  @Test
  void freesWhatATenantHeldThatHasLeft() {
    DrivenLoop driven = driven(world(1), create -> false).until(20);
    driven.loop.leave("text");
    driven.until(22);

    assertThat(driven.reasons.get(20L)).contains(Reason.TENANTS_CHANGED);
    assertThat(driven.world.workers()).extracting(w -> w.task().tenant()).containsOnly("vision");
    driven.finish();
    assertThat(driven.refused).isEmpty();
  }

  @Test
  void setsUpNothingMoreForATenantThatHasLeftThoughTheOldPlanGoesOn() {
    DrivenLoop driven = driven(world(1), loopTenants(), create -> false, Set.of()).until(20);
    driven.loop.leave("text");
    driven.until(40);

    assertThat(driven.planned).containsExactly(0L);
    assertThat(driven.world.workers()).extracting(w -> w.task().tenant()).containsOnly("vision");
    List<String> startedFor =
        driven.steps.entrySet().stream()
            .filter(entry -> entry.getKey() >= 20)
            .flatMap(entry -> entry.getValue().stream())
            .flatMap(step -> step instanceof Step.Start s ? Stream.of(s) : Stream.empty())
            .map(start -> start.task().tenant())
            .toList();
    assertThat(startedFor).doesNotContain("text");
  }

  @Test
  void asksForNoNewPlanWhereEverythingGoesAsPlanned() {
    DrivenLoop driven = driven(world(0), create -> false);
    driven.finish();

    Set<Reason> withoutBacklog =
        driven.reasons.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    withoutBacklog.remove(Reason.BACKLOG);
    assertThat(withoutBacklog).containsExactly(Reason.WINDOW_BEGINS);
    assertThat(driven.reasons.keySet()).allMatch(slot -> slot <= SET_UP);
  }

  @Test
  void appliesNoPlanWhoseInstancesChangedWhileItWasMade() {
    int meddled = 0;
    for (int seed = 0; seed < 100; seed++) {
      World world = world(0);
      Meddler meddler = new Meddler(world, new Random(seed));
      DrivenLoop driven =
          new DrivenLoop(
              SETTINGS,
              loopTenants(),
              world,
              new Faults(world, create -> false),
              meddler,
              forecasters(tenants(0)));
      driven.finish();

      meddled += meddler.slots.size();
      assertThat(driven.planned).doesNotContainAnyElementsOf(meddler.slots);
      assertThat(driven.refused).hasSameSizeAs(meddler.slots).allMatch(v -> v.startsWith("stale"));
      for (long slot : meddler.slots) {
        assertThat(driven.steps.getOrDefault(slot, List.of()))
            .as("seed %d, slot %d", seed, slot)
            .noneMatch(Step.Create.class::isInstance);
      }
      assertThat(driven.planned.getLast()).isGreaterThan(meddler.slots.getLast());
    }
    assertThat(meddled).isGreaterThan(100);
  }

  /** A planner during whose planning somebody destroys an instance now and then. */
  private static final class Meddler implements Planner {
    final List<Long> slots = new ArrayList<>();
    private final Planner planner =
        new Replanning(new PathPlanner(), 12, Set.of(Reason.values()), 1);
    private final World world;
    private final Random random;

    Meddler(World world, Random random) {
      this.world = world;
      this.random = random;
    }

    @Override
    public String name() {
      return planner.name();
    }

    @Override
    public boolean isDue(Occasion occasion) {
      return planner.isDue(occasion);
    }

    @Override
    public Plan plan(PlanningProblem problem) {
      return planner.plan(problem);
    }

    @Override
    public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
      Plan plan = planner.replan(problem, intended);
      List<InstanceReading> there =
          world.instances().stream().filter(i -> i.state() == InstanceState.READY).toList();
      if (!there.isEmpty()
          && world.slot() < SLOTS / 2
          && (slots.isEmpty() || random.nextBoolean())) {
        slots.add((long) world.slot());
        String id = there.get(random.nextInt(there.size())).id();
        world.drain(new Step.Drain(id));
        world.destroy(new Step.Destroy(id));
      }
      return plan;
    }
  }

  private static World world(int retrained) {
    return new World(A100, tenants(retrained), WorldSettings.of(1, SECOND, SLOTS));
  }

  private static DrivenLoop driven(World world, Predicate<Step.Create> fails) {
    return driven(world, loopTenants(), fails);
  }

  private static DrivenLoop driven(
      World world, List<Tenant> tenants, Predicate<Step.Create> fails) {
    return driven(world, tenants, fails, Set.of(Reason.values()));
  }

  private static DrivenLoop driven(
      World world, List<Tenant> tenants, Predicate<Step.Create> fails, Set<Reason> reasons) {
    Planner planner = new Replanning(new PathPlanner(), SLOTS, reasons, 1);
    return new DrivenLoop(
        SETTINGS, tenants, world, new Faults(world, fails), planner, forecasters(tenants(0)));
  }

  private static Map<String, Forecaster> forecasters(List<WorldTenant> tenants) {
    Map<String, Forecaster> forecasters = new HashMap<>();
    tenants.forEach(
        tenant ->
            forecasters.put(
                tenant.name(),
                new Clairvoyant(Arrays.stream(tenant.arrivals()).asDoubleStream().toArray())));
    return forecasters;
  }

  private static double[] history(World world, int tenant, int slots) {
    int[] arrived = world.recording().tenants().get(tenant).arrived();
    return Arrays.stream(arrived).limit(slots).asDoubleStream().toArray();
  }

  private static List<Tenant> loopTenants() {
    return tenants(0).stream()
        .map(t -> new Tenant(t.name(), t.service(), t.slo(), t.weight()))
        .toList();
  }

  /** Two tenants, the first {@code retrained} of which can be retrained. */
  private static List<WorldTenant> tenants(int retrained) {
    WindowLearning learning =
        new WindowLearning(0.7, List.of(new RetrainingChoice("half", Duration.ofSeconds(8), 0.9)));
    return List.of(
        tenant("vision", "resnet50", 100, 400, retrained > 0 ? List.of(learning) : List.of()),
        tenant("text", "bert", 200, 60, retrained > 1 ? List.of(learning) : List.of()));
  }

  private static WorldTenant tenant(
      String name, String model, int sloMillis, int perSlot, List<WindowLearning> learning) {
    int[] arrivals = new int[SLOTS];
    Arrays.fill(arrivals, perSlot);
    return new WorldTenant(
        name,
        ServiceCatalog.model(model, A100),
        Duration.ofMillis(sloMillis),
        1,
        learning,
        0.8,
        arrivals);
  }
}
