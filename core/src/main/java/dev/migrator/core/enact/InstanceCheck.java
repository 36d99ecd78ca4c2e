package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks single instances: place, task, set-up, duration; or, if inherited, that they existed.
 * Segments of retrainings that may be paused are for {@link SegmentCheck} to measure.
 */
final class InstanceCheck {
  private final PlanningProblem problem;
  private final Violations violations;
  private final Set<Placement> placements;
  private final Map<String, TenantOutlook> tenants = new LinkedHashMap<>();
  private final Map<Placement, List<Inherited>> inherited;

  InstanceCheck(PlanningProblem problem, Violations violations) {
    this.problem = problem;
    this.violations = violations;
    placements = new HashSet<>(problem.placements());
    problem.tenants().forEach(tenant -> tenants.put(tenant.name(), tenant));
    inherited = problem.inherited().stream().collect(Collectors.groupingBy(Inherited::placement));
  }

  void check(PlannedInstance instance) {
    if (instance.inherited()) {
      checkInherited(instance);
    } else {
      checkNew(instance);
    }
    if (instance.task() instanceof Task.Infer) {
      violations.expect(
          instance.to() <= problem.slots(),
          Violations.describe(instance),
          "to",
          instance.to(),
          "at most " + problem.slots());
    }
  }

  private void checkInherited(PlannedInstance instance) {
    Optional<Inherited> entry =
        inherited.getOrDefault(instance.placement(), List.of()).stream()
            .filter(i -> i.task().equals(instance.task()))
            .findFirst();
    entry.ifPresentOrElse(
        found -> checkAsInherited(instance, found),
        () ->
            violations.expect(
                false,
                Violations.describe(instance),
                "inherited",
                true,
                "one of the problem's inherited instances "
                    + Violations.shown(problem.inherited())));
  }

  private void checkAsInherited(PlannedInstance instance, Inherited inherited) {
    String name = Violations.describe(instance);
    violations.expect(
        instance.from() == 0, name, "from", instance.from(), "0, for it is inherited");
    switch (inherited) {
      case Inherited.Serving serving ->
          violations.expect(
              instance.ready() == serving.readyAt(),
              name,
              "ready",
              instance.ready(),
              serving.readyAt() + ", as inherited");
      case Inherited.Retraining running -> {
        violations.expect(
            instance.ready() == running.ready(),
            name,
            "ready",
            instance.ready(),
            running.ready() + ", for it is running");
        violations.expect(
            instance.to() == running.endsAt() || problem.rest(running).isPresent(),
            name,
            "to",
            instance.to(),
            running.endsAt() + ", for a retraining keeps its instance until it ends");
      }
    }
  }

  private void checkNew(PlannedInstance instance) {
    String name = Violations.describe(instance);
    if (!placements.contains(instance.placement())) {
      violations.expect(
          false,
          name,
          "placement",
          instance.placement(),
          "one of " + Violations.shown(problem.placements()));
    }
    boolean isSegment =
        instance.task() instanceof Task.Retrain && problem.rules().pausing().isPresent();
    int setUp = problem.setupSlots(instance.placement().profile());
    violations.expect(
        isSegment || instance.ready() - instance.from() == setUp,
        name,
        "ready - from",
        instance.ready() - instance.from(),
        "the profile's set-up of " + setUp + " slots");
    TenantOutlook tenant = tenants.get(instance.task().tenant());
    if (tenant == null) {
      violations.expect(
          false,
          name,
          "tenant",
          instance.task().tenant(),
          "one of " + Violations.shown(List.copyOf(tenants.keySet())));
    } else if (!isSegment && instance.task() instanceof Task.Retrain retrain) {
      checkTraining(instance, tenant, retrain.choice());
    }
  }

  private void checkTraining(PlannedInstance instance, TenantOutlook tenant, String choice) {
    String name = Violations.describe(instance);
    List<RetrainingOption> options =
        tenant.options().stream().filter(option -> option.name().equals(choice)).toList();
    if (options.isEmpty()) {
      List<String> names = tenant.options().stream().map(RetrainingOption::name).toList();
      violations.expect(false, name, "choice", choice, "one of " + names);
      return;
    }
    Profile profile = instance.placement().profile();
    int length = options.getFirst().slots().getOrDefault(profile, 0);
    violations.expect(length > 0, name, "profile", profile, "one that can run " + choice);
    violations.expect(
        instance.to() - instance.ready() == length,
        name,
        "to - ready",
        instance.to() - instance.ready(),
        length + " slots of training");
    violations.expect(
        instance.to() <= problem.rules().retrainBy(),
        name,
        "to",
        instance.to(),
        "at most " + problem.rules().retrainBy() + ", by which retrainings must have ended");
  }
}
