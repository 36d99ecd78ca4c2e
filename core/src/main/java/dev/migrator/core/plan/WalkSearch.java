package dev.migrator.core.plan;

import dev.migrator.core.model.PlanningProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The best walk for given retrainings, set-ups overlapping in any way.
 *
 * <p><b>Goal.</b> The walk that earns most when every instance earns only once it is ready.
 * <b>Algorithm.</b> Slot by slot, labels: a state, the slots that each of its instances still needs
 * until it is ready, and what was earned. A label goes on to every state of the slot's {@link
 * Cells}, keeping what the two have in common and setting up the rest. What it has earned plus the
 * most that it can still earn, by {@link OccupancyBound} less what its pending instances will miss,
 * must exceed what is known, or it is dropped. If there are too many in a slot, the most promising
 * ones stay, and the search is no longer complete.
 *
 * <p>An instance is removed only where the next state has no place for it: in counts as well as in
 * placements keeping it costs nothing before. Of several of a kind those stay that are ready first.
 * None is removed before it is ready: without it, the walk would have earned as much, and no less
 * could have been expected of its states.
 *
 * <p><b>Which labels stay.</b> Of two in the same state one goes if the other's instances are ready
 * no later, each, and it could earn no less. For what follows the one can follow the other. Until
 * the later instances are ready nothing else becomes ready, and nothing of them is removed. So what
 * they miss, compared with the earlier ones, is missed beside what is there now or less, and beside
 * less more is missed. (Where set-ups take unequally long, or tenants are silent meanwhile, the
 * other must have earned no less already.)
 *
 * <p><b>Worked example.</b> Two sites, R = 3: the first is set up at slot 0, the second at slot 1.
 * After slot 1 the label's pending slots are (1, 2). {@link OccupancyBound} has charged both for
 * what they would have earned meanwhile; here they just do not earn it.
 */
final class WalkSearch {
  /** A label takes about as long as so many states of a pass. */
  static final long STATES_PER_LABEL = 25;

  private static final int BITS = 8;
  private static final int MOST_PENDING_SLOTS = (1 << BITS) - 1;

  /** Every second instance's slots, and in the others what subtracting these may borrow. */
  private static final long EVEN = 0x00FF_00FF_00FF_00FFL;

  private static final long BORROWED = 0x0100_0100_0100_0100L;

  /** How many times as many labels as stay are held while a slot is looked at. */
  private static final int SPARE = 4;

  private static final int MOST_INSTANCES = Long.SIZE / BITS;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final Timeline timeline;
  private final Field field;
  private final double[][] toGo;
  private final Cells cells;
  private final double known;
  private final int mostLabels;
  private final List<StateGraph.Kind> kinds;
  private final double[] capacity;
  private final int[] setup;
  private final int shortest;

  /** Whether of two labels the one that could earn more misses less. */
  private final boolean isFair;

  /** How many {@link FirstSlots} there are. */
  private final int first;

  private final Changes changes;
  private boolean complete = true;
  private long labels;

  /**
   * @param field what the timeline leaves to inference
   * @param toGo by slot and state: a bound on what can be earned from there, set-ups paid
   * @param cells where to look
   * @param known only walks that earn more are looked for
   * @param mostLabels labels that are kept in a slot
   */
  WalkSearch(
      PlanningProblem problem,
      StateGraph graph,
      Rewards rewards,
      Timeline timeline,
      Field field,
      double[][] toGo,
      Cells cells,
      double known,
      int mostLabels) {
    this.problem = problem;
    this.graph = graph;
    this.rewards = rewards;
    this.timeline = timeline;
    this.field = field;
    this.toGo = toGo;
    this.cells = cells;
    this.known = known - timeline.constant;
    this.mostLabels = mostLabels;
    this.kinds = graph.allKinds();
    this.changes = new Changes(graph);
    this.capacity = new double[kinds.size()];
    Arrays.setAll(capacity, this::capacity);
    this.setup = kinds.stream().mapToInt(this::setup).toArray();
    this.shortest = Arrays.stream(setup).min().orElse(1);
    this.isFair =
        problem.preInitialization() && Arrays.stream(setup).allMatch(slots -> slots == shortest);
    this.first = Math.min(shortest, problem.slots());
  }

