package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run in which every plan comes true to the slot: asks a planner each slot whether a plan is due,
 * and checks each plan. Windows are as long as the problem it begins with.
 */
public final class PlayedRun {
  /** By the slot in which it was made. */
  public final Map<Integer, Plan> plans = new TreeMap<>();

  private final PlanningProblem window;
  private final Planner planner;
  private final Map<String, Double> accuracy = new HashMap<>();
  private final Set<String> retrained = new HashSet<>();
  private Plan plan;
  private int began;

  /**
   * @param window the problem of the first window; arrivals are the truth of every window
   */
  PlayedRun(PlanningProblem window, Planner planner) {
    this.window = window;
    this.planner = planner;
    this.plan = new Plan("none", 1, List.of(), 0, 0);
    window.tenants().forEach(tenant -> accuracy.put(tenant.name(), tenant.accuracy()));
  }

  public static PlayedRun of(PlanningProblem window, Planner planner, int slots) {
    PlayedRun run = new PlayedRun(window, planner);
    for (int slot = 0; slot < slots; slot++) {
      run.tick(slot);
    }
    return run;
  }

  /** Slots after the first in which a plan was made. */
  public List<Integer> laterPlans() {
    return plans.keySet().stream().filter(slot -> slot > 0).toList();
  }

  private void tick(int slot) {
    int inWindow = slot % window.slots();
    endRetrainings(slot);
    if (inWindow == 0) {
      retrained.clear();
    }
    if (planner.isDue(occasion(slot, inWindow))) {
      PlanningProblem problem = problem(slot, inWindow);
      plan = planner.plan(problem);
      assertThat(PlanCheck.violations(problem, plan)).as("slot " + slot).isEmpty();
      began = slot;
      plans.put(slot, plan);
    }
  }

  private Occasion occasion(int slot, int inWindow) {
    Set<Reason> reasons = inWindow == 0 ? Set.of(Reason.WINDOW_BEGINS) : Set.of();
    return new Occasion(snapshot(slot), inWindow, slot - began, reasons);
  }

  private void endRetrainings(int slot) {
    for (PlannedInstance instance : plan.retrainings()) {
      if (began + instance.to() == slot) {
        String tenant = instance.task().tenant();
        retrained.add(tenant);
        accuracy.put(tenant, accuracyAfter((Task.Retrain) instance.task()));
      }
    }
  }

  private double accuracyAfter(Task.Retrain task) {
    return window.tenant(task.tenant()).option(task.choice()).accuracyAfter();
  }

  private Snapshot snapshot(int slot) {
    List<ObservedInstance> instances = new ArrayList<>();
    for (PlannedInstance i : existing(slot)) {
      InstanceState state =
          i.ready() <= slot - began ? InstanceState.READY : InstanceState.STARTING;
      instances.add(
          new ObservedInstance(
              i.placement().toString(),
              i.placement(),
              i.task(),
              state,
              Duration.ZERO,
              true,
              Duration.ofSeconds(1)));
    }
    return new Snapshot(
        slot, instances, window.tenants().stream().map(t -> read(t, slot)).toList());
  }

  private TenantReading read(TenantOutlook tenant, int slot) {
    long arrived = slot == 0 ? 0 : Math.round(tenant.arrivals()[(slot - 1) % window.slots()]);
    Outcome last = new Outcome(arrived, 0, 0, 0, 0, 0);
    return new TenantReading(tenant.name(), accuracyOf(tenant), List.of(), last);
  }

  private double accuracyOf(TenantOutlook tenant) {
    return accuracy.getOrDefault(tenant.name(), 0.0);
  }

  private PlanningProblem problem(int slot, int inWindow) {
    return new PlanningProblem(
        window.gpu(),
        window.placements(),
        window.slots() - inWindow,
        window.setupSlots(),
        window.tenants().stream().map(tenant -> outlook(tenant, inWindow)).toList(),
        slot == 0
            ? window.inherited()
            : existing(slot).stream().map(i -> inherited(i, slot - began)).toList(),
        window.preInitialization(),
        window.setupPenalty());
  }

  private TenantOutlook outlook(TenantOutlook tenant, int inWindow) {
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        accuracyOf(tenant),
        Arrays.copyOfRange(tenant.arrivals(), inWindow, window.slots()),
        tenant.capacity(),
        retrained.contains(tenant.name()) ? List.of() : tenant.options(),
        tenant.mustRetrain() && !retrained.contains(tenant.name()),
        tenant.requestsAfter());
  }

  /** What outlives a plan is still there when the next one is made. */
  private List<PlannedInstance> existing(int slot) {
    int elapsed = slot - began;
    return elapsed < plan.slots()
        ? plan.instancesIn(elapsed)
        : plan.instancesIn(elapsed - 1).stream()
            .filter(i -> i.task() instanceof Task.Infer || i.to() > elapsed)
            .toList();
  }

  private Inherited inherited(PlannedInstance i, int elapsed) {
    return switch (i.task()) {
      case Task.Infer infer ->
          new Inherited.Serving(i.placement(), infer, Math.max(0, i.ready() - elapsed));
      case Task.Retrain retrain ->
          new Inherited.Retraining(
              i.placement(), retrain, i.to() - elapsed, accuracyAfter(retrain));
    };
  }
}
