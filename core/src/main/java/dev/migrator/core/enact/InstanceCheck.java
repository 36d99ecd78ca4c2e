package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.List;
import java.util.Optional;

/**
 * Checks single instances: place, task, set-up, duration; or, if inherited, that they existed.
 * Segments of retrainings that may be paused are for {@link SegmentCheck} to measure.
 */
record InstanceCheck(PlanningProblem problem, Violations violations) {

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
        problem.inherited().stream()
            .filter(i -> i.placement().equals(instance.placement()))
            .filter(i -> i.task().equals(instance.task()))
            .findFirst();
    entry.ifPresentOrElse(
        inherited -> checkAsInherited(instance, inherited),
        () ->
            violations.expect(
                false,
                Violations.describe(instance),
                "inherited",
                true,
                "one of the problem's inherited instances " + problem.inherited()));
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
            instance.ready() == 0, name, "ready", instance.ready(), "0, for it is running");
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
    violations.expect(
        problem.placements().contains(instance.placement()),
        name,
        "placement",
        instance.placement(),
        "one of " + problem.placements());
    boolean isSegment =
        instance.task() instanceof Task.Retrain && problem.rules().pausing().isPresent();
    int setUp = problem.setupSlots(instance.placement().profile());
    violations.expect(
        isSegment || instance.ready() - instance.from() == setUp,
        name,
        "ready - from",
        instance.ready() - instance.from(),
        "the profile's set-up of " + setUp + " slots");
    Optional<TenantOutlook> tenant = tenant(instance.task().tenant());
    violations.expect(
        tenant.isPresent(),
        name,
        "tenant",
        instance.task().tenant(),
        "one of " + problem.tenants().stream().map(TenantOutlook::name).toList());
    if (!isSegment && tenant.isPresent() && instance.task() instanceof Task.Retrain retrain) {
      checkTraining(instance, tenant.get(), retrain.choice());
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

  private Optional<TenantOutlook> tenant(String name) {
    return problem.tenants().stream().filter(tenant -> tenant.name().equals(name)).findFirst();
  }
}
