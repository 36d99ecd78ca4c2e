package dev.migrator.core.plan.search;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Block;
import dev.migrator.core.plan.state.Placing;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import dev.migrator.core.plan.walk.WalkSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Other plans for a problem whose retrainings are given: what else inference could do, and what no
 * plan of that kind can exceed.
 *
 * <p><b>Goal.</b> To say of a decision in a plan what the best plan without it would be worth.
 * <b>Algorithm.</b> With the retrainings given, what is left is a {@link Timeline}; {@link
 * OccupancyBound} bounds it in one pass, and its walk and that of {@link WalkSearch} near it become
 * plans by {@link Placing}; the better one is answered. A decision is ruled out by closing, slot by
 * slot, the states that hold it.
 *
 * <p><b>Worked example.</b> One tenant, arrivals 10 in each of 5 slots, set-up 2, two sites of
 * capacity 6: the best plan sets both up and earns 30. Without a second one in slots 0 to 4 it
 * earns 18, and that is the bound, too.
 */
public final class Alternatives {
  private static final String NAME = "alternative";

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final OccupancyBound relaxation;
  private final Walks walks;
  private final Cells everywhere;

  private Alternatives(PlanningProblem problem) {
    this.problem = problem;
    this.graph = StateGraph.ofCounts(problem);
    this.rewards = new Rewards(graph, problem);
    this.walks = new Walks(problem, graph, rewards);
    this.relaxation = walks.relaxation();
    this.everywhere = relaxation.everywhere();
  }

  /**
   * Those for that problem; empty if it has several GPUs, more tenants than can be planned for
   * together, or retrainings that may be paused.
   */
  public static Optional<Alternatives> of(PlanningProblem problem) {
    boolean fits =
        problem.gpus().size() == 1
            && problem.rules().pausing().isEmpty()
            && StateGraph.countStates(problem, problem.tenants().size()) * problem.slots()
                <= FinerAndFiner.MOST_CELLS;
    return fits ? Optional.of(new Alternatives(problem)) : Optional.empty();
  }

  /**
   * An instance that is ruled out.
   *
   * @param tenant for whom it infers
   * @param profile its profile
   * @param count so many of this profile, or more, may not take slices for the tenant; at least 1
   * @param from the first slot in which that holds
   * @param to the first slot in which it holds no longer
   */
  public record Without(String tenant, Profile profile, int count, int from, int to) {}

  /**
   * The best plan found that has exactly these retrainings, beside those that run already, where
   * and when they are said to be but for their place on the GPU.
   *
   * @param retrainings new ones; at most one a tenant
   * @return with a proven bound on every such plan; empty if no plan was found
   */
  public Optional<Plan> with(List<PlannedInstance> retrainings) {
    Timeline timeline = timeline(retrainings, true);
    return best(Field.of(graph, rewards, timeline), retrainings);
  }

  /**
   * The same, without some instance.
   *
   * @param retrainings as in {@link #with}
   * @param without what is ruled out
   */
  public Optional<Plan> without(List<PlannedInstance> retrainings, Without without) {
    Timeline timeline = timeline(retrainings, true);
    Field field = Field.of(graph, rewards, timeline);
    close(field, without);
    return best(field, retrainings);
  }

  /**
   * A bound on what could be earned if one of the retrainings took no slices: the difference to a
   * plan is what its slices would be worth to inference, at most.
   *
   * @param retrainings as in {@link #with}
   * @param free the one that would take none
   */
  public double boundWithFree(List<PlannedInstance> retrainings, PlannedInstance free) {
    Timeline timeline = timeline(retrainings, false);
    for (PlannedInstance retraining : retrainings) {
      if (!retraining.equals(free)) {
        take(timeline, retraining);
      }
    }
    return relaxation.value(Field.of(graph, rewards, timeline));
  }

  private Optional<Plan> best(Field field, List<PlannedInstance> retrainings) {
    Walk relaxed = relaxation.walk(field, everywhere);
    Placing placing = new Placing(problem, graph, blocks(retrainings));
    Worth worth = new Worth(problem);
    return Stream.of(relaxed, near(field, relaxed.value()))
        .filter(walk -> !walk.moves().isEmpty())
        .flatMap(walk -> placing.instances(walk).stream())
        .filter(found -> keeps(found, retrainings))
        .max(Comparator.comparingDouble(worth::of))
        .map(found -> plan(found, worth.of(found), relaxed.value()));
  }

