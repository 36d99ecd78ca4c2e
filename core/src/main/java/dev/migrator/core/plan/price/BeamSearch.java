package dev.migrator.core.plan.price;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.Rewards;
import dev.migrator.core.plan.bound.ToGo;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.Domain;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.walk.Arrival;
import dev.migrator.core.plan.walk.BestWalk;
import dev.migrator.core.plan.walk.SetUps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A good plan made slot by slot: retrainings and set-ups are as they are, and what is to come is
 * what prices say.
 *
 * <p><b>Goal.</b> Retrainings that go together with inference. Those that do best under prices need
 * not: there a tenant may drop an instance as soon as what takes its place has been begun, so that
 * a retraining seems best in a slot in which in truth nobody would serve until that is ready.
 *
 * <p><b>Algorithm.</b> Labels as in {@link BestWalk}, which also tell what has {@link Begun}. What
 * a label has earned is what a plan earns. What it could still earn is what inference earns from
 * there on under the prices ({@link ToGo}), and each retraining by itself: one that has begun the
 * rest of its own, of the others the best that can still begin. Before the first slot that is the
 * bound of {@link PricedBound}, after the last what the plan is worth, but for places. In each step
 * of a slot the labels that could earn most are followed, a few. It proves nothing.
 *
 * <p><b>Worked example.</b> As in {@link Probing}: one site with an instance of capacity 10, 10
 * requests in each of 8 slots, accuracy 0.5, a retraining to 1 that takes 2 slots, set-ups of one.
 * The label that begins it in slot 0 earns nothing in slots 0 to 2 and 10 in each of the others.
 * One that begins it in slot 1 has earned 5 by then and ends with 45, one that never does with 40.
 */
public final class BeamSearch {
  /** A label takes about as long as so many states of a pass. */
  private static final long STATES_PER_LABEL = 25;

  /** How many labels are followed in each step of a slot. */
  private static final int WIDTH = 30;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Rewards rewards;
  private final ToGo toGo;
  private final double known;
  private final SetUps setUps;
  private long labels;
  private @Nullable Label best;

  /**
   * @param field what inference may earn where and when, under prices
   * @param toGo what it can earn at most from where it is looked for
   * @param known only plans that are worth more are looked for
   */
  BeamSearch(Walks walks, Field field, ToGo toGo, double known) {
    this.problem = walks.problem();
    this.graph = walks.graph();
    this.rewards = walks.rewards();
    this.toGo = toGo;
    this.known = known;
    this.setUps = new SetUps(problem, graph, field);
  }

  /**
   * What was found.
   *
   * @param decided by tenant, the retraining of the best plan; empty if none is worth more than
   *     what is known
   * @param worth of that plan, but for its places; minus infinity if there is none
   * @param effort that it took, in states of a pass
   */
  public record Answer(List<Domain> decided, double worth, long effort) {
    static final Answer NONE = new Answer(List.of(), Double.NEGATIVE_INFINITY, 0);
  }

  /** Somewhere on the way. */
  private static final class Label extends Arrival<Label> implements Comparable<Label> {
    private final Begun begun;

    /** The first tenant whose retraining may still begin in this slot. */
    private final int next;

    Label(int state, long left, double earned, double most, Begun begun, int next) {
      super(state, left, earned, most);
      this.begun = begun;
      this.next = next;
    }

    /** What could earn most comes first. */
    @Override
    public int compareTo(Label than) {
      return Double.compare(than.most(), most());
    }
  }

  /**
   * The best plan found.
   *
   * @param nothing what has begun before the first slot
   */
  Answer from(List<Beginning.Start> starts, Begun nothing) {
    Stage removing = new Stage(toGo.removing(), 0);
    for (Beginning.Start start : starts) {
      removing.reach(start.state(), SetUps.code(start.left()), 0, nothing, 0);
    }
    for (int slot = 0; slot < problem.slots(); slot++) {
      Stage adding = new Stage(toGo.adding(), slot);
      for (Label label = removing.first(); label != null; label = removing.first()) {
        begin(label, removing);
        remove(label, removing);
        add(label.state(), label.left(), label.earned(), label.begun, adding);
      }
      Stage following = new Stage(toGo.removing(), slot + 1);
      for (Label label = adding.first(); label != null; label = adding.first()) {
        add(label, adding);
        earn(label, slot, following);
      }
      removing = following;
    }
    return best == null
        ? new Answer(List.of(), Double.NEGATIVE_INFINITY, effort())
        : new Answer(best.begun.decided(), best.most(), effort());
  }

