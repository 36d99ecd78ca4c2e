package dev.migrator.core.control;

import dev.migrator.core.enact.Enactor;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.measure.Tally;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.observe.Observation;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Forecaster;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The loop that simulator and daemon share: observe, predict, plan, enact, measure, once a slot.
 *
 * <p>It owns all state; the ports own the world. Whoever drives it calls {@link #tick} at the
 * beginning of each slot and lets the slot pass in between.
 *
 * <ol>
 *   <li>Observe: readings of the ports become one snapshot; the slot that has ended is counted.
 *   <li>Retrainings that have ended go into service.
 *   <li>Predict and plan, if the planner says that a plan is due. A plan that the check refuses is
 *       journalled and not applied: what exists is then kept.
 *   <li>Enact: what should exist in this slot is compared with what does; each step is journalled,
 *       then applied.
 * </ol>
 */
public final class ControlLoop {
  private final LoopSettings settings;
  private final List<Tenant> tenants;
  private final Ports ports;
  private final Planner planner;
  private final Map<String, Forecaster> forecasters;
  private final Map<String, History> histories = new HashMap<>();
  private final ProblemAssembly assembly;
  private final Tally tally;
  private final Set<String> retrained = new HashSet<>();
  private Plan plan;
  private int planBegan;
  private int slot;

  /**
   * @param settings of world and planning
   * @param tenants in their fixed order
   * @param ports what the loop drives
   * @param planner who plans, and when
   * @param forecasters by tenant
   * @param histories by tenant: requests by slot before the loop begins, oldest first
   */
  public ControlLoop(
      LoopSettings settings,
      List<Tenant> tenants,
      Ports ports,
      Planner planner,
      Map<String, Forecaster> forecasters,
      Map<String, double[]> histories) {
    this.settings = settings;
    this.tenants = List.copyOf(tenants);
    this.ports = ports;
    this.planner = planner;
    this.forecasters = new LinkedHashMap<>(forecasters);
    this.assembly = new ProblemAssembly(settings, tenants);
    this.tally = new Tally(tenants, settings.slot());
    this.plan = new Plan(planner.name(), 1, List.of(), 0, 0);
    for (Tenant tenant : tenants) {
      double[] before = histories.getOrDefault(tenant.name(), new double[0]);
      this.histories.put(tenant.name(), new History(before));
    }
  }

  /** One round, at the beginning of a slot. */
  public void tick() {
    Snapshot before = observe();
    remember(before);
    List<Step> completions = Enactor.completions(before);
    apply(completions);
    if (slotInWindow() == 0) {
      retrained.clear();
    }
    Snapshot snapshot = completions.isEmpty() ? before : observe();
    if (planner.isDue(snapshot, slotInWindow())) {
      plan(snapshot);
    }
    Rules rules = new Rules(settings.preInitialization(), 0, 0, settings.pausing());
    apply(Enactor.steps(plan, slot - planBegan, snapshot, retrained, rules));
    slot++;
  }

  /** Counts the last slot; what has been achieved since the loop began. */
  public Scorecard finish() {
    remember(observe());
    return tally.scorecard(planner.name());
  }

  private int slotInWindow() {
    return slot % settings.slotsPerWindow();
  }

  private Snapshot observe() {
    return Observation.of(
        slot, ports.fleet().instances(), ports.workloads().workers(), ports.workloads().tenants());
  }

  private void remember(Snapshot snapshot) {
    if (slot == 0) {
      return;
    }
    tally.slotEnded(snapshot);
    for (TenantReading reading : snapshot.tenants()) {
      history(reading.tenant()).add(reading.last().arrived());
    }
  }

  private History history(String tenant) {
    return histories.computeIfAbsent(tenant, name -> new History(new double[0]));
  }

  private void plan(Snapshot snapshot) {
    long began = ports.stopwatch().nanos();
    PlanningProblem problem = assembly.problem(snapshot, forecasts(), retrained);
    Plan candidate = planner.plan(problem);
    double millis = (ports.stopwatch().nanos() - began) * 1e-6;
    List<String> violations = PlanCheck.violations(problem, candidate);
    if (violations.isEmpty()) {
      tally.planned(millis, candidate.gap());
      ports.journal().planned(slot, candidate);
      plan = candidate;
    } else {
      ports.journal().refused(slot, candidate, violations);
      plan = keepEverything(problem);
    }
    planBegan = slot;
  }

  private Map<String, Forecast> forecasts() {
    int horizon = settings.slotsPerWindow() - slotInWindow();
    Map<String, Forecast> forecasts = new LinkedHashMap<>();
    for (Tenant tenant : tenants) {
      History history = history(tenant.name());
      Forecaster forecaster = forecasters.get(tenant.name());
      if (forecaster == null) {
        throw new IllegalArgumentException("no forecaster for tenant " + tenant.name() + ".");
      }
      forecasts.put(
          tenant.name(), forecaster.forecast(history.counts(), history.length(), horizon));
    }
    return forecasts;
  }

  private Plan keepEverything(PlanningProblem problem) {
    List<PlannedInstance> kept =
        problem.inherited().stream()
            .map(
                instance ->
                    new PlannedInstance(
                        instance.placement(), instance.task(), 0, 0, problem.slots(), true))
            .toList();
    return new Plan(planner.name(), problem.slots(), kept, 0, 0);
  }

  private void apply(List<Step> steps) {
    tally.enacted(steps);
    for (Step step : steps) {
      ports.journal().step(slot, step);
      apply(step);
    }
  }

  private void apply(Step step) {
    switch (step) {
      case Step.Create create -> ports.fleet().create(create);
      case Step.Start start -> ports.workloads().start(start);
      case Step.Admit admit -> ports.workloads().admit(admit);
      case Step.Withhold withhold -> ports.workloads().withhold(withhold);
      case Step.Checkpoint checkpoint -> ports.workloads().checkpoint(checkpoint);
      case Step.Drain drain -> ports.workloads().drain(drain);
      case Step.Destroy destroy -> ports.fleet().destroy(destroy);
      case Step.Swap swap -> {
        ports.workloads().swap(swap);
        retrained.add(swap.task().tenant());
      }
    }
  }
}
