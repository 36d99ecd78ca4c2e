package dev.migrator.core.plan.state;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Places for a walk for which instances have to move: those that cost least.
 *
 * <p><b>Goal.</b> From change to change a placed layout, such that what the moves lose is least in
 * all. <b>Constraints.</b> A retraining never moves. <b>Algorithm.</b> For each change, all layouts
 * that have what is wanted; for each of them the cheapest way there over those of the change
 * before. A move costs what the tenant's other instances cannot serve while the moved one is set up
 * anew. Where nothing leads to a layout that has everything, inference instances may be left out,
 * which costs what they would have served until the next change.
 *
 * <p><b>Worked example.</b> One 1g at slice 1 and one at slice 4 are to become one 1g and one 4g:
 * the 4g lies at 0 only, so the 1g that stays should be the one at 4, which costs nothing.
 */
final class Moving {
  private static final int MOST_LAYOUTS = 500;

  /** Slots for which a tenant is taken to miss an instance that is left out. */
  private static final int LONG = 30;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Placing placing;
  private final List<Placement> placements;
  private List<Placing.Placed> layer;

  Moving(PlanningProblem problem, StateGraph graph, Placing placing, Placing.Placed beginning) {
    this.problem = problem;
    this.graph = graph;
    this.placing = placing;
    this.placements = problem.placements();
    this.layer = List.of(beginning);
  }

  /** The cheapest way to the last change. */
  Placing.Placed cheapest() {
    return layer.getFirst();
  }

  /**
   * Goes on to the next change.
   *
   * @param wanted by label how many are wanted
   * @return whether that can be done
   */
  boolean to(int slot, int[] wanted) {
    List<Placing.Placed> next = reached(slot, wanted, new Layouts(wanted, false).all());
    if (next.isEmpty()) {
      next = reached(slot, wanted, new Layouts(wanted, true).all());
    }
    next.sort(Comparator.comparingDouble(Placing.Placed::cost));
    layer = next;
    return !layer.isEmpty();
  }

  private List<Placing.Placed> reached(int slot, int[] wanted, List<int[]> layouts) {
    Move move = new Move(wanted, lost(slot, wanted));
    List<int[]> had = layer.stream().map(from -> counts(from.label(), wanted.length)).toList();
    List<Placing.Placed> reached = new ArrayList<>();
    for (int[] layout : layouts) {
      int[] has = counts(layout, wanted.length);
      Placing.Placed best = null;
      for (int i = 0; i < layer.size(); i++) {
        Placing.Placed from = layer.get(i);
        if (best != null && from.cost() >= best.cost()) {
          break;
        }
        double cost = from.cost() + move.cost(from.label(), had.get(i), layout, has);
        if (cost < (best == null ? Double.POSITIVE_INFINITY : best.cost())) {
          best = new Placing.Placed(layout, from, slot, cost);
        }
      }
      if (best != null) {
        reached.add(best);
      }
    }
    return reached;
  }

  /** By label: how many a layout has. */
  private static int[] counts(int[] layout, int labels) {
    int[] counts = new int[labels];
    for (int label : layout) {
      if (label != Placing.NOBODY) {
        counts[label]++;
      }
    }
    return counts;
  }

  /** By kind: what is not served while one instance of it is set up. */
  private double[] lost(int slot, int[] wanted) {
    double[] lost = new double[graph.allKinds().size()];
    for (int kind = 0; kind < lost.length; kind++) {
      if (wanted[kind] > 0) {
        lost[kind] = lost(slot, wanted, graph.allKinds().get(kind));
      }
    }
    return lost;
  }

  private double lost(int slot, int[] wanted, StateGraph.Kind kind) {
    TenantOutlook tenant = problem.tenants().get(kind.tenant());
    double all = 0;
    for (int other = 0; other < graph.allKinds().size(); other++) {
      StateGraph.Kind who = graph.allKinds().get(other);
      if (who.tenant() == kind.tenant()) {
        all += wanted[other] * tenant.capacityOf(graph.profileOf(who.site()));
      }
    }
    double without = all - tenant.capacityOf(graph.profileOf(kind.site()));
    int end = Math.min(problem.slots(), slot + problem.setupSlots(graph.profileOf(kind.site())));
    double requests = 0;
    for (int t = slot; t < end; t++) {
      requests += tenant.demand().served(t, all) - tenant.demand().served(t, without);
    }
    return tenant.weight() * tenant.accuracy() * requests + problem.setupPenalty();
  }

  /** From layouts to others that have what is wanted, or some of it. */
  private final class Move {
    private final int[] wanted;
    private final double[] lost;

    /** Those that are wanted, ascending. */
    private final int[] labels;

    private final int[] kept;

    Move(int[] wanted, double[] lost) {
      this.wanted = wanted;
      this.lost = lost;
      this.labels = IntStream.range(0, wanted.length).filter(l -> wanted[l] > 0).toArray();
      this.kept = new int[wanted.length];
    }

    /**
     * What is lost; infinite if a retraining would have to move.
     *
     * @param had by label: how many are in {@code from}
     * @param has by label: how many are in {@code to}
     */
    double cost(int[] from, int[] had, int[] to, int[] has) {
      for (int label : labels) {
        kept[label] = 0;
      }
      for (int p = 0; p < to.length; p++) {
        if (to[p] != Placing.NOBODY && from[p] == to[p]) {
          kept[to[p]]++;
        }
      }
      double cost = 0;
      for (int label : labels) {
        int moved = Math.min(had[label], has[label]) - kept[label];
        if (moved > 0 && placing.isBlock(label)) {
          return Double.POSITIVE_INFINITY;
        }
        if (label < lost.length) {
          cost += (moved + LONG * (wanted[label] - has[label])) * lost[label];
        }
      }
      return cost;
    }
  }

  /** All layouts that have what is wanted, or some of it. */
  private final class Layouts {
    private final boolean mayLeaveOut;
    private final List<Integer> labels = new ArrayList<>();
    private final List<int[]> found = new ArrayList<>();

    Layouts(int[] wanted, boolean mayLeaveOut) {
      this.mayLeaveOut = mayLeaveOut;
      for (int label = 0; label < wanted.length; label++) {
        for (int i = 0; i < wanted[label]; i++) {
          labels.add(label);
        }
      }
      labels.sort(
          Comparator.comparing(placing::isBlock)
              .reversed()
              .thenComparingInt(label -> -placing.sizeOf(label)));
    }

    List<int[]> all() {
      int[] layout = new int[placements.size()];
      Arrays.fill(layout, Placing.NOBODY);
      add(layout, 0, 0, 0);
      return found;
    }

    private void add(int[] layout, int next, int first, int taken) {
      if (next == labels.size()) {
        found.add(layout.clone());
        return;
      }
      int label = labels.get(next);
      boolean same = next + 1 < labels.size() && labels.get(next + 1) == label;
      for (int p = first; p < layout.length && found.size() < MOST_LAYOUTS; p++) {
        int slices = placements.get(p).slices();
        if ((taken & slices) == 0 && placing.mayBeOn(label, p)) {
          layout[p] = label;
          add(layout, next + 1, same ? p + 1 : 0, taken | slices);
          layout[p] = Placing.NOBODY;
        }
      }
      if (mayLeaveOut && !placing.isBlock(label) && found.size() < MOST_LAYOUTS) {
        add(layout, next + 1, 0, taken);
      }
    }
  }
}
