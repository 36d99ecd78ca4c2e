package dev.migrator.core.plan.walk;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.bound.OccupancyBound;
import dev.migrator.core.plan.bound.ToGo;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Walk;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The best walk whose set-ups take their time, for given retrainings or under prices.
 *
 * <p><b>Goal.</b> That walk, or, if it would take too long to find, a bound on it that is tighter
 * than the relaxation's. For {@link OccupancyBound} has no memory of what is being set up: a tenant
 * may begin an instance beside one that serves as well, which makes it cheap, and remove that one
 * in the next slot. In truth nothing is served then until the new one is ready. Under prices this
 * keeps bounds up, however good the prices are.
 *
 * <p><b>Algorithm.</b> Best first (A*), over labels: a slot, what may still happen in it, a state,
 * the slots that each of its instances still needs ({@link SetUps}), and what was earned before. A
 * slot is passed in the relaxation's own steps: remove an instance or be done with that, add one or
 * be done, earn. What a label could earn in the end is what it has earned, and what the relaxation
 * says can be earned from there on with everything ready ({@link ToGo}), less what the instances
 * that are being set up will miss. The label that could earn most is followed first. When it has
 * reached the end, nothing can earn more; stopped early, what it could earn is a bound.
 *
 * <p><b>Why it is a bound.</b> Every walk is followed by a label until it removes something too
 * early, or one that is as good makes it superfluous ({@link SetUps}), or it cannot earn more than
 * what is known. The rules need of what is earned that more capacity raises it by as much as it
 * raises what is surely earned, or by more, and that smaller shapes earn no less. So it is under
 * prices, too: above its reference a request counts at the most that it may be worth, below it at
 * the least; and what has less leaves no fewer sites.
 *
 * <p><b>Worked example.</b> R = 2, six slots. A tenant with 4 requests in each is served by a
 * {@code 2g}; a {@code 1g} would do as well. From slot 2 on there is room for it beside the {@code
 * 2g}, and from slot 3 on leaving the {@code 2g} to somebody else earns 4 in each slot. The
 * relaxation begins the {@code 1g} in slot 2, at no cost, and drops the {@code 2g} in slot 3: 6 · 4
 * + 3 · 4 = 36. A label that has begun the {@code 1g} has it ready in slot 4, so that either the 4
 * requests of slot 3 are lost or what leaving the {@code 2g} earns in it: 32.
 */
public final class BestWalk {
  /** A label takes about as long as so many states of a pass. */
  public static final long STATES_PER_LABEL = 60;

  private final PlanningProblem problem;
  private final StateGraph graph;
  private final Field field;
  private final ToGo toGo;
  private final double known;
  private final long mostLabels;
  private final SetUps setUps;
  private final Stage removing;
  private final Stage adding;
  private final PriorityQueue<Label> open = new PriorityQueue<>();
  private long labels;

  /**
   * @param field what inference may earn where and when
   * @param toGo what it can earn at most from where walks are looked for
   * @param known only walks that earn more are looked for
   * @param mostLabels after which it stops
   */
  public BestWalk(
      PlanningProblem problem,
      StateGraph graph,
      Field field,
      ToGo toGo,
      double known,
      long mostLabels) {
    this.problem = problem;
    this.graph = graph;
    this.field = field;
    this.toGo = toGo;
    this.known = known - field.constant();
    this.mostLabels = mostLabels;
    this.setUps = new SetUps(problem, graph, field);
    this.removing = new Stage(Step.REMOVE, toGo.removing());
    this.adding = new Stage(Step.ADD, toGo.adding());
  }

  /**
   * What was found.
   *
   * @param walk the best; worth minus infinity, and empty, if none earns more than what is known,
   *     or it was not found
   * @param bound on what any walk earns; what is known if none earns more
   * @param isExact whether there is nothing better than the walk, or than what is known
   * @param labels how many labels were looked at
   */
  public record Answer(Walk walk, double bound, boolean isExact, long labels) {}

  /** What comes next in a slot. */
  private enum Step {
    REMOVE,
    ADD,
    END
  }

  /** Somewhere on the way. */
  private static final class Label extends Arrival<Label> implements Comparable<Label> {
    private final int slot;
    private final Step step;
    private final @Nullable Label before;

    Label(
        int slot,
        Step step,
        int state,
        long left,
        double earned,
        double most,
        @Nullable Label before) {
      super(state, left, earned, most);
      this.slot = slot;
      this.step = step;
      this.before = before;
    }

