package dev.migrator.core.plan.walk;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.ToGo;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A good walk for given retrainings where {@link BestWalk} would take too long, set-ups overlapping
 * in any way.
 *
 * <p><b>Goal.</b> A walk that earns much when every instance earns only once it is ready; the best
 * if all labels could be kept. <b>Algorithm.</b> Slot by slot, labels: a state, the slots that each
 * of its instances still needs until it is ready, and what was earned. A label goes on to every
 * state of the slot's {@link Cells}, keeping what the two have in common and setting up the rest.
 * What it has earned plus the most that it can still earn, by {@link OccupancyBound} less what its
 * pending instances will miss, must exceed what is known, or it is dropped. If there are too many
 * in a slot, the most promising ones stay, and the search is no longer complete.
 *
 * <p>An instance is removed only where the next state has no place for it: in counts as well as in
 * placements keeping it costs nothing before. Of several of a kind those stay that are ready first.
 * None is removed before it is ready, and of two labels in the same state one may make the other
 * superfluous: see {@link SetUps}.
 *
 * <p><b>Worked example.</b> Two sites, R = 3: the first is set up at slot 0, the second at slot 1.
 * After slot 1 the label's pending slots are (1, 2). {@link OccupancyBound} has charged both for
 * what they would have earned meanwhile; here they just do not earn it.
 */
public final class WalkSearch {
  /** A label takes about as long as so many states of a pass. */
  public static final long STATES_PER_LABEL = 25;

  /** How many times as many labels as stay are held while a slot is looked at. */
  private static final int SPARE = 4;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Field field;
  private final ToGo toGo;
  private final Cells cells;
  private final double known;
  private final int mostLabels;
  private final SetUps setUps;
  private final Changes changes;
  private boolean complete = true;
  private long labels;

  /**
   * @param field what inference may earn where and when
   * @param toGo a bound on what can be earned from the cells in which to look
   * @param known only walks that earn more are looked for
   * @param mostLabels labels that are kept in a slot
   */
  public WalkSearch(
      PlanningProblem problem,
      StateGraph graph,
      Field field,
      ToGo toGo,
      double known,
      int mostLabels) {
    this.problem = problem;
    this.graph = graph;
    this.field = field;
    this.toGo = toGo;
    this.cells = toGo.cells();
    this.known = known - field.constant();
    this.mostLabels = mostLabels;
    this.setUps = new SetUps(problem, graph, field);
    this.changes = new Changes(graph);
  }

  /**
   * What was found.
   *
   * @param walk the best; worth minus infinity, and empty, if none earns more than what is known
   * @param complete whether no better one was left out
   * @param labels how many labels were looked at
   */
  public record Answer(Walk walk, boolean complete, long labels) {}

  /**
   * Instances of a state in the order of their kinds, each with the slots that it still needs.
   *
   * @param most what it could earn in the end
   */
  private record Label(
      int state, long left, double earned, double most, int slot, @Nullable Label before)
      implements SetUps.Progress {}

  /** The best walk. */
  public Answer best(List<Beginning.Start> starts) {
    List<Label> layer = new ArrayList<>();
    for (Beginning.Start start : starts) {
      layer.add(new Label(start.state(), SetUps.code(start.left()), 0, 0, -1, null));
    }
    for (int slot = 0; slot < problem.slots() && !layer.isEmpty(); slot++) {
      layer = next(layer, slot);
    }
    Walk walk =
        layer.stream()
            .max(Comparator.comparingDouble(Label::earned))
            .map(this::walk)
            .orElse(Walk.NONE);
    return new Answer(walk, complete, labels);
  }

  private List<Label> next(List<Label> layer, int slot) {
    Layer found = new Layer();
    List<Target> targets = targets(slot);
    for (Label label : layer) {
      for (Target target : targets) {
        if (label.earned() + target.most() > found.enough) {
          go(label, slot, target, found);
        }
      }
    }
    return found.labels();
  }

  /**
   * The labels of a slot as they are found: of each state those that no other makes superfluous,
   * and of all not many more than the most promising ones that stay.
   */
  private final class Layer {
    private final Map<Integer, List<Label>> byState = new LinkedHashMap<>();
    private int size;

    /** Only what could lead to more is worth a look. */
    private double enough = known;

    void put(Label label) {
      labels++;
      List<Label> others = byState.computeIfAbsent(label.state(), _ -> new ArrayList<>());
      if (others.stream().noneMatch(other -> setUps.isAsGood(other, label))) {
        size -= others.size();
        others.removeIf(other -> setUps.isAsGood(label, other));
        others.add(label);
        size += others.size();
        if (size > SPARE * mostLabels) {
          trim();
        }
      }
    }

