package dev.migrator.simulator.run;

import dev.migrator.core.control.ControlLoop;
import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Journal;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.Ports;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Reason;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A control loop in a world, slot by slot, with everything that it decided. */
final class DrivenLoop implements Journal, Planner {
  final World world;
  final ControlLoop loop;
  private final Planner planner;

  /** By slot: what spoke for a new plan, where anything did. */
  final Map<Long, Set<Reason>> reasons = new TreeMap<>();

  final List<Long> planned = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final Map<Long, List<Step>> steps = new TreeMap<>();

  <P extends Fleet & Workloads> DrivenLoop(
      LoopSettings settings,
      List<Tenant> tenants,
      World world,
      P ports,
      Planner planner,
      Map<String, Forecaster> forecasters) {
    this.world = world;
    this.planner = planner;
    this.loop =
        new ControlLoop(
            settings, tenants, new Ports(ports, ports, this, () -> 0), this, forecasters, Map.of());
  }

  DrivenLoop until(int slot) {
    while (world.slot() < slot) {
      loop.tick();
      world.advance();
    }
    return this;
  }

  Scorecard finish() {
    until(world.slots());
    return loop.finish();
  }

  /** Slots in which something was created. */
  long changes() {
    return steps.values().stream()
        .filter(list -> list.stream().anyMatch(Step.Create.class::isInstance))
        .count();
  }

  /** Requests answered in time from that slot on, by slot. */
  int[] withinSlo(int tenant, int from) {
    int[] all = world.recording().tenants().get(tenant).withinSlo();
    return java.util.Arrays.copyOfRange(all, from, all.length);
  }

  @Override
  public String name() {
    return planner.name();
  }

  @Override
  public boolean isDue(Occasion occasion) {
    if (!occasion.reasons().isEmpty()) {
      reasons.put(occasion.snapshot().slot(), occasion.reasons());
    }
    return planner.isDue(occasion);
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    return planner.plan(problem);
  }

  @Override
  public Plan replan(PlanningProblem problem, List<PlannedInstance> intended) {
    return planner.replan(problem, intended);
  }

  @Override
  public void planned(long slot, Plan plan) {
    planned.add(slot);
  }

  @Override
  public void refused(long slot, Plan plan, List<String> violations) {
    refused.addAll(violations);
  }

  @Override
  public void step(long slot, Step step) {
    steps.computeIfAbsent(slot, _ -> new ArrayList<>()).add(step);
  }
}
