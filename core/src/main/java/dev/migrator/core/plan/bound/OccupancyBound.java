package dev.migrator.core.plan.bound;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Hands;
import dev.migrator.core.plan.state.Beginning;
import dev.migrator.core.plan.state.StateGraph;
import dev.migrator.core.plan.state.Walk;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * An upper bound on what inference can earn while retrainings take given slices.
 *
 * <p><b>Goal.</b> A bound on every plan, with set-ups that may overlap in any way, at the cost of
 * one pass over the slots.
 *
 * <p><b>Idea.</b> Let o(t) be the instances that take slices in slot t, whether ready or being set
 * up, and f_t(o) what they would earn if all of them were ready. A plan earns f_t of the ready ones
 * only, so f_t(o(t)) less what the set-ups miss. Instead of waiting R slots, pay at once: when
 * instances are added to o at slot t, deduct what they would have earned in slots t..t+R-1 beside
 * what is there then. A state then needs no memory of what is still being set up.
 *
 * <p><b>Algorithm.</b> G[t][o] is the most that can be earned before t if o takes the slices. With
 * H_t(o) = h_t(o) + … + h_{t+R-1}(o), each slot is: remove for free (a sweep down), add H_t, add
 * instances (a sweep up), deduct H_t, add f_t. The sweep up telescopes, so adding one instance
 * after the other deducts the same as adding them together.
 *
 * <p><b>Why it is a bound.</b> h_t is a sum over tenants of a concave function of capacity, hence
 * submodular: an instance adds less to more. Take any plan, and in it slot t. Remove the instances
 * that are being set up from o(t), latest addition first: what the removal of an addition costs is
 * its marginal gain over instances that all were there when it was added (whatever came later has
 * been removed already, and what has gone since makes the base smaller, the gain larger). That is
 * at least what was deducted for slot t when it was added. So the walk o(t) of the plan earns here
 * at least what the plan earns, if h_t = f_t. It earns the same unless a tenant loses an instance
 * while it gets another; then the bound may be above every plan. The argument needs of f_t only
 * that more instances raise it at least as much as they raise h_t: deducting less is always safe.
 *
 * <p><b>Worked example.</b> One tenant, arrivals 10 in each of 5 slots, R = 2, two sites of
 * capacity 6, nothing there at first. Adding both at slot 0 deducts H_0 = 2 · 10 and then earns 5 ·
 * 10: the bound is 30, and the plan earns 10 in slots 2, 3 and 4: 30.
 *
 * <p>Most of a planner's time is spent in these passes, so they count in {@link Ticks}.
 */
public final class OccupancyBound {
  /** How far below a walk cells are still near it, relative to what it earns: so, or less. */
  private static final double WINDOW = 0.002;

  private static final double NARROWER = 0.2;
  private static final int WINDOWS = 8;

  /** How many states of a slot may be near a walk. */
  private static final long NEAR_STATES = 100;

  private final StateGraph graph;
  private final int setup;
  private final double penalty;
  private final int slots;
  private final FirstSlots first;
  private final Cells everywhere;
  private final BothWays passing;
  private final Worthwhile worthwhile;
  private long passes;

  /**
   * @param beginning what there is before slot 0
   * @param setup slots from the start of creation to ready; the smallest over the profiles
   * @param hands by whom it is passed
   */
  OccupancyBound(
      StateGraph graph, Beginning beginning, int setup, double penalty, int slots, Hands hands) {
    this.graph = graph;
    this.setup = setup;
    this.penalty = penalty;
    this.slots = slots;
    this.first = new FirstSlots(graph, beginning, setup, penalty, slots);
    this.everywhere = Cells.all(graph.size(), slots, first);
    this.passing = new BothWays(graph, first, setup, penalty, everywhere, hands);
    this.worthwhile = new Worthwhile(passing, first, graph.size());
  }

  private OccupancyBound(OccupancyBound other, Hands hands) {
    this.graph = other.graph;
    this.setup = other.setup;
    this.penalty = other.penalty;
    this.slots = other.slots;
    this.first = other.first.twin();
    this.everywhere = other.everywhere;
    this.passing = other.passing.twin(first, everywhere, hands);
    this.worthwhile = new Worthwhile(passing, first, graph.size());
  }

  /** The same, to be asked at the same time. */
  public OccupancyBound twin(Hands hands) {
    return new OccupancyBound(this, hands);
  }

  /** For a problem, on a graph of its states. */
  public static OccupancyBound of(PlanningProblem problem, StateGraph graph, Hands hands) {
    int shortest =
        graph.allKinds().stream()
            .mapToInt(kind -> problem.setupSlots(graph.profileOf(kind.site())))
            .min()
            .orElse(1);
    Beginning beginning = new Beginning(problem, graph);
    return new OccupancyBound(
        graph, beginning, shortest, problem.setupPenalty(), problem.slots(), hands);
  }

  /** The same for slots of which so many are taken as one. */
  OccupancyBound merged(int width, Beginning beginning) {
    int rounded = Math.max(1, Math.round((float) setup / width));
    int blocks = Math.ceilDiv(slots, width);
    return new OccupancyBound(graph, beginning, rounded, penalty, blocks, hands());
  }

