package dev.migrator.core.plan.search;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.price.Walks;
import dev.migrator.core.plan.state.Block;
import dev.migrator.core.plan.state.Placing;
import dev.migrator.core.plan.state.Sites;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Timeline;
import dev.migrator.core.plan.state.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The best plan for given retrainings where it matters what lies where.
 *
 * <p><b>Goal.</b> Counts say what a plan could earn if there was always a place; often several
 * walks earn as much, and only some of them have places. <b>Constraints.</b> Placed states are
 * many: 126 thousand for four tenants. <b>Algorithm.</b> Only those placed states are built whose
 * counts are among the cells through which, in counts, a better plan could lead; every better plan
 * is a walk through them. For each way to place the retrainings, {@link OccupancyBound} is run and
 * {@link Walks} are sought on them as they are on counts, in the slots in which they are among the
 * cells ({@link Finer}).
 *
 * <p><b>Why its bound is one.</b> The counts of a plan that is better than what is known lead
 * through the cells, so its placed states are built, and its own cells are among theirs; over them
 * the bound holds as over all. The ways to place the retrainings are all tried, or there is no
 * bound.
 */
final class PlacedSearch {
  private static final int MOST_STATES = 12_000;

  /** Cells that are looked at for all ways to place the retrainings together. */
  private static final long MOST_CELLS_OF_ALL = 12_000_000;

  private static final int MOST_SEARCHES = 4;

  private final PlanningProblem problem;
  private final StateGraph counts;
  private final Hands hands;
  private final Sites sites;
  private final List<Block> blocks;
  private final Timeline counted;
  private final boolean isThorough;
  private List<PlannedInstance> best = List.of();
  private double value;
  private double bound = Double.NEGATIVE_INFINITY;
  private long effort;

  /**
   * @param counts walks over counts
   * @param blocks the retrainings
   * @param counted what they leave to inference, over counts
   * @param known only plans that earn more are looked for
   * @param isThorough whether all is tried that could be better, however long that takes
   */
  PlacedSearch(
      Walks counts,
      Sites sites,
      List<Block> blocks,
      Timeline counted,
      double known,
      boolean isThorough) {
    this.problem = counts.problem();
    this.counts = counts.graph();
    this.hands = counts.relaxation().hands();
    this.sites = sites;
    this.blocks = blocks;
    this.counted = counted;
    this.value = known;
    this.isThorough = isThorough;
  }

  /**
   * What was found.
   *
   * @param instances of the best plan; empty if there is none better than what is known
   * @param bound on plans through the cells; infinite if not all were looked at
   * @param effort states times slots looked at
   */
  record Answer(Optional<List<PlannedInstance>> instances, double bound, long effort) {}

  /** The best plan whose counts lead through these cells, as far as its bound is concerned. */
  Answer through(Cells near) {
    boolean[] wanted = new boolean[counts.size()];
    for (int[] states : near.settled()) {
      for (int state : states) {
        wanted[state] = true;
      }
    }
    return ofStates(wanted, finer -> finer.within(near));
  }

  /** The best plan with the counts of this walk, when ever. */
  Answer along(Walk walk) {
    boolean[] wanted = new boolean[counts.size()];
    walk.moves().forEach(move -> wanted[move.state()] = true);
    return ofStates(wanted, finer -> finer.walks().relaxation().everywhere());
  }

  private Answer ofStates(boolean[] wanted, Function<Finer, Cells> cells) {
    return Finer.of(problem, sites, counts, wanted, MOST_STATES, hands)
        .map(finer -> on(finer, cells.apply(finer), finer.effort()))
        .orElseGet(
            () ->
                new Answer(Optional.empty(), Double.POSITIVE_INFINITY, Finer.effort(MOST_STATES)));
  }

  private Answer on(Finer finer, Cells cells, long built) {
    effort = built;
    List<List<Block>> ways = ways(finer.walks().graph());
    int most = (int) Math.min(ways.size(), MOST_CELLS_OF_ALL / Math.max(1, cells.size()));
    placeAll(new Places(finer.walks(), cells), ways.subList(0, most));
    return new Answer(
        best.isEmpty() ? Optional.empty() : Optional.of(best),
        most == ways.size() ? bound : Double.POSITIVE_INFINITY,
        effort);
  }