    /** What could earn most comes first, of equals what is farther. */
    @Override
    public int compareTo(Label other) {
      int byMost = Double.compare(other.most, most);
      int bySlot = byMost != 0 ? byMost : Integer.compare(other.slot, slot);
      return bySlot != 0 ? bySlot : other.step.compareTo(step);
    }
  }

  /** Of all walks that begin so. */
  public Answer from(List<Beginning.Start> starts) {
    for (Beginning.Start start : starts) {
      removing.reach(0, start.state(), SetUps.code(start.left()), 0, null);
    }
    while (!open.isEmpty()) {
      Label label = open.remove();
      boolean isEnd = label.step == Step.END;
      if (isEnd || labels >= mostLabels) {
        Walk walk = isEnd ? walk(label) : Walk.NONE;
        return new Answer(walk, field.constant() + label.most, isEnd, labels);
      }
      if (!label.isSuperfluous()) {
        follow(label);
      }
    }
    return new Answer(Walk.NONE, field.constant() + known, true, labels);
  }

  private void follow(Label label) {
    if (label.step == Step.REMOVE) {
      remove(label);
      adding.reach(label.slot, label.state, label.left, label.earned, label);
    } else {
      add(label);
      earn(label);
    }
  }

  private void remove(Label label) {
    int[] kinds = graph.kindsOf(label.state);
    for (int e = graph.edgeFrom[label.state]; e < graph.edgeFrom[label.state + 1]; e++) {
      int at = SetUps.last(kinds, graph.edgeKind[e]);
      if (SetUps.at(label.left, at) == 0) {
        long left = SetUps.without(label.left, at);
        removing.reach(label.slot, graph.edgeTo[e], left, label.earned, label);
      }
    }
  }

  private void add(Label label) {
    int[] kinds = graph.kindsOf(label.state);
    double earned = label.earned - problem.setupPenalty();
    for (int e = graph.wideFrom[label.state]; e < graph.wideFrom[label.state + 1]; e++) {
      int wider = graph.wideTo[e];
      int at = SetUps.firstOther(kinds, graph.kindsOf(wider));
      int kind = graph.kindsOf(wider)[at];
      long left = SetUps.with(label.left, at, setUps.slots(kind));
      adding.reach(label.slot, wider, left, earned, label);
    }
  }

  private void earn(Label label) {
    int slot = label.slot;
    int state = label.state;
    if (!toGo.isSettled(slot, state)) {
      return;
    }
    double byShape = field.byShape()[slot][graph.shape[state]];
    double earned = label.earned + byShape + setUps.earned(state, label.left, slot);
    long left = SetUps.passed(label.left);
    if (slot + 1 < problem.slots()) {
      removing.reach(slot + 1, state, left, earned, label);
    } else if (earned > known) {
      labels++;
      open.add(new Label(slot, Step.END, state, left, earned, earned, label));
    }
  }

  /** Each slot is passed in the last state that a label has there. */
  private Walk walk(Label last) {
    int[] states = new int[problem.slots()];
    int slot = problem.slots();
    for (Label label = last; label != null; label = label.before) {
      if (label.slot < slot) {
        slot = label.slot;
        states[slot] = label.state;
      }
    }
    return Walk.through(states, field.constant() + last.earned);
  }

  /** Where walks are in a certain step of some slot. */
  private final class Stage {
    private final Step step;
    private final ToGo.Part toGo;

    /** By slot: how many places the slots before have. */
    private final int[] from;

    /** By place, slot after slot: the labels that stay, the first of them. */
    private final @Nullable Label[] here;

    Stage(Step step, ToGo.Part toGo) {
      this.step = step;
      this.toGo = toGo;
      this.from = new int[problem.slots() + 1];
      for (int slot = 0; slot < problem.slots(); slot++) {
        from[slot + 1] = from[slot] + toGo.states()[slot].length;
      }
      this.here = new Label[from[problem.slots()]];
    }

    /** Takes a walk that has come here, if it could still earn more than what is known. */
    void reach(int slot, int state, long left, double earned, @Nullable Label before) {
      int place = toGo.place(slot, state);
      double relaxed = place < 0 ? Double.NEGATIVE_INFINITY : earned + toGo.most()[slot][place];
      if (relaxed > known) {
        double most = left == 0 ? relaxed : relaxed - setUps.missed(state, left, slot);
        if (most > known) {
          put(from[slot] + place, new Label(slot, step, state, left, earned, most, before));
        }
      }
    }

    /** Unless one that is there is as good; those that it makes superfluous go. */
    private void put(int place, Label label) {
      labels++;
      if (label.comesBefore(here[place], setUps)) {
        here[place] = label;
        open.add(label);
      }
    }
  }
}
