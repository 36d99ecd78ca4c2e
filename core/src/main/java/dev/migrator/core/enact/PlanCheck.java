package dev.migrator.core.enact;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks whether a plan is legal for its problem and worth what it claims.
 *
 * <p>Written straight from the definitions in {@link PlanningProblem}, {@link PlannedInstance} and
 * {@link Plan}, and sharing nothing with any planner, so that a planner's mistake cannot hide here.
 * A plan is checked before it is enacted.
 */
public final class PlanCheck {
  /** How far a claimed value may lie from the recomputed one, relative to its size. */
  public static final double TOLERANCE = 1e-6;

  private final PlanningProblem problem;
  private final List<PlannedInstance> instances;
  private final List<String> violations = new ArrayList<>();

  private PlanCheck(PlanningProblem problem, List<PlannedInstance> instances) {
    this.problem = problem;
    this.instances = instances;
  }

  /**
   * Checks a plan.
   *
   * @param problem the problem it is for
   * @param plan the plan
   * @return what is wrong with it, each a sentence that names instance, slot, value and what was
   *     expected; empty if nothing is
   */
  public static List<String> violations(PlanningProblem problem, Plan plan) {
    PlanCheck check = new PlanCheck(problem, plan.instances());
    check.expect(plan.slots() == problem.slots(), "plan", "slots", plan.slots(), problem.slots());
    plan.instances().forEach(check::checkInstance);
    check.checkSlices();
    check.checkMaxima();
    problem.inherited().forEach(check::checkRunsOn);
    problem.tenants().forEach(check::checkRetrainings);
    if (check.violations.isEmpty()) {
      check.checkWorth(plan);
    }
    return List.copyOf(check.violations);
  }

  /**
   * What these instances are worth, by the formula of {@link PlanningProblem}.
   *
   * @param problem the problem they are for
   * @param instances every instance of a plan; they are not checked
   * @return the value, in correct timely answers times weight
   * @throws IllegalArgumentException if a retraining has a choice that the problem does not know
   */
  public static double value(PlanningProblem problem, List<PlannedInstance> instances) {
    return new PlanValue(problem, instances).total();
  }