  /** The retrainings on each of the placements on which they could be. */
  private List<List<Block>> ways(StateGraph graph) {
    List<List<Block>> ways = new ArrayList<>();
    ways.add(List.of());
    for (Block block : blocks) {
      List<List<Block>> longer = new ArrayList<>();
      for (List<Block> way : ways) {
        for (int site = 0; site < graph.siteCount(); site++) {
          if (mayBeOn(block, graph, site)) {
            List<Block> more = new ArrayList<>(way);
            more.add(block.on(site));
            longer.add(more);
          }
        }
      }
      ways = longer;
    }
    return ways.stream().filter(way -> !overlaps(graph, way)).toList();
  }

  private boolean mayBeOn(Block block, StateGraph graph, int site) {
    return block
        .running()
        .map(placement -> graph.siteOf(placement) == site)
        .orElseGet(() -> counts.siteOf(graph.placementsOf(site).getFirst()) == block.site());
  }

  /** Whether in some slot there is no legal layout with all of these. */
  private static boolean overlaps(StateGraph graph, List<Block> way) {
    return way.stream()
        .map(
            begun ->
                way.stream()
                    .filter(other -> other.from() <= begun.from() && begun.from() < other.to())
                    .map(Block::site)
                    .toList())
        .anyMatch(together -> !graph.isLegal(together));
  }

  /** First all bounds, then, from the highest, the plans, which may lower the bounds. */
  private void placeAll(Places places, List<List<Block>> ways) {
    Map<List<Block>, Double> bounds = new HashMap<>();
    ways.forEach(way -> bounds.put(way, places.relaxed(way).value()));
    ways.stream()
        .sorted(Comparator.comparingDouble(way -> -bounds.getOrDefault(way, 0.0)))
        .limit(isThorough ? ways.size() : MOST_SEARCHES)
        .filter(way -> bounds.getOrDefault(way, 0.0) > value)
        .forEach(way -> bounds.put(way, places.search(way)));
    bounds.values().forEach(most -> bound = Math.max(bound, most));
  }

  /** The placed states, and what is looked at there. */
  private final class Places {
    private final Walks walks;
    private final StateGraph graph;
    private final OccupancyBound relaxation;
    private final Cells all;

    Places(Walks walks, Cells all) {
      this.walks = walks;
      this.graph = walks.graph();
      this.relaxation = walks.relaxation();
      this.all = all;
    }

    private Timeline timeline(List<Block> way) {
      Timeline timeline = counted.over(graph);
      way.forEach(block -> timeline.take(block.site(), block.from(), block.to()));
      return timeline;
    }

    Walk relaxed(List<Block> way) {
      effort += all.size();
      Field field = walks.field(timeline(way));
      return relaxation.walk(field, all);
    }

    /** Looks for a plan; answers a bound. */
    double search(List<Block> way) {
      Walk relaxed = relaxed(way);
      offer(graph, way, relaxed);
      return relaxed.value() > value ? walk(way, relaxed.value()) : relaxed.value();
    }

    private double walk(List<Block> way, double most) {
      Timeline timeline = timeline(way);
      Field field = walks.field(timeline);
      double known = value;
      Cells cells = relaxation.above(known, _ -> {});
      Walks.Limits limits = isThorough ? Walks.Limits.EXACT : Walks.Limits.QUICK;
      Walks.Found found = walks.best(field, cells, known, limits);
      effort += 2 * all.size() + found.effort();
      offer(graph, way, found.walk());
      return Math.min(most, Math.max(known, found.bound()));
    }
  }

  private void offer(StateGraph graph, List<Block> placed, Walk walk) {
    if (walk.value() > value) {
      new Placing(problem, graph, placed).instances(walk).ifPresent(this::offer);
    }
  }

  private void offer(List<PlannedInstance> instances) {
    double worth = new Worth(problem).of(instances);
    if (worth > value) {
      value = worth;
      best = instances;
    }
  }
}
