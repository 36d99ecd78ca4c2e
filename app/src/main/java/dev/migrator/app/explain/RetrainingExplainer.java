package dev.migrator.app.explain;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.search.Alternatives;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a retraining costs and brings, and what else could be done for its tenant.
 *
 * <p>Other choices, profiles, and none at all are planned anew with the tenant's options cut down;
 * other beginnings with all retrainings as they are but this one, for which inference is planned
 * anew.
 *
 * <p>A retraining stands here as the instance on which it ends: one that is paused has segments
 * before.
 */
final class RetrainingExplainer {
  /** How many other beginnings are tried, at most. */
  private static final int MOST_BEGINNINGS = 24;

  private final PlanningProblem problem;
  private final Plan plan;
  private final Planner planner;
  private final Optional<Alternatives> search;
  private final Ledger ledger;
  private final List<PlannedInstance> retrainings;

  RetrainingExplainer(
      PlanningProblem problem, Plan plan, Planner planner, Optional<Alternatives> search) {
    this.problem = problem;
    this.plan = plan;
    this.planner = planner;
    this.search = search;
    this.ledger = new Ledger(problem, plan.instances());
    this.retrainings =
        plan.retrainings().stream().filter(i -> !i.inherited() && isLast(i)).toList();
  }

  private boolean isLast(PlannedInstance segment) {
    return segments(segment).allMatch(other -> other.to() <= segment.to());
  }

  private Stream<PlannedInstance> segments(PlannedInstance one) {
    return plan.retrainings().stream().filter(other -> other.task().equals(one.task()));
  }

  List<PlannedInstance> retrainings() {
    return retrainings;
  }

  Explanation.Retrained explain(PlannedInstance retraining) {
    TenantOutlook tenant = problem.tenant(retraining.task().tenant());
    List<PlannedInstance> without =
        plan.instances().stream().filter(i -> !i.task().equals(retraining.task())).toList();
    Amount better =
        ledger.moreAccurate(new Ledger(problem, without), problem.tenants().indexOf(tenant));
    List<Explanation.Alternative> alternatives = new ArrayList<>(others(tenant, retraining));
    begunElsewhere(retraining).ifPresent(alternatives::add);
    alternatives.sort(Comparator.comparingDouble(a -> -a.value()));
    return new Explanation.Retrained(
        ChangeExplainer.instance(retraining),
        segments(retraining).mapToInt(PlannedInstance::from).min().orElseThrow(),
        retraining.to(),
        tenant.accuracy(),
        tenant.option(Words.choice(retraining)).accuracyAfter(),
        better,
        search.map(s -> slicesWorth(s, retraining)).orElse(-1.0),
        alternatives);
  }

  private double slicesWorth(Alternatives alternatives, PlannedInstance retraining) {
    return Math.max(0, alternatives.boundWithFree(retrainings, retraining) - plan.value());
  }

  private List<Explanation.Alternative> others(TenantOutlook tenant, PlannedInstance retraining) {
    String choice = Words.choice(retraining);
    Map<String, List<RetrainingOption>> kinds = new LinkedHashMap<>();
    kinds.put("no retraining", List.of());
    for (RetrainingOption option : tenant.options()) {
      if (!option.name().equals(choice)) {
        kinds.put(option.name(), List.of(option));
      }
    }
    tenant.option(choice).slots().keySet().stream()
        .filter(profile -> !profile.equals(retraining.placement().profile()))
        .sorted(Comparator.comparingInt(problem.profiles()::indexOf))
        .forEach(profile -> kinds.put("on " + profile, on(tenant.option(choice), profile)));
    return kinds.entrySet().stream()
        .flatMap(kind -> other(tenant, kind.getKey(), kind.getValue()).stream())
        .toList();
  }

  private static List<RetrainingOption> on(RetrainingOption option, Profile profile) {
    Integer slots = option.slots().get(profile);
    return slots == null
        ? List.of()
        : List.of(
            new RetrainingOption(
                option.name(), option.accuracyAfter(), Map.of(profile, slots), option.resumes()));
  }

  /** The best plan found with these options; empty if it uses none although there are some. */
  private Optional<Explanation.Alternative> other(
      TenantOutlook tenant, String what, List<RetrainingOption> options) {
    List<TenantOutlook> tenants =
        problem.tenants().stream()
            .map(each -> each.equals(tenant) ? each.withOptions(options) : each)
            .toList();
    Plan found = planner.plan(problem.with(tenants, problem.inherited()));
    boolean isUsed = options.isEmpty() || isRetrained(found, tenant);
    return isUsed ? Optional.of(alternative(what, found)) : Optional.empty();
  }

  private static boolean isRetrained(Plan found, TenantOutlook tenant) {
    return found.retrainings().stream()
        .anyMatch(i -> !i.inherited() && i.task().tenant().equals(tenant.name()));
  }

  /** The best other beginning that is a set-up or more away. */
  private Optional<Explanation.Alternative> begunElsewhere(PlannedInstance retraining) {
    int length = retraining.to() - retraining.from();
    int apart = problem.setupSlots(retraining.placement().profile());
    int last = problem.rules().retrainBy() - length;
    int step = Math.max(1, Math.ceilDiv(last + 1, MOST_BEGINNINGS));
    Optional<Plan> best = Optional.empty();
    int bestBegin = 0;
    for (int begin = retraining.from() % step; begin <= last; begin += step) {
      if (Math.abs(begin - retraining.from()) >= apart) {
        Optional<Plan> found = begun(retraining, begin);
        if (value(found) > value(best)) {
          best = found;
          bestBegin = begin;
        }
      }
    }
    String what = "begun in slot " + bestBegin;
    return best.map(found -> alternative(what, found));
  }

  private static double value(Optional<Plan> plan) {
    return plan.map(Plan::value).orElse(Double.NEGATIVE_INFINITY);
  }

  private Optional<Plan> begun(PlannedInstance retraining, int begin) {
    int later = begin - retraining.from();
    PlannedInstance moved =
        new PlannedInstance(
            retraining.placement(),
            retraining.task(),
            begin,
            retraining.ready() + later,
            retraining.to() + later,
            false);
    List<PlannedInstance> others =
        retrainings.stream().map(each -> each.equals(retraining) ? moved : each).toList();
    return search.flatMap(alternatives -> alternatives.with(others));
  }

  private Explanation.Alternative alternative(String what, Plan found) {
    double value = PlanCheck.value(problem, found.instances());
    double bound = Math.max(found.bound(), value);
    return new Explanation.Alternative(
        what,
        value,
        value - plan.value(),
        bound - plan.value(),
        Verdict.of(plan.value(), value, bound));
  }
}
