package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks that running retrainings go on, none is one too many, and none that is owed is missing.
 */
record RetrainingCheck(
    PlanningProblem problem, List<PlannedInstance> instances, Violations violations) {

  void check() {
    problem.inherited().forEach(this::checkRunsOn);
    problem.tenants().forEach(this::checkRetrainings);
  }

  private void checkRunsOn(Inherited inherited) {
    if (inherited instanceof Inherited.Retraining running) {
      boolean present =
          instances.stream()
              .anyMatch(
                  instance ->
                      instance.inherited()
                          && instance.placement().equals(running.placement())
                          && instance.task().equals(running.task()));
      violations.expect(
          present,
          running.task() + " on " + running.placement(),
          "present",
          false,
          "true, for a running retraining cannot be stopped");
    }
  }

  private void checkRetrainings(TenantOutlook tenant) {
    long started = retrainings(tenant).filter(instance -> !instance.inherited()).count();
    boolean running = isRunning(tenant);
    Optional<Pausing> pausing = problem.rules().pausing();
    pausing.ifPresent(p -> new SegmentCheck(problem, p, tenant, violations).check(instances));
    violations.expect(
        pausing.isPresent() || started <= (running ? 0 : 1),
        tenant.name(),
        "retrainings started",
        started,
        running ? "0, for one is running" : "at most 1");
    if (tenant.mustRetrain() && !running && started == 0) {
      checkNothingFits(tenant);
    }
  }

  /** Inference never stands in the way, for it could be left out; other retrainings do. */
  private void checkNothingFits(TenantOutlook tenant) {
    firstFit(tenant)
        .ifPresent(
            fit ->
                violations.expect(
                    false,
                    tenant.name(),
                    "retrainings started",
                    0,
                    "1, for it must be retrained and would fit: " + Violations.describe(fit)));
  }

  private Optional<PlannedInstance> firstFit(TenantOutlook tenant) {
    return tenant.options().stream()
        .flatMap(option -> problem.placements().stream().flatMap(p -> runs(tenant, option, p)))
        .filter(this::fitsBesideRetrainings)
        .findFirst();
  }

  private Stream<PlannedInstance> runs(
      TenantOutlook tenant, RetrainingOption option, Placement placement) {
    int setUp = problem.setupSlots(placement.profile(), option);
    int length = option.slots().getOrDefault(placement.profile(), 0);
    int lastStart = problem.rules().retrainBy() - setUp - length;
    Task task = new Task.Retrain(tenant.name(), option.name());
    return length == 0
        ? Stream.empty()
        : Stream.iterate(0, start -> start <= lastStart, start -> start + 1)
            .map(
                start ->
                    new PlannedInstance(
                        placement, task, start, start + setUp, start + setUp + length, false));
  }

  private boolean fitsBesideRetrainings(PlannedInstance candidate) {
    List<PlannedInstance> together =
        new ArrayList<>(instances.stream().filter(i -> i.task() instanceof Task.Retrain).toList());
    together.add(candidate);
    Violations clashes = new Violations();
    new LayoutCheck(together, clashes).check();
    return clashes.isEmpty();
  }

  private Stream<PlannedInstance> retrainings(TenantOutlook tenant) {
    return instances.stream()
        .filter(instance -> instance.task() instanceof Task.Retrain)
        .filter(instance -> instance.task().tenant().equals(tenant.name()));
  }

  private boolean isRunning(TenantOutlook tenant) {
    return problem.inherited().stream()
        .filter(Inherited.Retraining.class::isInstance)
        .anyMatch(running -> running.task().tenant().equals(tenant.name()));
  }
}
