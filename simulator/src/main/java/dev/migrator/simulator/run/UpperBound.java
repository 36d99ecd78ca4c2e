package dev.migrator.simulator.run;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Pausing;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.simulator.world.CarryOver;
import dev.migrator.simulator.world.RetrainingError;
import dev.migrator.simulator.world.WindowLearning;
import dev.migrator.simulator.world.WorldTenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A proven upper bound on the goodput of every policy in an experiment.
 *
 * <p>Window by window it bounds a relaxed planning problem with the true arrivals: the layout at
 * its beginning is free, accuracy on entry is the best that any history gives, set-ups are two
 * slots shorter (more if an SLO is longer than a slot), and requests may wait across the end of a
 * slot. {@code docs/bound.md} says why each of these loses nothing. For several GPUs, and those
 * that are shared by MPS, see {@link FleetBound}, which is simpler and looser.
 */
public final class UpperBound {
  private final Experiment experiment;
  private final LoopSettings settings;
  private final List<int[]> carried = new ArrayList<>();
  private final PathPlanner planner;
  private final boolean mayWait;

  private UpperBound(Experiment experiment, PlannerSettings settings, boolean mayWait) {
    this.planner = new PathPlanner(settings);
    this.mayWait = mayWait;
    this.experiment = experiment;
    this.settings = experiment.settings();
    for (int i = 0; i < experiment.tenants().size(); i++) {
      carried.add(CarryOver.bySlot(experiment.worldSettings(), i, experiment.tenants().get(i)));
    }
  }

  /**
   * The bound; NaN if retrainings turn out other than estimated, for which there is none.
   *
   * <p>Windows are bounded one by one and may be bounded side by side; see {@link #windows}.
   */
  public static double of(Experiment experiment) {
    return of(experiment, PlannerSettings.standard());
  }

  /**
   * The same, looked for as hard as these settings say: less effort gives a looser bound, sooner.
   */
  public static double of(Experiment experiment, PlannerSettings settings) {
    return windows(experiment, settings).mapToDouble(Window::bound).sum();
  }

  /**
   * What the bound would be if no request waited across the end of a slot and every set-up took all
   * its time, on one GPU that is not shared by MPS. It bounds what plans count on, not what
   * happens; what the bound is above it is what those two relaxations give away, or a little more.
   */
  public static double withoutWaiting(Experiment experiment, PlannerSettings settings) {
    UpperBound strict = new UpperBound(experiment, settings, false);
    return IntStream.range(0, experiment.windows()).mapToDouble(strict::of).sum();
  }

  /** The parts of the bound, each to be computed when asked for. */
  public static Stream<Window> windows(Experiment experiment) {
    return windows(experiment, PlannerSettings.standard());
  }

  private static Stream<Window> windows(Experiment experiment, PlannerSettings settings) {
    if (!experiment.retrainingError().equals(RetrainingError.NONE)) {
      return Stream.of(() -> Double.NaN);
    }
    IntToDoubleFunction bound =
        holds(experiment)
            ? new UpperBound(experiment, settings, true)::of
            : new FleetBound(experiment)::of;
    return IntStream.range(0, experiment.windows())
        .mapToObj(window -> () -> bound.applyAsDouble(window));
  }

  /** Whether set-ups are long enough to be shortened by as much as the argument needs. */
  private static boolean holds(Experiment experiment) {
    LoopSettings settings = experiment.settings();
    int sooner = sooner(experiment);
    return settings.gpus().size() == 1
        && !sharesByMps(experiment)
        && settings.profiles().stream().allMatch(p -> settings.setupSlots(p) > sooner);
  }

  private static boolean sharesByMps(Experiment experiment) {
    return experiment.settings().profiles().stream()
        .anyMatch(profile -> profile.sharing() == Sharing.MPS);
  }

  /** One window's part of the bound. */
  @FunctionalInterface
  public interface Window {

    /** Computes it. */
    double bound();
  }

  private double of(int window) {
    List<TenantOutlook> outlooks = new ArrayList<>();
    List<double[]> stretch = new ArrayList<>();
    double spill = 0;
    for (int i = 0; i < experiment.tenants().size(); i++) {
      outlooks.add(outlook(experiment.tenants().get(i), window));
      stretch.add(stretch(i, window));
      spill += spill(i, window);
    }
    return planner.bound(problem(outlooks), stretch) + spill;
  }

  private PlanningProblem problem(List<TenantOutlook> outlooks) {
    Map<Profile, Integer> setup = new LinkedHashMap<>();
    settings.profiles().forEach(profile -> setup.put(profile, setup(profile)));
    PlanningProblem problem =
        new PlanningProblem(
            settings.gpus().getFirst().model(),
            settings.placements(),
            free() + settings.slotsPerWindow(),
            setup,
            outlooks,
            List.of(),
            true,
            0);
    return problem.with(
        problem.rules().withPausing(settings.pausing().map(_ -> new Pausing(0, 0))));
  }

