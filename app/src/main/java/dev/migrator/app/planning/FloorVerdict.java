package dev.migrator.app.planning;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a plan meets the tenants' floors, and if not, whether any plan could.
 *
 * <p>To find out, the same problem is planned with nothing to earn but what floors deduct: accuracy
 * 0, no retrainings, no price on set-ups. If even the bound on that is below 0, the floors cannot
 * be met together.
 *
 * @param problem what was planned, with the floors of its horizon
 * @param plan what was found
 * @param forFloors the best that was found for the floors alone; empty if the plan meets them
 */
public record FloorVerdict(PlanningProblem problem, Plan plan, Optional<Plan> forFloors) {
  private static final double ROUNDING = 1e-6;

  /** An answer to a side question: it may take about as long as a plan, no longer. */
  private static final PlannerSettings SETTINGS = new PlannerSettings(1e-3, 30_000_000, false);

  /** The verdict on a plan; of shares by MPS only whether it meets the floors. */
  public static FloorVerdict of(PlanningProblem problem, Plan plan) {
    boolean isMps =
        problem.placements().stream().anyMatch(p -> p.profile().sharing() == Sharing.MPS);
    return isMps ? unproven(problem, plan) : of(problem, plan, new PathPlanner(SETTINGS));
  }

  /** With the plan itself as the best that was found for the floors: nobody looked for another. */
  private static FloorVerdict unproven(PlanningProblem problem, Plan plan) {
    FloorVerdict met = new FloorVerdict(problem, plan, Optional.empty());
    return met.meets(plan) ? met : new FloorVerdict(problem, plan, Optional.of(plan));
  }

  /** The verdict, by a planner that is asked for a plan for the floors alone. */
  static FloorVerdict of(PlanningProblem problem, Plan plan, Planner planner) {
    FloorVerdict met = new FloorVerdict(problem, plan, Optional.empty());
    return met.meets(plan)
        ? met
        : new FloorVerdict(problem, plan, Optional.of(planner.plan(floorsOnly(problem))));
  }

  /** What is to be said of it; empty if all floors are met. */
  public Optional<String> sentence() {
    return forFloors.map(this::sentence);
  }

  private String sentence(Plan best) {
    String floors = "floors: " + listed(TenantOutlook::floor);
    if (best.bound() < -ROUNDING * scale()) {
      return ("%s cannot be met together in this window; the best found is %s."
              + " Maybe lower a floor, or move a tenant to another GPU.")
          .formatted(floors, shares(best));
    }
    return meets(best)
        ? "%s are not met by the plan found, which gives %s, although they can be met. Maybe raise planning.effort?"
            .formatted(floors, shares(plan))
        : ("%s are not met by the plan found, which gives %s; whether they can be met together is"
                + " not known, the best found for them alone is %s. Maybe lower a floor?")
            .formatted(floors, shares(plan), shares(best));
  }

  private boolean meets(Plan candidate) {
    return withFloors().stream()
        .allMatch(tenant -> share(tenant, candidate) >= tenant.floor() - ROUNDING);
  }

  private List<TenantOutlook> withFloors() {
    return problem.tenants().stream().filter(tenant -> tenant.floor() > 0).toList();
  }

  private String shares(Plan candidate) {
    return listed(tenant -> share(tenant, candidate));
  }

  private String listed(java.util.function.ToDoubleFunction<TenantOutlook> share) {
    return withFloors().stream()
        .map(t -> "%s %s".formatted(t.name(), shown(share.applyAsDouble(t))))
        .collect(Collectors.joining(", "));
  }

  private static String shown(double share) {
    String text = String.format(Locale.ROOT, "%.3f", share);
    return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
  }

  /** The size of what is deducted if nothing is served. */
  private double scale() {
    return withFloors().stream()
        .mapToDouble(t -> problem.floorPrice(t) * t.floor() * t.demand().total())
        .sum();
  }

  /** The share of the expected requests that a plan serves; 1 if none are expected. */
  private double share(TenantOutlook tenant, Plan candidate) {
    double expected = tenant.demand().total();
    return expected == 0 ? 1 : served(tenant, candidate) / expected;
  }

  /** By the formula of the problem: a tenant whose every answer is worth 1, alone. */
  private double served(TenantOutlook tenant, Plan candidate) {
    TenantOutlook unit =
        new TenantOutlook(
            tenant.name(), 1, 1, tenant.demand(), tenant.capacity(), List.of(), false, 0, 0);
    List<PlannedInstance> serving =
        candidate.instances().stream()
            .filter(i -> i.task().equals(new Task.Infer(tenant.name())))
            .toList();
    return PlanCheck.value(free(problem).with(List.of(unit), List.of()), serving);
  }

  private static PlanningProblem floorsOnly(PlanningProblem problem) {
    return free(problem)
        .with(
            problem.tenants().stream().map(t -> worthless(t, problem)).toList(),
            problem.inherited().stream().map(FloorVerdict::worthless).toList());
  }

  /** Set-ups cost nothing. */
  private static PlanningProblem free(PlanningProblem problem) {
    Rules rules = problem.rules();
    return problem.with(
        new Rules(rules.preInitialization(), 0, rules.retrainBy(), rules.pausing()));
  }

  /** Only what is left of retrainings that run and may be paused is there to be planned. */
  private static TenantOutlook worthless(TenantOutlook tenant, PlanningProblem problem) {
    List<RetrainingOption> rest =
        problem.inherited().stream()
            .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
            .filter(running -> running.task().tenant().equals(tenant.name()))
            .flatMap(running -> problem.rest(running).stream())
            .map(option -> new RetrainingOption(option.name(), 0, option.slots(), true))
            .toList();
    return new TenantOutlook(
        tenant.name(),
        tenant.weight(),
        0,
        tenant.demand(),
        tenant.capacity(),
        rest,
        false,
        0,
        tenant.floor());
  }

  private static Inherited worthless(Inherited inherited) {
    return switch (inherited) {
      case Inherited.Serving serving -> serving;
      case Inherited.Retraining running ->
          new Inherited.Retraining(
              running.placement(), running.task(), running.trainsFrom(), running.endsAt(), 0);
    };
  }
}