  private long effort() {
    return labels * STATES_PER_LABEL;
  }

  private static void begin(Label label, Stage removing) {
    for (int tenant = label.next; tenant < label.begun.tenants(); tenant++) {
      for (Begun more : label.begun.with(tenant, removing.slot)) {
        removing.reach(label.state(), label.left(), label.earned(), more, tenant + 1);
      }
    }
  }

  private void remove(Label label, Stage removing) {
    int[] kinds = graph.kindsOf(label.state());
    for (int e = graph.edgeFrom[label.state()]; e < graph.edgeFrom[label.state() + 1]; e++) {
      int at = SetUps.last(kinds, graph.edgeKind[e]);
      if (SetUps.at(label.left(), at) == 0) {
        long left = SetUps.without(label.left(), at);
        removing.reach(graph.edgeTo[e], left, label.earned(), label.begun, label.begun.tenants());
      }
    }
  }

  private void add(Label label, Stage adding) {
    int[] kinds = graph.kindsOf(label.state());
    double earned = label.earned() - problem.setupPenalty();
    for (int e = graph.wideFrom[label.state()]; e < graph.wideFrom[label.state() + 1]; e++) {
      int wider = graph.wideTo[e];
      int at = SetUps.firstOther(kinds, graph.kindsOf(wider));
      int slots = setUps.slots(graph.kindsOf(wider)[at]);
      add(wider, SetUps.with(label.left(), at, slots), earned, label.begun, adding);
    }
  }

  /** If that leaves room for what runs. */
  private void add(int state, long left, double earned, Begun begun, Stage adding) {
    if (begun.room(adding.slot)[graph.shape[state]]) {
      adding.reach(state, left, earned, begun, begun.tenants());
    }
  }

  private void earn(Label label, int slot, Stage following) {
    if (!toGo.isSettled(slot, label.state())) {
      return;
    }
    double earned = label.earned() + earned(label, slot);
    long left = SetUps.passed(label.left());
    if (slot + 1 < problem.slots()) {
      following.reach(label.state(), left, earned, label.begun, 0);
    } else {
      double worth = earned + label.begun.toCome(problem.slots());
      if (worth > (best == null ? known : best.most())) {
        best = new Label(label.state(), left, earned, worth, label.begun, 0);
      }
    }
  }

  private double earned(Label label, int slot) {
    int ready = setUps.ready(label.state(), label.left());
    double sum = 0;
    for (int tenant = 0; tenant < label.begun.tenants(); tenant++) {
      double served = rewards.served(tenant, slot)[setUps.heard(tenant, label.state(), ready)];
      sum += label.begun.worth(tenant, slot) * served;
    }
    return sum;
  }

  /** Where labels are in a certain step of a slot. */
  private final class Stage {
    private final ToGo.Part part;
    private final int slot;
    private final PriorityQueue<Label> open = new PriorityQueue<>();

    /** By state and what has begun: the labels that stay, the first of them. */
    private final Map<Long, Label> here = new HashMap<>();

    private int followed;

    Stage(ToGo.Part part, int slot) {
      this.part = part;
      this.slot = slot;
    }

    /** The label that could earn most of those that have not been followed yet, if it may be. */
    @Nullable Label first() {
      Label label = null;
      while (followed < WIDTH && label == null && !open.isEmpty()) {
        Label next = open.remove();
        label = next.isSuperfluous() ? null : next;
      }
      followed++;
      return label;
    }

    /** Takes a label that has come here, if it could still earn more than what is known. */
    void reach(int state, long left, double earned, Begun begun, int next) {
      int place = part.place(slot, state);
      double relaxed =
          place < 0
              ? Double.NEGATIVE_INFINITY
              : earned + part.most()[slot][place] + begun.toCome(slot);
      if (relaxed > known) {
        double most = left == 0 ? relaxed : relaxed - setUps.missed(state, left, slot);
        if (most > known) {
          put(new Label(state, left, earned, most, begun, next));
        }
      }
    }

    /** Unless one that is there is as good; those that it makes superfluous go. */
    private void put(Label label) {
      labels++;
      long place = (long) label.begun.number() << Integer.SIZE | label.state();
      if (label.comesBefore(here.get(place), setUps)) {
        here.put(place, label);
        open.add(label);
      }
    }
  }
}
