package dev.migrator.core.plan.walk;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.bound.Field;
import dev.migrator.core.plan.state.StateGraph;
import java.util.Arrays;

/**
 * Instances that are being set up: what they will miss until they are ready, and what is earned
 * beside them.
 *
 * <p>The instances of a state, in the order of their kinds, each need a number of slots until they
 * are ready. These numbers are a <i>code</i>, a byte for each, so that all can be looked at
 * together; those of a kind are in ascending order. Whatever is ready of a state is a state as
 * well, so {@link Field} knows what it earns.
 *
 * <p><b>What no good walk does.</b> It removes nothing before it is ready: without it, it would
 * have earned as much, and no less could have been expected of its states. <b>What no walk needs to
 * be followed for.</b> Of two in the same state one is superfluous if the other's instances are
 * ready no later, each, and it could earn no less. For what follows the one can follow the other.
 * For as long as the shortest set-up takes, nothing that is begun later is ready, and nothing
 * pending is removed. So what the later instances miss then, compared with the earlier ones, is
 * missed beside what is there now or less, and beside less more is missed; more than that is never
 * counted. (Where set-ups take unequally long, or tenants are silent meanwhile, the other must have
 * earned no less already.)
 *
 * <p><b>Worked example.</b> Two instances of which the first is ready and the second needs three
 * more slots are the code {@code 0x0300}; a slot later it is {@code 0x0200}.
 */
public final class SetUps {
  /** How far a walk has come. */
  public interface Progress {
    /** What the instances of its state need, as a code. */
    long left();

    double earned();

    /** What it could earn in the end. */
    double most();
  }

  private static final int BITS = 8;
  private static final int MOST_SLOTS = (1 << BITS) - 1;
  private static final int MOST_INSTANCES = Long.SIZE / BITS;

  /** Every second instance's slots, and in the others what subtracting these may borrow. */
  private static final long EVEN = 0x00FF_00FF_00FF_00FFL;

  private static final long BORROWED = 0x0100_0100_0100_0100L;

  private final StateGraph graph;
  private final Field field;
  private final boolean preInitialization;
  private final int slots;
  private final int[] setup;
  private final int shortest;
  private final boolean isUniform;

  /**
   * @param field what inference may earn where and when
   */
  public SetUps(PlanningProblem problem, StateGraph graph, Field field) {
    this.graph = graph;
    this.field = field;
    this.preInitialization = problem.preInitialization();
    this.slots = problem.slots();
    this.setup =
        graph.allKinds().stream()
            .mapToInt(kind -> problem.setupSlots(graph.profileOf(kind.site())))
            .toArray();
    this.shortest = Arrays.stream(setup).min().orElse(1);
    this.isUniform = Arrays.stream(setup).allMatch(needed -> needed == shortest);
  }

  /** Whether set-ups and instances are few enough to be told in a code. */
  public static boolean fit(PlanningProblem problem, StateGraph graph) {
    return problem.setupSlots().values().stream().allMatch(needed -> needed <= MOST_SLOTS)
        && graph.mostInstances() <= MOST_INSTANCES;
  }

  /** Slots from the start of creation to ready. */
  public int slots(int kind) {
    return setup[kind];
  }

  /** The fewest that any kind takes. */
  int shortest() {
    return shortest;
  }

  /** In how many slots nothing that is begun in the horizon can be ready. */
  int first() {
    return Math.min(shortest, slots);
  }

  /**
   * Whether one of two walks that have come to the same state makes the other superfluous: its
   * instances are ready no later, and it could earn no less. Where set-ups take unequally long, or
   * tenants are silent meanwhile, it must have earned no less already.
   */
  boolean isAsGood(Progress one, Progress other) {
    boolean earnsAsMuch =
        preInitialization && isUniform
            ? one.most() >= other.most()
            : one.earned() >= other.earned();
    return earnsAsMuch && areNoLater(one.left(), other.left());
  }

  /**
   * The code of slots needed by instance.
   *
   * @param left no more than eight, each at most 255
   */
  public static long code(int[] left) {
    long code = 0;
    for (int i = 0; i < left.length; i++) {
      code |= (long) left[i] << BITS * i;
    }
    return code;
  }

