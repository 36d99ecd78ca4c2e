package dev.migrator.core.plan;

import dev.migrator.core.model.PlanningProblem;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What inference can earn if set-ups take their time: a tighter bound than that of {@link
 * OccupancyBound}.
 *
 * <p><b>Goal.</b> The relaxation has no memory of what is being set up. A tenant may begin an
 * instance beside one that serves as well, which makes it cheap, and remove that one in the next
 * slot. In a walk that would cost all that is served until the new one is ready. Under prices this
 * keeps bounds up, however good the prices are.
 *
 * <p><b>Algorithm.</b> Best first (A*), over labels: a slot, what may still happen in it, a state,
 * the slots that each of its instances still needs ({@link SetUps}), and what was earned before. A
 * slot is passed in the relaxation's own steps: remove an instance or be done with that, add one or
 * be done, earn. What a label could earn in the end is that, plus what the relaxation says can be
 * earned from there on with everything ready ({@link ToGo}), less what the instances that are being
 * set up will miss. The label that could earn most is followed first. When it has reached the end,
 * nothing can earn more; stopped early, what it could earn is a bound.
 *
 * <p><b>Why it is a bound.</b> Every walk is followed by a label until one that is as good makes it
 * superfluous, or it cannot earn more than what is known. Nothing is removed before it is ready,
 * and of two labels at the same place one goes by the rule of {@link WalkSearch}, for the same
 * reasons. These need of what is earned only that more capacity raises it by as much as it raises
 * what is surely earned, or by more. So it does under prices: above its reference a request counts
 * at the most that it may be worth, below it at the least.
 *
 * <p><b>Worked example.</b> R = 2, six slots. A tenant with 4 requests in each is served by a
 * {@code 1g}. From slot 3 on that slice has another use that earns 4 a slot, and a free slice
 * beside it is there in slot 2 only. The relaxation begins a second {@code 1g} in slot 2, at no
 * cost beside the first, and drops the first: 6 · 4 + 3 · 4 = 36. A label that has begun it needs a
 * slot more before slot 3; without the first, slot 3 earns nothing: 32.
 */
final class WalkBound {
  /** A label takes about as long as so many states of a pass. */
  static final long STATES_PER_LABEL = 60;

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
  WalkBound(
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
   * @param bound on what walks earn, or what was known if none earns more
   * @param isExact whether a walk earns that, or it is what was known
   * @param labels how many labels were looked at
   */
  record Answer(double bound, boolean isExact, long labels) {}

  /** What comes next in a slot. */
  private enum Step {
    REMOVE,
    ADD,
    END
  }

  /** Somewhere on the way. */
  private static final class Label implements SetUps.Progress, Comparable<Label> {
    private final int slot;
    private final Step step;
    private final int state;
    private final long left;
    private final double earned;
    private final double most;
    private boolean isSuperfluous;

    /** Another one in the same place. */
    private @Nullable Label next;

    Label(int slot, Step step, int state, long left, double earned, double most) {
      this.slot = slot;
      this.step = step;
      this.state = state;
      this.left = left;
      this.earned = earned;
      this.most = most;
    }

    @Override
    public long left() {
      return left;
    }

    @Override
    public double earned() {
      return earned;
    }

    @Override
    public double most() {
      return most;
    }

    /** What could earn most comes first, of equals what is farther. */
    @Override
    public int compareTo(Label other) {
      int byMost = Double.compare(other.most, most);
      int bySlot = byMost != 0 ? byMost : Integer.compare(other.slot, slot);
      return bySlot != 0 ? bySlot : other.step.compareTo(step);
    }
  }

  /** The bound over all walks that begin so. */
  Answer over(List<WalkSearch.Start> starts) {
    for (WalkSearch.Start start : starts) {
      removing.reach(0, start.state(), SetUps.code(start.left()), 0);
    }
    while (!open.isEmpty()) {
      Label label = open.remove();
      boolean isEnd = label.step == Step.END;
      if (isEnd || labels >= mostLabels) {
        return new Answer(field.constant() + label.most, isEnd, labels);
      }
      if (!label.isSuperfluous) {
        follow(label);
      }
    }
    return new Answer(field.constant() + known, true, labels);
  }

  private void follow(Label label) {
    if (label.step == Step.REMOVE) {
      remove(label);
      adding.reach(label.slot, label.state, label.left, label.earned);
    } else {
      add(label);
      earn(label);
    }
  }

  private void remove(Label label) {
    int[] kinds = graph.kindsOf(label.state);
    for (int e = graph.edgeFrom[label.state]; e < graph.edgeFrom[label.state + 1]; e++) {
      int at = last(kinds, graph.edgeKind[e]);
      if (SetUps.at(label.left, at) == 0) {
        long left = SetUps.without(label.left, at);
        removing.reach(label.slot, graph.edgeTo[e], left, label.earned);
      }
    }
  }

  /** Of several of a kind those stay that are ready first. */
  private static int last(int[] kinds, int kind) {
    int at = kinds.length - 1;
    while (kinds[at] != kind) {
      at--;
    }
    return at;
  }

  private void add(Label label) {
    int[] kinds = graph.kindsOf(label.state);
    double earned = label.earned - problem.setupPenalty();
    for (int e = graph.wideFrom[label.state]; e < graph.wideFrom[label.state + 1]; e++) {
      int wider = graph.wideTo[e];
      int at = firstOther(kinds, graph.kindsOf(wider));
      int kind = graph.kindsOf(wider)[at];
      long left = SetUps.with(label.left, at, setUps.slots(kind));
      adding.reach(label.slot, wider, left, earned);
    }
  }

  /** Where the longer row, which has one more, is not as the other: behind all of its kind. */
  private static int firstOther(int[] kinds, int[] more) {
    int at = 0;
    while (at < kinds.length && kinds[at] == more[at]) {
      at++;
    }
    return at;
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
      removing.reach(slot + 1, state, left, earned);
    } else if (earned > known) {
      labels++;
      open.add(new Label(slot, Step.END, state, left, earned, earned));
    }
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
    void reach(int slot, int state, long left, double earned) {
      int place = toGo.place(slot, state);
      double relaxed = place < 0 ? Double.NEGATIVE_INFINITY : earned + toGo.most()[slot][place];
      if (relaxed > known) {
        double most = left == 0 ? relaxed : relaxed - setUps.missed(state, left, slot);
        if (most > known) {
          put(from[slot] + place, new Label(slot, step, state, left, earned, most));
        }
      }
    }

    /** Unless one that is there is as good; those that it makes superfluous go. */
    private void put(int place, Label label) {
      labels++;
      if (isNeeded(label, here[place])) {
        label.next = needed(here[place], label);
        here[place] = label;
        open.add(label);
      }
    }

    private boolean isNeeded(Label label, @Nullable Label others) {
      Label other = others;
      while (other != null && !setUps.isAsGood(other, label)) {
        other = other.next;
      }
      return other == null;
    }

    /** Those of the others that are needed beside the label. */
    private @Nullable Label needed(@Nullable Label others, Label label) {
      Label needed = null;
      for (Label other = others; other != null; ) {
        Label following = other.next;
        other.isSuperfluous = setUps.isAsGood(label, other);
        if (!other.isSuperfluous) {
          other.next = needed;
          needed = other;
        }
        other = following;
      }
      return needed;
    }
  }
}
