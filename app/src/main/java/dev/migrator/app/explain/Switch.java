package dev.migrator.app.explain;

import dev.migrator.core.model.Demand;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Rules;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.policies.StaticPlanner;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Something that planning can do, and what planning is without it.
 *
 * @param name in words
 * @param off what it means to turn it off
 * @param turnOff how to plan without it; empty if it makes no difference to a problem
 */
record Switch(String name, String off, Function<Setting, Optional<Off>> turnOff) {

  /** All of them, in the order in which they are told. Another one is another line here. */
  static final List<Switch> ALL =
      List.of(
          new Switch(
              "pre-initialization",
              "a tenant that gets an instance is silent until it is ready",
              Switch::withoutPreInitialization),
          new Switch("retraining", "no tenant is retrained", Switch::withoutRetraining),
          new Switch(
              "pausing", "a retraining holds its instance until it ends", Switch::withoutPausing),
          new Switch(
              "quicker retrainings",
              "only the most accurate choice of each tenant is known",
              setting -> withOnly(setting, Comparator.comparingDouble(Switch::accuracy))),
          new Switch(
              "slower retrainings",
              "only the quickest choice of each tenant that gains is known",
              setting -> withOnly(setting, Comparator.comparingInt(option -> -shortest(option)))),
          new Switch(
              "changes of layout",
              "one layout for the whole window: policy static",
              setting -> Optional.of(Off.by(setting, new StaticPlanner()))),
          new Switch("spare slices", "what the plan leaves idle stays idle", Switch::withoutSpare),
          new Switch("uncertainty", "planned for the mean forecast alone", Switch::forTheMean),
          new Switch("floors", "no tenant has a floor", Switch::withoutFloors));

  /** How much more arrives where the use of spare slices is judged. */
  private static final double MORE = 0.25;

  private static final String AS_PLANNED = "";

  /**
   * What is planned, and how.
   *
   * @param problem the problem
   * @param settings of the planner
   */
  record Setting(PlanningProblem problem, PlannerSettings settings) {}

  /**
   * Planning without it.
   *
   * @param problem what is planned
   * @param planner by whom
   * @param judgeOfWith the problem by which the plan with it is valued
   * @param judgeOfWithout the problem by which the plan without it is valued
   * @param judged how that is, in words; empty if as the problem says
   * @param isBounded whether the planner's bound holds for that value
   */
  record Off(
      PlanningProblem problem,
      Planner planner,
      PlanningProblem judgeOfWith,
      PlanningProblem judgeOfWithout,
      String judged,
      boolean isBounded) {

    /** Another planner for the same problem. */
    static Off by(Setting setting, Planner planner) {
      PlanningProblem problem = setting.problem();
      return new Off(problem, planner, problem, problem, AS_PLANNED, true);
    }

    /** The same planner for a problem that allows less. */
    static Off of(Setting setting, PlanningProblem less) {
      return new Off(
          less, Switch.planner(setting), setting.problem(), setting.problem(), AS_PLANNED, true);
    }
  }

  private static Planner planner(Setting setting) {
    return new PathPlanner(setting.settings());
  }

  private static Optional<Off> withoutPreInitialization(Setting setting) {
    PlanningProblem problem = setting.problem();
    Rules rules = problem.rules();
    PlanningProblem silent =
        problem.with(new Rules(false, rules.setupPenalty(), rules.retrainBy(), rules.pausing()));
    return rules.preInitialization()
        ? Optional.of(new Off(silent, planner(setting), problem, silent, AS_PLANNED, true))
        : Optional.empty();
  }

  private static Optional<Off> withoutRetraining(Setting setting) {
    boolean isThere = setting.problem().tenants().stream().anyMatch(t -> !t.options().isEmpty());
    return isThere
        ? Optional.of(Off.of(setting, each(setting.problem(), t -> t.withOptions(List.of()))))
        : Optional.empty();
  }

  private static Optional<Off> withoutPausing(Setting setting) {
    PlanningProblem problem = setting.problem();
    PlanningProblem held = problem.with(problem.rules().withPausing(Optional.empty()));
    return problem.rules().pausing().map(_ -> Off.of(setting, held));
  }

  private static Optional<Off> withOnly(Setting setting, Comparator<RetrainingOption> best) {
    boolean isChoice = setting.problem().tenants().stream().anyMatch(t -> gaining(t).count() > 1);
    return isChoice
        ? Optional.of(
            Off.of(
                setting,
                each(
                    setting.problem(), t -> t.withOptions(gaining(t).max(best).stream().toList()))))
        : Optional.empty();
  }

  private static Stream<RetrainingOption> gaining(TenantOutlook tenant) {
    return tenant.options().stream().filter(o -> o.accuracyAfter() > tenant.accuracy());
  }

  private static double accuracy(RetrainingOption option) {
    return option.accuracyAfter();
  }

  private static int shortest(RetrainingOption option) {
    return option.slots().values().stream().mapToInt(Integer::intValue).min().orElse(0);
  }

  private static Optional<Off> withoutSpare(Setting setting) {
    PlannerSettings with = setting.settings();
    PlannerSettings without =
        new PlannerSettings(with.targetGap(), with.mostEffort(), false).with(with.hands());
    PlanningProblem problem = setting.problem();
    PlanningProblem more = each(problem, t -> t.with(more(t.demand())));
    return with.usesSpareSlices()
        ? Optional.of(
            new Off(
                problem,
                new PathPlanner(without),
                more,
                more,
                String.format(Locale.ROOT, "if %.0f %% more arrives", 100 * MORE),
                false))
        : Optional.empty();
  }

  private static Demand more(Demand demand) {
    double[][] levels =
        Stream.of(demand.levels())
            .map(level -> Arrays.stream(level).map(n -> n * (1 + MORE)).toArray())
            .toArray(double[][]::new);
    return new Demand(levels, demand.shares(), demand.elsewhere());
  }

  private static Optional<Off> forTheMean(Setting setting) {
    PlanningProblem problem = setting.problem();
    boolean isUncertain = problem.tenants().stream().anyMatch(t -> t.demand().isUncertain());
    return isUncertain
        ? Optional.of(
            new Off(
                each(problem, t -> t.with(mean(t.demand()))),
                planner(setting),
                problem,
                problem,
                AS_PLANNED,
                false))
        : Optional.empty();
  }

  private static Demand mean(Demand demand) {
    return Demand.certain(demand.mean()).with(demand.elsewhere());
  }

  private static Optional<Off> withoutFloors(Setting setting) {
    PlanningProblem problem = setting.problem();
    PlanningProblem none = each(problem, t -> t.withFloor(0));
    return problem.tenants().stream().anyMatch(t -> t.floor() > 0)
        ? Optional.of(
            new Off(none, planner(setting), none, none, "what is missing to floors is free", true))
        : Optional.empty();
  }

  private static PlanningProblem each(PlanningProblem problem, UnaryOperator<TenantOutlook> other) {
    return problem.with(problem.tenants().stream().map(other).toList(), problem.inherited());
  }
}
