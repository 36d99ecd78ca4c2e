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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that running retrainings go on, none is one too many, and none that is owed is missing.
 */
record RetrainingCheck(
    PlanningProblem problem,
    Map<String, List<PlannedInstance>> retrainings,
    Map<String, Inherited.Retraining> running,
    Violations violations) {

  RetrainingCheck(PlanningProblem problem, List<PlannedInstance> instances, Violations violations) {
    this(
        problem,
        instances.stream()
            .filter(instance -> instance.task() instanceof Task.Retrain)
            .collect(Collectors.groupingBy(instance -> instance.task().tenant())),
        problem.inherited().stream()
            .filter(Inherited.Retraining.class::isInstance)
            .map(Inherited.Retraining.class::cast)
            .collect(Collectors.toMap(r -> r.task().tenant(), r -> r, (first, _) -> first)),
        violations);
  }

  void check() {
    problem.inherited().forEach(this::checkRunsOn);
    problem.tenants().forEach(this::checkRetrainings);
  }

  private void checkRunsOn(Inherited inherited) {
    if (inherited instanceof Inherited.Retraining running) {
      boolean present =
          retrainings(running.task().tenant())
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
    List<PlannedInstance> own = retrainings.getOrDefault(tenant.name(), List.of());
    long started = own.stream().filter(instance -> !instance.inherited()).count();
    boolean runs = running.containsKey(tenant.name());
    Optional<Pausing> pausing = problem.rules().pausing();
    pausing.ifPresent(
        p ->
            new SegmentCheck(
                    problem, p, tenant, Optional.ofNullable(running.get(tenant.name())), violations)
                .check(own));
    violations.expect(
        pausing.isPresent() || started <= (runs ? 0 : 1),
        tenant.name(),
        "retrainings started",
        started,
        runs ? "0, for one is running" : "at most 1");
    if (tenant.mustRetrain() && !runs && started == 0) {
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
        new ArrayList<>(
            retrainings.values().stream()
                .flatMap(List::stream)
                .filter(i -> i.placement().gpu() == candidate.placement().gpu())
                .toList());
    together.add(candidate);
    Violations clashes = new Violations();
    new LayoutCheck(together, clashes).check();
    return clashes.isEmpty();
  }

  private Stream<PlannedInstance> retrainings(String tenant) {
    return retrainings.getOrDefault(tenant, List.of()).stream();
  }
}
