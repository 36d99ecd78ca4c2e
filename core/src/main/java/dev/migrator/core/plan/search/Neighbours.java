package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.state.Shapes;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Taken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Improves a plan by planning one or two of its tenants anew beside what the others have.
 *
 * <p><b>Goal.</b> A good plan for many tenants, soon. <b>Constraints.</b> States of all tenants
 * together are many (18,594 in counts for seven), so that a search over them affords few passes;
 * what two tenants can do beside the others are some hundred placed states. <b>Algorithm.</b> Each
 * tenant alone, then pairs of tenants, those first to whom the others leave least, which is quickly
 * looked at: the instances of all others are taken as they are, and a {@link RetrainingSearch}
 * plans the rest on what is free, retrainings included, never worse than before. Who has been
 * looked at is looked at again once anything has changed. It ends when nobody gains, or the effort
 * is spent.
 *
 * <p><b>Worked example.</b> Three tenants on 3g, 2g and 2g; the first has a burst at slot 60, the
 * third is quiet. Alone none can gain. With the second left alone, first and third have five
 * slices: the third gives up its 2g from 54 to 90, and the first gets 3g and 2g from 60 on.
 */
final class Neighbours {
  /** How often what they can do is looked at: enough to find most. */
  private static final int FEW_LOOKS = 12;

  /** Once few help no more. */
  private static final int MANY_LOOKS = 48;

  /** Building a state costs as much as so many looks at it. */
  private static final long EFFORT_OF_STATE = 20;

  private static final PlannerSettings SETTINGS = new PlannerSettings(1e-3, Long.MAX_VALUE, false);

  private final PlanningProblem problem;
  private final Worth worth;
  private final Shapes shapes;

  Neighbours(PlanningProblem problem) {
    this.problem = problem;
    this.worth = new Worth(problem);
    this.shapes = Shapes.of(problem.placements(), Sites.placements(problem));
  }

  /**
   * What came of it.
   *
   * @param instances of the better plan, or of that given
   * @param effort states times slots looked at
   */
  record Answer(List<PlannedInstance> instances, long effort) {}

  /** Whether two are less than all. */
  static boolean isUseful(PlanningProblem problem) {
    return problem.tenants().size() > 2;
  }

  /**
   * A plan at least as good, soon.
   *
   * @param instances of a plan for the problem
   * @param mostEffort states times slots that may be looked at
   * @param enough what need not be exceeded
   */
  Answer quicklyImproved(List<PlannedInstance> instances, long mostEffort, double enough) {
    Improvement improvement = new Improvement(instances, mostEffort, enough);
    improvement.run(FEW_LOOKS);
    return improvement.answer();
  }

  /**
   * A plan at least as good.
   *
   * @param instances of a plan for the problem
   * @param mostEffort states times slots that may be looked at
   * @param enough what need not be exceeded
   */
  Answer improved(List<PlannedInstance> instances, long mostEffort, double enough) {
    Improvement improvement = new Improvement(instances, mostEffort, enough);
    improvement.run(FEW_LOOKS);
    improvement.run(MANY_LOOKS);
    return improvement.answer();
  }

  /** Names of those that are planned anew together. */
  private List<Set<String>> groups() {
    List<String> names = problem.tenants().stream().map(TenantOutlook::name).toList();
    List<Set<String>> groups = new ArrayList<>();
    names.forEach(name -> groups.add(Set.of(name)));
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        groups.add(Set.of(names.get(i), names.get(j)));
      }
    }
    return groups;
  }

  private PlanningProblem part(Set<String> names) {
    return problem.with(
        problem.tenants().stream().filter(tenant -> names.contains(tenant.name())).toList(),
        problem.inherited().stream().filter(i -> names.contains(i.task().tenant())).toList());
  }

  /** From one plan to a better one. */
  private final class Improvement {
    private final long mostEffort;
    private final double enough;
    private final Map<Set<String>, Integer> lookedAt = new HashMap<>();
    private List<PlannedInstance> best;
    private double value;
    private int looks;
    private int changes;
    private long effort;

    Improvement(List<PlannedInstance> instances, long mostEffort, double enough) {
      this.best = List.copyOf(instances);
      this.value = worth.of(instances);
      this.mostEffort = mostEffort;
      this.enough = enough;
    }

    /** Whether more is wanted, and affordable. */
    private boolean mayGoOn() {
      return effort < mostEffort && value < enough;
    }

    Answer answer() {
      return new Answer(best, effort);
    }

    void run(int mostLooks) {
      looks = mostLooks;
      lookedAt.clear();
      int before;
      do {
        before = changes;
        inOrder().forEach(this::consider);
      } while (changes > before && mayGoOn());
    }

    /** Those first to whom the others leave least. */
    private List<Set<String>> inOrder() {
      Map<String, Integer> area = new HashMap<>();
      for (PlannedInstance instance : best) {
        int slots = Math.min(instance.to(), problem.slots()) - instance.takesFrom();
        int slices = instance.placement().profile().memorySlices();
        area.merge(instance.task().tenant(), slots * slices, Integer::sum);
      }
      List<Set<String>> groups = new ArrayList<>(groups());
      groups.sort(
          Comparator.<Set<String>>comparingInt(Set::size)
              .thenComparingInt(
                  group -> group.stream().mapToInt(name -> area.getOrDefault(name, 0)).sum()));
      return groups;
    }

    private void consider(Set<String> group) {
      if (mayGoOn() && lookedAt.getOrDefault(group, -1) < changes) {
        lookAt(group);
        lookedAt.put(group, changes);
      }
    }

    private void lookAt(Set<String> group) {
      List<PlannedInstance> theirs = new ArrayList<>();
      List<PlannedInstance> others = new ArrayList<>();
      for (PlannedInstance instance : best) {
        (group.contains(instance.task().tenant()) ? theirs : others).add(instance);
      }
      List<PlannedInstance> all = new ArrayList<>(others);
      all.addAll(planned(part(group), theirs, others));
      double better = worth.of(all);
      if (better > value + 1e-9 * Math.abs(value)) {
        value = better;
        best = List.copyOf(all);
        changes++;
      }
    }

    private List<PlannedInstance> planned(
        PlanningProblem part, List<PlannedInstance> theirs, List<PlannedInstance> others) {
      List<Taken> taken =
          others.stream().map(i -> new Taken(i.placement(), i.takesFrom(), i.to())).toList();
      StateGraph graph = StateGraph.beside(part, shapes, taken);
      RetrainingSearch search =
          new RetrainingSearch(part, graph, new Rewards(graph, part), SETTINGS, taken);
      RetrainingSearch.Answer answer =
          search.improve(
              new Found(theirs, new Worth(part).of(theirs), Double.POSITIVE_INFINITY),
              looks,
              mostEffort - effort);
      effort += answer.effort() + EFFORT_OF_STATE * graph.size();
      return answer.found().instances();
    }
  }
}