  private double capacity(int kind) {
    StateGraph.Kind who = kinds.get(kind);
    return problem.tenants().get(who.tenant()).capacityOf(graph.profileOf(who.site()));
  }

  /**
   * What was found.
   *
   * @param walk the best; worth minus infinity, and empty, if none earns more than what is known
   * @param complete whether no better one was left out
   * @param labels how many labels were looked at
   */
  record Answer(Walk walk, boolean complete, long labels) {}

  /**
   * Where a walk may begin: a state before slot 0, and by its instances, in the order of {@link
   * StateGraph#kindsOf}, the slots until they are ready.
   */
  record Start(int state, int[] left) {}

  /**
   * Instances of a state in the order of their kinds, each with the slots that it still needs.
   *
   * @param most what it could earn in the end
   */
  private record Label(
      int state, long left, double earned, double most, int slot, @Nullable Label before) {}

  /** The best walk. */
  Answer best(List<Start> starts) {
    List<Label> layer = new ArrayList<>();
    for (Start start : starts) {
      layer.add(new Label(start.state(), code(start.left()), 0, 0, -1, null));
    }
    for (int slot = 0; slot < problem.slots() && !layer.isEmpty(); slot++) {
      layer = next(layer, slot);
    }
    Walk walk =
        layer.stream()
            .max(Comparator.comparingDouble(Label::earned))
            .map(this::walk)
            .orElseGet(() -> new Walk(Double.NEGATIVE_INFINITY, List.of()));
    return new Answer(walk, complete, labels);
  }

  /** Whether set-ups and instances are few enough to be remembered. */
  static boolean fits(PlanningProblem problem, StateGraph graph) {
    return problem.setupSlots().values().stream().allMatch(s -> s <= MOST_PENDING_SLOTS)
        && graph.mostInstances() <= MOST_INSTANCES;
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
      if (others.stream().noneMatch(other -> isAsGood(other, label))) {
        size -= others.size();
        others.removeIf(other -> isAsGood(label, other));
        others.add(label);
        size += others.size();
        if (size > SPARE * mostLabels) {
          trim();
        }
      }
    }

