package dev.migrator.app.explain;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.Alternatives;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What each change of a plan costs and earns, and what would be done instead.
 *
 * <p>A change is held against the plan without it, see {@link Counterfactual}. Whatever is served
 * less until the change is paid is its cost; whatever is served more after that, and more
 * accurately, is what it earns. A request that is served in one of the two plans only counts at the
 * accuracy it has without the change; what the change adds to the accuracy of those that are served
 * with it is listed beside. The two parts add up, for {@code a s - a' s' = a' (s - s') + (a - a')
 * s}.
 */
final class ChangeExplainer {
  private static final double NOTHING = 1e-6;

  private final PlanningProblem problem;
  private final Plan plan;
  private final Ledger ledger;
  private final Optional<Alternatives> alternatives;
  private final List<PlannedInstance> retrainings;

  ChangeExplainer(PlanningProblem problem, Plan plan, Optional<Alternatives> alternatives) {
    this.problem = problem;
    this.plan = plan;
    this.ledger = new Ledger(problem, plan.instances());
    this.alternatives = alternatives;
    this.retrainings = plan.retrainings().stream().filter(i -> !i.inherited()).toList();
  }

  Explanation.Changed explain(Change change) {
    List<PlannedInstance> without = Counterfactual.without(problem, plan.instances(), change);
    Ledger there = new Ledger(problem, without);
    List<Explanation.TenantPart> tenants = tenants(there);
    double net = PlanCheck.value(problem, plan.instances()) - PlanCheck.value(problem, without);
    return new Explanation.Changed(
        change.slot(),
        change.ready(),
        Math.min(change.until(), problem.slots()),
        Words.of(change),
        change.created().stream().map(ChangeExplainer::instance).toList(),
        change.replaced().stream().map(r -> instance(r.instance())).toList(),
        served(there, 0, paidBy(change)).negated(),
        accurate(tenants).plus(served(there, paidBy(change), problem.slots())),
        ledger.penalty() - there.penalty(),
        there.floors() - ledger.floors(),
        net,
        tenants,
        net < NOTHING ? List.of() : runnerUp(change).stream().toList());
  }

  /** What an instance that goes for nothing would have earned. */
  Explanation.Drained explain(Change.Replaced drained) {
    List<PlannedInstance> kept = Counterfactual.keeping(problem, plan.instances(), drained);
    double costs = PlanCheck.value(problem, kept) - PlanCheck.value(problem, plan.instances());
    return new Explanation.Drained(drained.at(), instance(drained.instance()), costs);
  }

  static Explanation.Instance instance(PlannedInstance planned) {
    return new Explanation.Instance(
        planned.placement().gpu(),
        planned.placement().profile().name(),
        planned.placement().start(),
        planned.task() instanceof Task.Infer ? "infer" : "retrain",
        planned.task().tenant(),
        Words.choice(planned));
  }

  private int paidBy(Change change) {
    return Math.min(change.paidBy(), problem.slots());
  }

  private Amount served(Ledger there, int from, int to) {
    Amount sum = Amount.NONE;
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      sum = sum.plus(ledger.servedMore(there, tenant, from, to));
    }
    return sum;
  }

  /** The requests that are answered more accurately are served in any case: only worth is added. */
  private static Amount accurate(List<Explanation.TenantPart> tenants) {
    double value = tenants.stream().mapToDouble(part -> part.accurate().value()).sum();
    return new Amount(0, value);
  }

  private List<Explanation.TenantPart> tenants(Ledger there) {
    List<Explanation.TenantPart> parts = new ArrayList<>();
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      Amount served = ledger.servedMore(there, tenant, 0, problem.slots());
      Amount accurate = ledger.moreAccurate(there, tenant);
      if (Math.abs(served.requests()) > NOTHING || Math.abs(accurate.value()) > NOTHING) {
        parts.add(
            new Explanation.TenantPart(problem.tenants().get(tenant).name(), served, accurate));
      }
    }
    return parts;
  }

  /** The best plan found that does without one of the instances that the change sets up. */
  private Optional<Explanation.Alternative> runnerUp(Change change) {
    return alternatives.flatMap(
        search ->
            change.inference().stream()
                .map(this::ruledOut)
                .distinct()
                .flatMap(without -> search.without(retrainings, without).stream())
                .max(Comparator.comparingDouble(Plan::value))
                .map(found -> alternative(change, found)));
  }

  private Alternatives.Without ruledOut(PlannedInstance created) {
    Profile profile = created.placement().profile();
    long count =
        plan.instancesIn(created.from()).stream()
            .filter(i -> i.task().equals(created.task()))
            .filter(i -> i.placement().profile().equals(profile))
            .count();
    return new Alternatives.Without(
        created.task().tenant(), profile, (int) count, created.from(), created.to());
  }

  private Explanation.Alternative alternative(Change change, Plan found) {
    int slot = Math.min(change.ready(), problem.slots() - 1);
    List<String> tenants = problem.tenants().stream().map(TenantOutlook::name).toList();
    String what = Words.difference(plan.instances(), found.instances(), slot, tenants);
    double value = plan.value();
    return new Explanation.Alternative(
        what.isEmpty() ? "the same with another timing" : what,
        found.value(),
        found.value() - value,
        found.bound() - value,
        Verdict.of(value, found.value(), found.bound()));
  }
}
