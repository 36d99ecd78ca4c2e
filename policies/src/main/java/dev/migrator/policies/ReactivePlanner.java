package dev.migrator.policies;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Snapshot;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The planner {@code reactive}: follows the load of the last few slots, and knows no forecast.
 *
 * <p><b>Rule.</b> Each slot it looks for the layout that is best if the present load goes on for a
 * while, the cost of changing to it included. If that is better than what is by some percent, and
 * has been for a dwell time, it changes to it at once; instances that are part of both stay. A
 * tenant that has not been retrained in this window is retrained once load has left room for as
 * long: with the choice that gains most for each slice and slot, on the smallest profile that ends
 * within the window and that the load does not need. What a retraining leaves when it ends is given
 * away without dwelling.
 *
 * <p><b>Load</b> is the mean of what arrived in the last slots. A planner that has seen no slot
 * yet, as when one problem is planned by itself, takes the mean of as many first slots of the
 * forecast.
 *
 * <p><b>Plan.</b> What is chosen is held to the horizon's end. The bound is the trivial one: every
 * request answered in time by the best model its tenant could have.
 *
 * <p>It has a memory: one planner is for one run. The same run always gives the same plans.
 *
 * <p><b>Example.</b> Load moves from one tenant to another in slot 100. With a memory of 5 the mean
 * has followed by slot 105; a dwell time of 3 slots later the slices change hands, and serve after
 * their set-up: reaction and set-up together are lost, which is what planning ahead can save.
 */
public final class ReactivePlanner implements Planner {
  private final Settings settings;
  private final RecentLoad load;
  private final Set<String> retrained = new HashSet<>();
  private final Ended ended = new Ended();
  private Optional<Present> last = Optional.empty();
  private List<Placement> placements = List.of();
  private List<Layout> maximal = List.of(Layout.EMPTY);
  private long slot;
  private long plannedIn;
  private int differs;
  private boolean tooLate;

  /** How to retrain where load leaves room. */
  public enum Retraining {
    /**
     * With the choice that gains most for each slice and slot, on the smallest profile on which it
     * ends within the window.
     */
    THRIFTY,
    /**
     * With the choice and on the profile that gain most if the present load goes on: a better model
     * later, or a good one soon.
     */
    SOON
  }

  /**
   * How to react.
   *
   * @param memory slots over which load is averaged, at least 1
   * @param dwell slots for which another layout has to be better before it is changed to
   * @param patience slots for which load is taken to go on; twice the longest set-up if that is
   *     more
   * @param leastGain by what part another layout has to be better
   * @param retraining how to retrain where load leaves room
   */
  public record Settings(
      int memory, int dwell, int patience, double leastGain, Retraining retraining) {
    public Settings {
      atLeast(1, "memory", memory);
      atLeast(0, "dwell", dwell);
      atLeast(1, "patience", patience);
      if (!(leastGain >= 0)) {
        throw new IllegalArgumentException(
            "reactive: leastGain is %s; expected at least 0.".formatted(leastGain));
      }
    }

    /** Mean of 5 slots, dwell of 3, load taken to go on for 60, changes from 1 % on, thrifty. */
    public static Settings standard() {
      return new Settings(5, 3, 60, 0.01, Retraining.THRIFTY);
    }

    /** The same with another way to retrain. */
    public Settings withRetraining(Retraining other) {
      return new Settings(memory, dwell, patience, leastGain, other);
    }

    /** The same with another dwell time. */
    public Settings withDwell(int slots) {
      return new Settings(memory, slots, patience, leastGain, retraining);
    }

    private static void atLeast(int least, String name, int value) {
      if (value < least) {
        throw new IllegalArgumentException(
            "reactive: %s is %d; expected at least %d slots.".formatted(name, value, least));
      }
    }
  }

  /** With standard settings. */
  public ReactivePlanner() {
    this(Settings.standard());
  }

  /** With these settings. */
  public ReactivePlanner(Settings settings) {
    this.settings = settings;
    this.load = new RecentLoad(settings.memory());
    this.differs = settings.dwell();
  }

  @Override
  public String name() {
    return "reactive";
  }

  /** At the beginning of each window, and when a change has been wanted for the dwell time. */
  @Override
  public boolean isDue(Occasion occasion) {
    Snapshot snapshot = occasion.snapshot();
    slot = snapshot.slot();
    load.add(snapshot);
    boolean hasEnded = followRetrainings(snapshot);
    if (occasion.isWindowBegin()) {
      retrained.clear();
    }
    last.ifPresent(present -> dwell(present.at(passed()), snapshot, hasEnded));
    return occasion.isWindowBegin() || last.isEmpty() || hasDwelt();
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    Reaction reaction = reaction(problem);
    boolean mayChange = differs >= settings.dwell();
    List<PlannedInstance> instances = mayChange ? reaction.changed() : reaction.unchanged();
    Plan plan = Answer.of(name(), problem, Owed.added(problem, instances));
    differs = mayChange ? 0 : differs;
    plannedIn = slot;
    last = Optional.of(new Present(problem, plan, 0, retrained));
    return plan;
  }

  private boolean hasDwelt() {
    return !tooLate && differs >= Math.max(1, settings.dwell());
  }

  private int passed() {
    return (int) (slot - plannedIn);
  }

  private void dwell(Present present, Snapshot snapshot, boolean hasEnded) {
    if (present.isOver()) {
      return;
    }
    Reaction reaction = reaction(present.of(snapshot));
    tooLate = reaction.isTooLate();
    int before = hasEnded ? Math.max(differs, settings.dwell() - 1) : differs;
    differs = reaction.wantsChange() ? before + 1 : 0;
  }

  private Reaction reaction(PlanningProblem problem) {
    if (!placements.equals(problem.placements())) {
      placements = problem.placements();
      maximal = Layout.maximal(placements);
    }
    return new Reaction(problem, load.of(problem), maximal, settings);
  }

  /** Notes who has been retrained; says whether a retraining has ended since the last slot. */
  private boolean followRetrainings(Snapshot snapshot) {
    Set<String> names = ended.since(snapshot);
    retrained.addAll(names);
    return !names.isEmpty();
  }
}