    /** Whether one of two labels in the same state makes the other superfluous. */
    private boolean isAsGood(Label one, Label other) {
      boolean earnsAsMuch = isFair ? one.most() >= other.most() : one.earned() >= other.earned();
      return earnsAsMuch && isNoLater(one.left(), other.left());
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
      double after = toGo[slot + 1][state];
      if (settled > Double.NEGATIVE_INFINITY && after > Double.NEGATIVE_INFINITY) {
        targets.add(new Target(state, settled, now(state, slot), ahead(state, slot), after));
      }
    }
    return targets;
  }

  /** What a state earns if all of it is ready. */
  private double now(int state, int slot) {
    double sum = 0;
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      sum += field.now()[tenant][slot][graph.own[tenant][state]];
    }
    return sum;
  }

  /**
   * What a state surely earns in the slots of a set-up if all of it is ready, the first slots left
   * out: in these, what can still be earned does not count what is being set up.
   */
  private double ahead(int state, int slot) {
    double sum = 0;
    int from = Math.max(slot, first);
    int end = Math.min(slot + shortest, problem.slots());
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
            + (left == 0 ? target.now() : earned(own, left, slot));
    long rest = passed(left, own.length);
    double most =
        earned + target.after() - (rest == 0 ? 0 : missed(own, rest, slot + 1, target.state()));
    if (most > found.enough) {
      found.put(new Label(target.state(), rest, earned, most, slot, label));
    }
  }

  /** Whether something is removed that has not been ready yet. */
  private static boolean isWasteful(long left, Changes.Change change) {
    long removed = left;
    for (int kept : change.kept()) {
      removed &= kept < 0 ? -1 : ~((long) MOST_PENDING_SLOTS << BITS * kept);
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
      left[i] = kept >= 0 ? at(label.left(), kept) : setup[own[i]];
    }
    return code(left);
  }

  private int setup(StateGraph.Kind kind) {
    return problem.setupSlots(graph.profileOf(kind.site()));
  }

  private static long code(int[] left) {
    long code = 0;
    for (int i = 0; i < left.length; i++) {
      code |= (long) left[i] << BITS * i;
    }
    return code;
  }

  private static int at(long code, int instance) {
    return (int) (code >>> BITS * instance & MOST_PENDING_SLOTS);
  }

  /** Whether each instance needs as few slots as the other, or fewer. */
  private static boolean isNoLater(long one, long other) {
    return isNoLaterInEven(one, other) && isNoLaterInEven(one >>> BITS, other >>> BITS);
  }

  /** The same of every second instance, all at once: what the others have is room for borrowing. */
  private static boolean isNoLaterInEven(long one, long other) {
    return ((other & EVEN | BORROWED) - (one & EVEN) & BORROWED) == BORROWED;
  }

  /** The same a slot later. */
  private static long passed(long left, int count) {
    long later = 0;
    for (int i = 0; i < count; i++) {
      later |= (long) Math.max(0, at(left, i) - 1) << BITS * i;
    }
    return later;
  }

  /** What is earned by those that are ready in that slot. */
  private double earned(int[] own, long left, int slot) {
    double sum = 0;
    for (int tenant = 0; tenant < timeline.worth.length; tenant++) {
      sum += served(tenant, own, left, 0, slot);
    }
    return sum;
  }

  /**
   * What a tenant's instances earn that are ready a number of slots after those still needed are
   * counted.
   */
  private double served(int tenant, int[] own, long left, int ahead, int slot) {
    boolean silent = !problem.preInitialization() && hasPending(tenant, own, left, ahead);
    return silent ? worth(tenant, slot, 0) : heard(tenant, own, left, ahead, slot);
  }

  /**
   * What the instances that are being set up will miss at least, beside those there now; the first
   * slots left out.
   */
  private double missed(int[] own, long left, int from, int state) {
    double missed = 0;
    boolean pending = true;
    for (int ahead = Math.max(0, first - from);
        pending && from + ahead < problem.slots();
        ahead++) {
      pending = false;
      for (int tenant = 0; tenant < timeline.worth.length; tenant++) {
        if (hasPending(tenant, own, left, ahead)) {
          pending = true;
          int slot = from + ahead;
          double all = field.now()[tenant][slot][graph.own[tenant][state]];
          missed += all - heard(tenant, own, left, ahead, slot);
        }
      }
    }
    return missed;
  }

  private boolean hasPending(int tenant, int[] own, long left, int ahead) {
    for (int i = 0; i < own.length; i++) {
      if (at(left, i) > ahead && kinds.get(own[i]).tenant() == tenant) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #served}, were the tenant not silent. */
  private double heard(int tenant, int[] own, long left, int ahead, int slot) {
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      if (kinds.get(own[i]).tenant() == tenant && at(left, i) <= ahead) {
        sum += capacity[own[i]];
      }
    }
    return worth(tenant, slot, sum);
  }

  /** What so much capacity here earns beside what there is elsewhere. */
  private double worth(int tenant, int slot, double capacity) {
    return timeline.worth[tenant][slot] * rewards.served(tenant, slot, capacity);
  }

  private Walk walk(Label last) {
    List<Walk.Move> moves = new ArrayList<>();
    for (Label label = last; label != null && label.slot() >= 0; label = label.before()) {
      boolean moved = label.before() == null || label.before().state() != label.state();
      if (moved || label.slot() == 0) {
        moves.add(new Walk.Move(label.slot(), label.state()));
      }
    }
    Collections.reverse(moves);
    return new Walk(timeline.constant + last.earned(), moves);
  }
}
