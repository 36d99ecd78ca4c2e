package dev.migrator.policies;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The best layout with the best roles on it, over all maximal layouts of a problem. */
final class StaticSearch {
  private final PlanningProblem problem;
  private final Effort effort;
  private final List<CutSearch> searches = new ArrayList<>();

  /**
   * @param maximal the maximal layouts of the problem's placements; smaller ones are these with
   *     idle seats
   * @param mostEffort tenants times subsets of seats that may be valued
   */
  StaticSearch(PlanningProblem problem, List<Layout> maximal, long mostEffort) {
    this.problem = problem;
    this.effort = new Effort(mostEffort);
    List<Demand> demands =
        problem.tenants().stream().map(tenant -> new Demand(tenant.demand())).toList();
    double owed = 1 + Bound.everythingByTheBestModel(problem) + Bound.everyFloorMissed(problem);
    for (Cut cut : Cut.all(problem, maximal)) {
      searches.add(new CutSearch(problem, cut, demands, owed, effort));
    }
    searches.sort(Comparator.comparingDouble(CutSearch::bound).reversed());
  }

  List<PlannedInstance> best() {
    CutSearch.Roles best = searches.getFirst().withoutRetraining();
    for (CutSearch search : promising(best)) {
      CutSearch.Roles found = search.withoutRetraining();
      best = found.value() > best.value() ? found : best;
    }
    if (problem.tenants().stream().anyMatch(StaticSearch::hasOptions)) {
      best = withRetraining(best);
    }
    return best.instances();
  }

  private static boolean hasOptions(TenantOutlook tenant) {
    return !tenant.options().isEmpty();
  }

  private CutSearch.Roles withRetraining(CutSearch.Roles known) {
    CutSearch.Roles best = known;
    for (CutSearch search : searches) {
      if (isPromising(search, best)) {
        CutSearch.Roles found = search.ascend(search.withoutRetraining());
        best = found.value() > best.value() ? found : best;
      }
    }
    for (CutSearch search : searches) {
      if (isPromising(search, best)) {
        best = search.branch(best);
      }
    }
    return best;
  }

  private List<CutSearch> promising(CutSearch.Roles best) {
    return searches.stream().filter(search -> isPromising(search, best)).toList();
  }

  private static boolean isPromising(CutSearch search, CutSearch.Roles best) {
    return search.bound() > best.value() + CutSearch.tolerance(best.value());
  }
}