  private void checkInstance(PlannedInstance instance) {
    if (instance.inherited()) {
      checkInherited(instance);
    } else {
      checkNew(instance);
    }
    if (instance.task() instanceof Task.Infer) {
      expect(
          instance.to() <= problem.slots(),
          describe(instance),
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
            expect(
                false,
                describe(instance),
                "inherited",
                true,
                "one of the problem's inherited instances " + problem.inherited()));
  }

  private void checkAsInherited(PlannedInstance instance, Inherited inherited) {
    String name = describe(instance);
    expect(instance.from() == 0, name, "from", instance.from(), "0, for it is inherited");
    switch (inherited) {
      case Inherited.Serving serving ->
          expect(
              instance.ready() == serving.readyAt(),
              name,
              "ready",
              instance.ready(),
              serving.readyAt() + ", as inherited");
      case Inherited.Retraining running -> {
        expect(instance.ready() == 0, name, "ready", instance.ready(), "0, for it is running");
        expect(
            instance.to() == running.endsAt(),
            name,
            "to",
            instance.to(),
            running.endsAt() + ", for a retraining keeps its instance until it ends");
      }
    }
  }

  private void checkNew(PlannedInstance instance) {
    String name = describe(instance);
    expect(
        problem.placements().contains(instance.placement()),
        name,
        "placement",
        instance.placement(),
        "one of " + problem.placements());
    int setUp = problem.setupSlots(instance.placement().profile());
    expect(
        instance.ready() - instance.from() == setUp,
        name,
        "ready - from",
        instance.ready() - instance.from(),
        "the profile's set-up of " + setUp + " slots");
    Optional<TenantOutlook> tenant = tenant(instance.task().tenant());
    expect(
        tenant.isPresent(),
        name,
        "tenant",
        instance.task().tenant(),
        "one of " + problem.tenants().stream().map(TenantOutlook::name).toList());
    if (tenant.isPresent() && instance.task() instanceof Task.Retrain retrain) {
      checkTraining(instance, tenant.get(), retrain.choice());
    }
  }

  private void checkTraining(PlannedInstance instance, TenantOutlook tenant, String choice) {
    String name = describe(instance);
    List<RetrainingOption> options =
        tenant.options().stream().filter(option -> option.name().equals(choice)).toList();
    if (options.isEmpty()) {
      List<String> names = tenant.options().stream().map(RetrainingOption::name).toList();
      expect(false, name, "choice", choice, "one of " + names);
      return;
    }
    Profile profile = instance.placement().profile();
    int length = options.getFirst().slots().getOrDefault(profile, 0);
    expect(length > 0, name, "profile", profile, "one that can run " + choice);
    expect(
        instance.to() - instance.ready() == length,
        name,
        "to - ready",
        instance.to() - instance.ready(),
        length + " slots of training");
    expect(
        instance.to() <= problem.slots(),
        name,
        "to",
        instance.to(),
        "at most " + problem.slots() + ", so that it ends within the horizon");
  }

  /** No two instances take the same memory slice at the same time. */
  private void checkSlices() {
    for (int i = 0; i < instances.size(); i++) {
      for (PlannedInstance other : instances.subList(i + 1, instances.size())) {
        checkDisjoint(instances.get(i), other);
      }
    }
  }

  private void checkDisjoint(PlannedInstance one, PlannedInstance other) {
    int meet = Math.max(one.from(), other.from());
    if (meet < Math.min(one.to(), other.to()) && one.placement().overlaps(other.placement())) {
      expect(
          false,
          describe(one),
          "slices in slot " + meet,
          "shared with " + describe(other),
          "slices of its own");
    }
  }

  /** Numbers of instances grow only where one begins, so that only those slots need a look. */
  private void checkMaxima() {
    instances.stream().map(PlannedInstance::from).distinct().forEach(this::checkMaxima);
  }

  private void checkMaxima(int slot) {
    Map<Profile, Integer> counts =
        new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    int mediaExtensions = 0;
    for (PlannedInstance instance : instances) {
      if (instance.existsIn(slot)) {
        Profile profile = instance.placement().profile();
        counts.merge(profile, 1, Integer::sum);
        mediaExtensions += profile.holdsMediaExtensions() ? 1 : 0;
      }
    }
    String when = "instances in slot " + slot;
    counts.forEach(
        (profile, count) ->
            expect(
                count <= profile.maxInstances(),
                profile.name(),
                when,
                count,
                "at most " + profile.maxInstances()));
    expect(mediaExtensions <= 1, "+me", when, mediaExtensions, "at most 1");
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
      expect(
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
    expect(
        started <= (running ? 0 : 1),
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
                expect(
                    false,
                    tenant.name(),
                    "retrainings started",
                    0,
                    "1, for it must be retrained and would fit: " + describe(fit)));
  }

  private Optional<PlannedInstance> firstFit(TenantOutlook tenant) {
    return tenant.options().stream()
        .flatMap(option -> problem.placements().stream().flatMap(p -> runs(tenant, option, p)))
        .filter(this::fitsBesideRetrainings)
        .findFirst();
  }

  private Stream<PlannedInstance> runs(
      TenantOutlook tenant, RetrainingOption option, Placement placement) {
    int setUp = problem.setupSlots(placement.profile());
    int length = option.slots().getOrDefault(placement.profile(), 0);
    int lastStart = problem.slots() - setUp - length;
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
    PlanCheck check = new PlanCheck(problem, together);
    check.checkSlices();
    check.checkMaxima();
    return check.violations.isEmpty();
  }

  private void checkWorth(Plan plan) {
    double value = value(problem, instances);
    double tolerance = TOLERANCE * Math.max(1, Math.abs(value));
    expect(Math.abs(plan.value() - value) <= tolerance, "plan", "value", plan.value(), value);
    expect(
        plan.bound() >= plan.value() - tolerance,
        "plan",
        "bound",
        plan.bound(),
        "at least its value " + plan.value());
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

  private Optional<TenantOutlook> tenant(String name) {
    return problem.tenants().stream().filter(tenant -> tenant.name().equals(name)).findFirst();
  }

  private void expect(boolean holds, String owner, String what, Object value, Object expected) {
    if (!holds) {
      violations.add("%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }

  private static String describe(PlannedInstance instance) {
    String work =
        switch (instance.task()) {
          case Task.Infer infer -> "infer " + infer.tenant();
          case Task.Retrain retrain -> "retrain " + retrain.tenant() + " " + retrain.choice();
        };
    return "%s (%s, slots %d to %d)"
        .formatted(instance.placement(), work, instance.from(), instance.to());
  }
}