  /** The slots that an instance needs. */
  public static int at(long code, int instance) {
    return (int) (code >>> BITS * instance & MOST_SLOTS);
  }

  /** Those slots of a code alone. */
  static long part(long code, int instance) {
    return code & (long) MOST_SLOTS << BITS * instance;
  }

  /** The code of the others, if that instance is removed. */
  public static long without(long code, int instance) {
    long others = code >>> BITS * instance >>> BITS;
    return before(code, instance) | others << BITS * instance;
  }

  /** The code with one more, to be of that number; there is room for it. */
  public static long with(long code, int instance, int left) {
    long others = code >>> BITS * instance;
    return before(code, instance) | (others << BITS | left) << BITS * instance;
  }

  /** Of several instances of a kind those stay that are ready first; the number of the last. */
  public static int last(int[] kinds, int kind) {
    int at = kinds.length - 1;
    while (kinds[at] != kind) {
      at--;
    }
    return at;
  }

  /** Where the longer row, which has one more, is not as the other: behind all of its kind. */
  public static int firstOther(int[] kinds, int[] more) {
    int at = 0;
    while (at < kinds.length && kinds[at] == more[at]) {
      at++;
    }
    return at;
  }

  private static long before(long code, int instance) {
    return code & (1L << BITS * instance) - 1;
  }

  /** Whether each instance needs as few slots as the other, or fewer. */
  private static boolean areNoLater(long one, long other) {
    return areNoLaterInEven(one, other) && areNoLaterInEven(one >>> BITS, other >>> BITS);
  }

  /** The same of every second instance, all at once: what the others have is room for borrowing. */
  private static boolean areNoLaterInEven(long one, long other) {
    return ((other & EVEN | BORROWED) - (one & EVEN) & BORROWED) == BORROWED;
  }

  /** The same a slot later. */
  public static long passed(long code) {
    long later = 0;
    for (int i = 0; i < MOST_INSTANCES && code >>> BITS * i != 0; i++) {
      later |= (long) Math.max(0, at(code, i) - 1) << BITS * i;
    }
    return later;
  }

  /** What is earned in that slot by those that are ready in it; what its shape earns left out. */
  double earned(int state, long code, int slot) {
    int ready = ready(state, code);
    double sum = 0;
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      sum += field.now()[tenant][slot][heard(tenant, state, ready)];
    }
    return sum;
  }

  /** The state of those instances that need no more slots. */
  public int ready(int state, long code) {
    return code == 0 ? state : ready(state, code, 0);
  }

  /**
   * The own combination by which a tenant is served: of what is ready, or of nothing if it is
   * silent while something is set up for it.
   */
  public int heard(int tenant, int state, int ready) {
    int own = graph.own[tenant][ready];
    boolean isSilent = !preInitialization && own != graph.own[tenant][state];
    return isSilent ? graph.own[tenant][0] : own;
  }

  /**
   * What the instances that are being set up will miss at least, beside those there now, until
   * something that is yet to be begun could be ready, beside which they would miss less; the first
   * slots left out: in these, what can still be earned does not count what is being set up.
   *
   * @param from the slot before which they need so many slots
   */
  public double missed(int state, long code, int from) {
    double missed = 0;
    int ahead = Math.max(0, first() - from);
    int ready = ready(state, code, ahead);
    while (ready != state && ahead < shortest && from + ahead < slots) {
      missed += surely(state, from + ahead) - surely(ready, from + ahead);
      ahead++;
      ready = ready(state, code, ahead);
    }
    return missed;
  }

  private double surely(int state, int slot) {
    double sum = 0;
    for (int tenant = 0; tenant < graph.own.length; tenant++) {
      int own = graph.own[tenant][state];
      sum += field.sure()[tenant][slot + 1][own] - field.sure()[tenant][slot][own];
    }
    return sum;
  }

  /** The state of those that need no more slots than that. */
  private int ready(int state, long code, int most) {
    int[] kinds = graph.kindsOf(state);
    int ready = state;
    for (int i = 0; i < kinds.length; i++) {
      ready = at(code, i) > most ? graph.without(ready, kinds[i]) : ready;
    }
    return ready;
  }
}