  /** Who takes it. */
  public Hands hands() {
    return passing.hands();
  }

  /** What each instance that is set up costs. */
  public double penalty() {
    return penalty;
  }

  /** The slots of the shortest set-up. */
  public int setup() {
    return setup;
  }

  /** Every cell there is. */
  public Cells everywhere() {
    return everywhere;
  }

  /** The slots in which nothing new can be ready. */
  public FirstSlots first() {
    return first;
  }

  /** The bound over all states. */
  public double value(Field field) {
    return value(field, everywhere());
  }

  /** The bound for plans that lead through these cells. */
  public double value(Field field, Cells within) {
    double most = field.most(setup) + penalty * graph.mostInstances() * field.slots();
    return value(field, within, Ticks.upTo(most));
  }

  /** The same in ticks that are so fine that no sum is too large. */
  private double value(Field field, Cells within, Ticks ticks) {
    passes++;
    long most = passing.pass(new Steps.Way(field, within, ticks));
    return field.constant() + ticks.value(most);
  }

  /**
   * The same, of which each slot can be asked what is earned {@linkplain #removed before} something
   * is added in it.
   */
  public double valueForth(Field field, Cells within, Ticks ticks) {
    passes++;
    long most = passing.passForth(new Steps.Way(field, within, ticks));
    return field.constant() + ticks.value(most);
  }

  /**
   * Passes the first slots only.
   *
   * @param within the pairs that may be there, by slot
   * @param out told by state the most that is earned before the slot after
   */
  public void begin(Field field, int[][] within, Ticks ticks, long[] out) {
    passes++;
    first.pass(field, within, ticks, out);
  }

  /**
   * Passes of the first slots only, in ticks of the last pass.
   *
   * @param within the pairs that may be there, by slot
   */
  public FirstSlots.Alike firstAlike(Field field, int[][] within) {
    passes++;
    return first.alike(field, within, ticks());
  }

  /** Those of the last pass. */
  Ticks ticks() {
    return passing.way().ticks();
  }

  /**
   * By state: the most that is earned in the last pass, which was {@linkplain #valueForth forth},
   * before something is added in that slot, which is none of the first.
   */
  long[] removed(int slot) {
    return passing.removed(slot);
  }

  /**
   * What can be earned from slots on in another field; may be asked during a pass, and by several
   * at once.
   *
   * @param earliest the first of these slots, none of the first
   * @return by slot and state; empty before that
   */
  public long[][] toCome(Field field, Cells within, Ticks ticks, int earliest) {
    return passing.toCome(new Steps.Way(field, within, ticks), earliest);
  }

  /** How many passes there have been; what the last one found is asked from it. */
  public long passes() {
    return passes;
  }

  /**
   * The cells of the last pass through which more than that could be earned; and where of all
   * states in a slot many are left, all.
   *
   * @param enough what is not worth a look any more
   * @param narrowing told a bound on what could be earned through any of the cells left out
   */
  public Cells above(double enough, DoubleConsumer narrowing) {
    Worthwhile.Kept kept = worthwhile.above(earnedIn(enough));
    narrowing.accept(passing.way().field().constant() + ticks().value(kept.dropped()));
    return kept.cells();
  }

  /** Of what is worth so much, what is earned where inference leads, in ticks of the last pass. */
  private long earnedIn(double value) {
    return ticks().of(value - passing.way().field().constant());
  }

  /**
   * The cells of the last pass closest to its best walk: through which more than a part of what
   * that earns can be earned, and no more than a number of them if that can be had.
   *
   * @param best what the best walk earns
   * @param known no cell through which no more than this can be earned
   */
  public Near near(double best, double known) {
    double[] least = new double[WINDOWS];
    double window = WINDOW * Math.abs(best);
    for (int i = 0; i < WINDOWS; i++) {
      least[i] = Math.max(known, best - window);
      window *= NARROWER;
    }
    double enough = least[widest(least)];
    return new Near(above(enough, _ -> {}), enough);
  }

  /** The first of these values above which not too many cells are left; the last if none is. */
  private int widest(double[] least) {
    long[] near = worthwhile.counts(Arrays.stream(least).mapToLong(this::earnedIn).toArray());
    int widest = 0;
    while (widest < near.length - 1 && near[widest] > NEAR_STATES * slots) {
      widest++;
    }
    return widest;
  }

  /**
   * Cells near a walk.
   *
   * @param least more than this can be earned through each
   */
  public record Near(Cells cells, double least) {}

  /** What can still be earned through these cells; to be asked after a pass over the same field. */
  public ToGo toGo(Cells within) {
    return passing.toGo(within);
  }

  /** By slot, the states of the walk that attains the last value: what takes slices in it. */
  int[] states() {
    return passing.states();
  }

  /** The walk through these cells that attains the bound. */
  public Walk walk(Field field, Cells within) {
    double value = value(field, within);
    return value == Double.NEGATIVE_INFINITY ? Walk.NONE : Walk.through(states(), value);
  }
}