  /** The best walk near that of the relaxation in which set-ups take their time. */
  private Walk near(Field field, double most) {
    if (most == Double.NEGATIVE_INFINITY) {
      return Walk.NONE;
    }
    OccupancyBound.Near near = relaxation.near(most, Double.NEGATIVE_INFINITY);
    return walks.best(field, near.cells(), near.least(), Walks.Limits.QUICK).walk();
  }

  private Plan plan(List<PlannedInstance> instances, double value, double bound) {
    return new Plan(NAME, problem.slots(), instances, value, Math.max(bound, value));
  }

  private static boolean keeps(List<PlannedInstance> found, List<PlannedInstance> retrainings) {
    long kept = found.stream().filter(i -> !i.inherited() && isRetraining(i)).count();
    return kept == retrainings.size();
  }

  private static boolean isRetraining(PlannedInstance instance) {
    return instance.task() instanceof Task.Retrain;
  }

  /** Closes the states that hold what is ruled out. */
  private void close(Field field, Without without) {
    int tenant = problem.tenants().indexOf(problem.tenant(without.tenant()));
    int[] counts = countsByOwn(tenant, without.profile());
    for (int slot = without.from(); slot < Math.min(without.to(), problem.slots()); slot++) {
      double[] now = field.now()[tenant][slot];
      for (int own = 0; own < counts.length; own++) {
        now[own] = counts[own] >= without.count() ? Double.NEGATIVE_INFINITY : now[own];
      }
    }
  }

  /** By own combination of a tenant: how many instances of that profile it has. */
  private int[] countsByOwn(int tenant, Profile profile) {
    int kind = graph.kindOf(tenant, problem.profiles().indexOf(profile));
    int[] counts = new int[graph.capacity[tenant].length];
    for (int state = 0; state < graph.size(); state++) {
      int count = 0;
      for (int each : graph.kindsOf(state)) {
        count += each == kind ? 1 : 0;
      }
      counts[graph.own[tenant][state]] = count;
    }
    return counts;
  }

  private Timeline timeline(List<PlannedInstance> retrainings, boolean takingSlices) {
    Timeline timeline = new Timeline(graph, problem.tenants(), problem.slots());
    for (int tenant = 0; tenant < problem.tenants().size(); tenant++) {
      TenantOutlook outlook = problem.tenants().get(tenant);
      double last = outlook.accuracy();
      for (Inherited.Retraining running : running(outlook)) {
        timeline.take(graph.siteOf(running.placement()), 0, running.endsAt());
        timeline.worthFrom(tenant, running.endsAt(), outlook.weight() * running.accuracyAfter());
        last = running.endsAt() <= problem.slots() ? running.accuracyAfter() : last;
      }
      for (PlannedInstance retraining : own(outlook, retrainings)) {
        last = outlook.option(choice(retraining)).accuracyAfter();
        timeline.worthFrom(tenant, retraining.to(), outlook.weight() * last);
      }
      timeline.earns(outlook.weight() * outlook.requestsAfter() * last);
    }
    if (takingSlices) {
      retrainings.forEach(retraining -> take(timeline, retraining));
    }
    return timeline;
  }

  private void take(Timeline timeline, PlannedInstance retraining) {
    timeline.take(graph.siteOf(retraining.placement()), retraining.from(), retraining.to());
  }

  private List<Inherited.Retraining> running(TenantOutlook tenant) {
    return problem.inherited().stream()
        .flatMap(i -> i instanceof Inherited.Retraining r ? Stream.of(r) : Stream.empty())
        .filter(running -> running.task().tenant().equals(tenant.name()))
        .toList();
  }

  private static List<PlannedInstance> own(
      TenantOutlook tenant, List<PlannedInstance> retrainings) {
    return retrainings.stream().filter(r -> r.task().tenant().equals(tenant.name())).toList();
  }

  private static String choice(PlannedInstance retraining) {
    return ((Task.Retrain) retraining.task()).choice();
  }

  private List<Block> blocks(List<PlannedInstance> retrainings) {
    List<Block> blocks = new ArrayList<>();
    for (TenantOutlook tenant : problem.tenants()) {
      for (Inherited.Retraining r : running(tenant)) {
        int site = graph.siteOf(r.placement());
        blocks.add(new Block(r.task(), site, 0, 0, r.endsAt(), Optional.of(r.placement())));
      }
    }
    for (PlannedInstance r : retrainings) {
      int site = graph.siteOf(r.placement());
      Task.Retrain task = (Task.Retrain) r.task();
      blocks.add(new Block(task, site, r.from(), r.ready(), r.to(), Optional.empty()));
    }
    return blocks;
  }
}