    /** What has been found, the most promising first if that is not all. */
    List<Label> labels() {
      if (size > mostLabels) {
        trim();
      }
      return all();
    }

    private List<Label> all() {
      List<Label> all = new ArrayList<>(size);
      byState.values().forEach(all::addAll);
      return all;
    }

    private void trim() {
      complete = false;
      List<Label> all = all();
      all.sort(Comparator.comparingDouble(Label::most).reversed());
      byState.clear();
      for (Label label : all.subList(0, mostLabels)) {
        byState.computeIfAbsent(label.state(), _ -> new ArrayList<>()).add(label);
      }
      size = mostLabels;
      enough = all.get(mostLabels - 1).most();
    }
  }

  /**
   * A state to be in, in a certain slot.
   *
   * @param settled what it earns besides, whoever is ready
   * @param now what it earns if all of it is ready
   * @param ahead the same over the slots of a set-up
   * @param after what can be earned from the next slot on
   */
  private record Target(int state, double settled, double now, double ahead, double after) {
    double most() {
      return settled + now + after;
    }
  }

  private List<Target> targets(int slot) {
    List<Target> targets = new ArrayList<>();
    for (int state : cells.settled()[slot]) {
      double settled = field.byShape()[slot][graph.shape[state]];
      double after = toGo.before(slot + 1, state);
      if (settled > Double.NEGATIVE_INFINITY && after > Double.NEGATIVE_INFINITY) {
        targets.add(
            new Target(state, settled, setUps.earned(state, 0, slot), ahead(state, slot), after));
      }
    }
    return targets;
  }

  /**
   * What a state surely earns in the slots of a set-up if all of it is ready, the first slots left
   * out: in these, what can still be earned does not count what is being set up.
   */
  private double ahead(int state, int slot) {
    double sum = 0;
    int from = Math.max(slot, setUps.first());
    int end = Math.min(slot + setUps.shortest(), problem.slots());
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      int own = graph.own[tenant][state];
      sum += field.sure()[tenant][end][own] - field.sure()[tenant][from][own];
    }
    return sum;
  }

  private void go(Label label, int slot, Target target, Layer found) {
    Changes.Change change = changes.between(label.state(), target.state());
    double paid = 0;
    if (change.added() > 0) {
      paid =
          target.ahead() - ahead(change.common(), slot) + problem.setupPenalty() * change.added();
    }
    boolean isPromising = label.earned() + target.most() - paid > found.enough;
    if (isPromising && !isWasteful(label.left(), change)) {
      keep(label, slot, target, change, found);
    }
  }

  private void keep(Label label, int slot, Target target, Changes.Change change, Layer found) {
    int[] own = graph.kindsOf(target.state());
    long left = left(label, own, change);
    double earned =
        label.earned()
            + target.settled()
            - problem.setupPenalty() * change.added()
            + (left == 0 ? target.now() : setUps.earned(target.state(), left, slot));
    long rest = SetUps.passed(left);
    double missed = rest == 0 ? 0 : setUps.missed(target.state(), rest, slot + 1);
    double most = earned + target.after() - missed;
    if (most > found.enough) {
      found.put(new Label(target.state(), rest, earned, most, slot, label));
    }
  }

  /** Whether something is removed that has not been ready yet. */
  private static boolean isWasteful(long left, Changes.Change change) {
    long removed = left;
    for (int kept : change.kept()) {
      removed &= kept < 0 ? -1 : ~SetUps.part(-1, kept);
    }
    return removed != 0;
  }

  /**
   * By instance the slots it needs. Those of a kind are in ascending order, so that the first ones,
   * which stay, are those that are ready first.
   */
  private long left(Label label, int[] own, Changes.Change change) {
    if (change.added() == 0 && label.left() == 0) {
      return 0;
    }
    int[] left = new int[own.length];
    for (int i = 0; i < own.length; i++) {
      int kept = change.kept()[i];
      left[i] = kept >= 0 ? SetUps.at(label.left(), kept) : setUps.slots(own[i]);
    }
    return SetUps.code(left);
  }

  private Walk walk(Label last) {
    int[] states = new int[problem.slots()];
    for (Label label = last; label != null && label.slot() >= 0; label = label.before()) {
      states[label.slot()] = label.state();
    }
    return Walk.through(states, field.constant() + last.earned());
  }
}
