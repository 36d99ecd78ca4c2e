package dev.migrator.core.control;

import dev.migrator.core.enact.Enactor;
import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.measure.Tally;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
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
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.core.predict.Forecaster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
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
 *   <li>Predict and plan, if the planner says that a plan is due: because a window begins, the last
 *       plan is old, or the world differs from what it was made for. Within a window the planner is
 *       told what it intended before. Then it looks again: a plan that the check refuses, or whose
 *       instances are no longer those that it was made for, is journalled and not applied; what
 *       exists is then kept, and planned for soon.
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
  private final Tally tally;
  private final Set<String> retrained = new HashSet<>();
  private final Floors floors = new Floors();
  private ProblemAssembly assembly;
  private Map<String, Forecast> planned = Map.of();
  private boolean tenantsChanged;
  private boolean isStale;
  private Plan plan;
  private int planBegan;
  private int slot;
  private boolean isFirst = true;
  private final boolean isInMidst;

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
    this(settings, tenants, ports, planner, forecasters, histories, LoopStart.FRESH);
  }

  /**
   * A loop that goes on where another one has left off. It plans in its first slot; of the window's
   * requests until then it knows nothing but the histories, so floors count from there.
   *
   * @param settings of world and planning
   * @param tenants in their fixed order
   * @param ports what the loop drives
   * @param planner who plans, and when
   * @param forecasters by tenant
   * @param histories by tenant: requests by slot before the loop begins, oldest first
   * @param start where it takes up its work
   */
  public ControlLoop(
      LoopSettings settings,
      List<Tenant> tenants,
      Ports ports,
      Planner planner,
      Map<String, Forecaster> forecasters,
      Map<String, double[]> histories,
      LoopStart start) {
    this.settings = settings;
    this.tenants = new ArrayList<>(tenants);
    this.ports = ports;
    this.planner = planner;
    this.forecasters = new LinkedHashMap<>(forecasters);
    this.assembly = new ProblemAssembly(settings, tenants);
    this.tally = new Tally(tenants, settings.slot());
    this.plan = new Plan(planner.name(), 1, List.of(), 0, 0);
    this.slot = start.slot();
    this.planBegan = start.slot();
    this.retrained.addAll(start.retrained());
    this.isInMidst = start.isInMidst();
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
    boolean early = completions.stream().anyMatch(step -> isEarly(step, before));
    List<Step> changes = new ArrayList<>(completions);
    changes.addAll(evictions(before));
    apply(changes);
    if (slotInWindow() == 0) {
      retrained.clear();
      floors.windowBegins();
    }
    Snapshot snapshot = changes.isEmpty() ? before : observe();
    Occasion occasion = occasion(snapshot, early);
    if (planner.isDue(occasion)) {
      snapshot = plan(occasion);
    }
    apply(Enactor.steps(plan, slot - planBegan, snapshot, retrained, rules(), cut()));
    slot++;
    isFirst = false;
  }

  /** As the plan had to keep them: what it begins, it ends in the window in which it was made. */
  private Rules rules() {
    int retrainBy = settings.slotsPerWindow() - planBegan % settings.slotsPerWindow();
    return new Rules(settings.preInitialization(), 0, retrainBy, settings.pausing());
  }

  private Enactor.Cut cut() {
    return settings.handicaps().cutsWholeGpus() ? Enactor.Cut.WHOLE : Enactor.Cut.IN_PART;
  }

  /**
   * A tenant comes; it is planned for from the next plan on.
   *
   * @param tenant whose name no other tenant has
   * @param forecaster of its arrivals
   * @param before its requests by slot until now, oldest first; may be empty
   */
  public void join(Tenant tenant, Forecaster forecaster, double[] before) {
    if (tenants.stream().anyMatch(other -> other.name().equals(tenant.name()))) {
      throw new IllegalArgumentException(
          "tenant %s is planned for already; expected a name of its own.".formatted(tenant.name()));
    }
    tenants.add(tenant);
    forecasters.put(tenant.name(), forecaster);
    histories.put(tenant.name(), new History(before));
    tally.join(tenant);
    tenantsHaveChanged();
  }

  /**
   * A tenant goes; its instances are drained in the next slot, running retrainings too. What it has
   * achieved still counts.
   *
   * @throws IllegalArgumentException if there is no such tenant
   */
  public void leave(String tenant) {
    if (!tenants.removeIf(other -> other.name().equals(tenant))) {
      throw new IllegalArgumentException("no tenant " + tenant + ".");
    }
    plan = without(tenant);
    forecasters.remove(tenant);
    histories.remove(tenant);
    tally.leave(tenant);
    tenantsHaveChanged();
  }

  /** Counts the last slot; what has been achieved since the loop began. */
  public Scorecard finish() {
    remember(observe());
    return tally.scorecard(planner.name());
  }

  /** What has been achieved since the loop began, but for the slot that goes on. */
  public Scorecard soFar() {
    return tally.scorecard(planner.name());
  }

  /** By tenant: what the last plan was made for. */
  public Map<String, Forecast> forecast() {
    return Collections.unmodifiableMap(planned);
  }

  private int slotInWindow() {
    return slot % settings.slotsPerWindow();
  }

  private void tenantsHaveChanged() {
    assembly = new ProblemAssembly(settings, tenants);
    tenantsChanged = true;
  }

  /** Until there is another plan nothing more is to be set up for one that has left. */
  private Plan without(String tenant) {
    List<PlannedInstance> others =
        plan.instances().stream()
            .filter(instance -> !instance.task().tenant().equals(tenant))
            .toList();
    return new Plan(plan.planner(), plan.slots(), others, plan.value(), plan.bound());
  }

  private Occasion occasion(Snapshot snapshot, boolean early) {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    reasons.addAll(deviations(snapshot).reasons(histories, tenants, settings.slot()));
    if (early) {
      reasons.add(Reason.RETRAINING_ENDED_EARLY);
    }
    if (tenantsChanged) {
      reasons.add(Reason.TENANTS_CHANGED);
    }
    if (isStale) {
      reasons.add(Reason.INSTANCE_MISSING);
    }
    if (slotInWindow() == 0 || isFirst) {
      reasons.add(Reason.WINDOW_BEGINS);
    }
    return new Occasion(snapshot, slotInWindow(), slot - planBegan, reasons);
  }

  private Deviations deviations(Snapshot snapshot) {
    return new Deviations(plan, slot - planBegan, planned, snapshot, retrained);
  }

  private boolean isEarly(Step step, Snapshot snapshot) {
    return step instanceof Step.Swap swap && deviations(snapshot).isEarly(swap.task());
  }

  /** The steps that free what tenants hold that have left. */
  private List<Step> evictions(Snapshot snapshot) {
    Set<String> names = new HashSet<>();
    tenants.forEach(tenant -> names.add(tenant.name()));
    List<Step> steps = new ArrayList<>();
    for (ObservedInstance instance : snapshot.instances()) {
      boolean stays = names.contains(instance.task().tenant()) || instance.isTrained();
      if (!stays && instance.state() != InstanceState.DRAINING) {
        steps.add(new Step.Drain(instance.id()));
        steps.add(new Step.Destroy(instance.id()));
      }
    }
    return steps;
  }

  private Snapshot observe() {
    return Observation.of(
        slot, ports.fleet().instances(), ports.workloads().workers(), ports.workloads().tenants());
  }

  private void remember(Snapshot snapshot) {
    if (isFirst && !isInMidst) {
      return;
    }
    tally.slotEnded(snapshot);
    floors.slotEnded(snapshot);
    for (TenantReading reading : snapshot.tenants()) {
      // One that has just left may still be read of.
      History history = histories.get(reading.tenant());
      if (history != null) {
        history.add(reading.last().arrived());
      }
    }
  }

  private History history(String tenant) {
    return histories.computeIfAbsent(tenant, _ -> new History(new double[0]));
  }

  /** Returns what was there when the plan had been made. */
  private Snapshot plan(Occasion occasion) {
    long began = ports.stopwatch().nanos();
    planned = forecasts();
    PlanningProblem problem = problem(occasion.snapshot());
    Plan candidate =
        occasion.isWindowBegin()
            ? planner.plan(problem)
            : planner.replan(problem, Remainder.of(plan, slot - planBegan));
    double millis = (ports.stopwatch().nanos() - began) * 1e-6;
    ports.journal().planningEnded(slot, occasion.reasons(), millis);
    Snapshot now = observe();
    List<String> changes = Staleness.between(occasion.snapshot(), now);
    List<String> violations = new ArrayList<>(PlanCheck.violations(problem, candidate));
    violations.addAll(changes);
    if (violations.isEmpty()) {
      tally.planned(millis);
      if (occasion.isWindowBegin()) {
        tally.proven(candidate.gap());
      }
      ports.journal().planned(slot, candidate);
      plan = candidate;
    } else {
      ports.journal().refused(slot, candidate, violations);
      plan = keepEverything(changes.isEmpty() ? problem : problem(now));
    }
    planBegan = slot;
    tenantsChanged = false;
    isStale = !changes.isEmpty();
    return now;
  }

  private PlanningProblem problem(Snapshot snapshot) {
    return floors.applied(assembly.problem(snapshot, planned, retrained), tenants);
  }

  private Map<String, Forecast> forecasts() {
    int horizon = settings.slotsPerWindow() - slotInWindow() + settings.lookahead();
    Map<String, Forecast> forecasts = new LinkedHashMap<>();
    for (Tenant tenant : tenants) {
      History history = history(tenant.name());
      Forecaster forecaster = forecasters.get(tenant.name());
      if (forecaster == null) {
        throw new IllegalArgumentException("no forecaster for tenant " + tenant.name() + ".");
      }
      forecasts.put(
          tenant.name(),
          forecaster.forecast(history.total(), history.counts(), history.length(), horizon));
    }
    return forecasts;
  }

  private Plan keepEverything(PlanningProblem problem) {
    return new Plan(planner.name(), problem.slots(), Kept.of(problem), 0, 0);
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
        if (settings.isOfWindow(swap.instance(), slot)) {
          retrained.add(swap.task().tenant());
        }
      }
    }
  }
}