  private int setup(Profile profile) {
    return Math.max(1, settings.setupSlots(profile) - (mayWait ? sooner(experiment) : 0));
  }

  /** Slots by which a set-up is shorter in the relaxed problem. */
  private static int sooner(Experiment experiment) {
    return 1 + longestWait(experiment);
  }

  /** Slots over which a request may wait beyond its own: 1 unless an SLO is longer than a slot. */
  private static int longestWait(Experiment experiment) {
    return experiment.tenants().stream()
        .mapToInt(tenant -> experiment.settings().slots(tenant.slo()))
        .max()
        .orElse(1);
  }

  /** Slots before the window, in which nothing arrives. */
  private int free() {
    return settings.profiles().stream().mapToInt(this::setup).max().orElse(1);
  }

  private TenantOutlook outlook(WorldTenant tenant, int window) {
    double[] arrivals = new double[free() + settings.slotsPerWindow()];
    for (int slot = 0; slot < settings.slotsPerWindow(); slot++) {
      arrivals[free() + slot] = tenant.arrivals()[first(window) + slot];
    }
    Tenant who = loopTenant(tenant);
    List<RetrainingChoice> choices =
        tenant.learning().isEmpty() ? List.of() : tenant.learning().get(window).choices();
    return new TenantOutlook(
        tenant.name(),
        1,
        onEntry(tenant, window),
        arrivals,
        who.capacity(settings.profiles(), settings.slot()),
        choices.stream()
            .map(choice -> who.option(choice, settings.profiles(), settings.slot()))
            .map(this::atMostSoLong)
            .toList(),
        false,
        0);
  }

  /**
   * Segments train for parts of slots, and each slot may do more than a whole number of them says:
   * one slot less, and pauses for nothing but set-up, lose nothing.
   */
  private RetrainingOption atMostSoLong(RetrainingOption option) {
    if (settings.pausing().isEmpty()) {
      return option;
    }
    Map<Profile, Integer> slots = new LinkedHashMap<>(option.slots());
    slots.replaceAll((_, length) -> Math.max(1, length - 1));
    return new RetrainingOption(option.name(), option.accuracyAfter(), slots);
  }

  static Tenant loopTenant(WorldTenant tenant) {
    return new Tenant(tenant.name(), tenant.service(), tenant.slo(), tenant.weight());
  }

  private int first(int window) {
    return window * settings.slotsPerWindow();
  }

  /** The highest accuracy with which any history enters a window. */
  static double onEntry(WorldTenant tenant, int window) {
    List<WindowLearning> learning = tenant.learning();
    if (learning.isEmpty()) {
      return tenant.accuracy();
    }
    double accuracy = learning.getFirst().before();
    for (int w = 0; w < window; w++) {
      double bestAfter = learning.get(w).bestAfter();
      double drift = Math.max(0, bestAfter - learning.get(w + 1).before());
      accuracy = Math.max(0, Math.max(accuracy, bestAfter) - drift);
    }
    return accuracy;
  }

  /** By slot: the factor on capacity that makes up for requests that wait across its end. */
  private double[] stretch(int tenant, int window) {
    double[] stretch = new double[free() + settings.slotsPerWindow()];
    Arrays.fill(stretch, 1);
    for (int slot = 0; mayWait && slot < settings.slotsPerWindow(); slot++) {
      stretch[free() + slot] = stretch(tenant, window, slot);
    }
    return stretch;
  }

  private double stretch(int tenant, int window, int slot) {
    WorldTenant who = experiment.tenants().get(tenant);
    double sloSlots = (double) who.slo().toNanos() / settings.slot().toNanos();
    boolean isLast = slot + 1 == settings.slotsPerWindow();
    if (sloSlots > 1) {
      return 1 + sloSlots;
    }
    if (isLast) {
      return 1;
    }
    int at = first(window) + slot;
    double now = who.arrivals()[at];
    double next = who.arrivals()[at + 1];
    double gain = Math.min(carried.get(tenant)[at], (now - next) / 2);
    return gain <= 0 ? 1 : 1 + Math.min(gain / (next + gain), sloSlots);
  }

  /** What waits across the window's end, counted in full. */
  private double spill(int tenant, int window) {
    boolean isLast = window + 1 == experiment.windows();
    WorldTenant who = experiment.tenants().get(tenant);
    double best = Math.max(onEntry(who, window), bestAfter(who, window));
    return isLast || !mayWait ? 0 : best * waiting(tenant, first(window + 1));
  }

  /** Requests that can still be in time in the slot of that number but came before it. */
  private double waiting(int tenant, int slot) {
    WorldTenant who = experiment.tenants().get(tenant);
    double count = carried.get(tenant)[slot - 1];
    for (int back = 2; back <= settings.slots(who.slo()) && back <= slot; back++) {
      count += who.arrivals()[slot - back];
    }
    return count;
  }

  static double bestAfter(WorldTenant tenant, int window) {
    return tenant.learning().isEmpty() ? 0 : tenant.learning().get(window).bestAfter();
  }
}
