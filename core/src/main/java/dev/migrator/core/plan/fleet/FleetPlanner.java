package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.SpareSlices;
import dev.migrator.core.plan.Worth;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The planner {@code migrator} for any number of GPUs, with a proven bound.
 *
 * <p><b>Goal.</b> A good plan for a thousand GPUs in a minute, and a proof of how good it is.
 * <b>Constraints.</b> A tenant may have instances on several GPUs but is retrained at most once; a
 * GPU serves several tenants; an instance cannot move.
 *
 * <p><b>Algorithm.</b>
 *
 * <ol>
 *   <li><i>Rents.</i> Every site of every slot gets a rent. What GPUs earn by letting, and tenants
 *       by renting, each alone, is a bound on every plan, see {@link Market}; {@link RentSearch}
 *       lowers it. Of a large fleet a sample finds the rents, and the whole fleet is then asked
 *       once or a few times.
 *   <li><i>Allotment.</i> What tenants rent says how large they are; see {@link Allotment}.
 *   <li><i>Improvement.</i> One GPU after the other is planned by {@link PathPlanner}, exactly as
 *       the others stand; see {@link Improvement}.
 * </ol>
 *
 * Several GPUs are planned, and bounded, without pauses of retrainings. What exists at the
 * beginning is where it all starts: tenants stay on their GPUs, and what is there is kept unless
 * something better is found. One GPU alone is left to {@link PathPlanner}.
 */
public final class FleetPlanner implements Planner {
  /** What exists is good already: planning anew takes this part of the effort. */
  private static final long AGAIN = 8;

  /** With this a plan of one GPU is content; a narrower gap is searched for in placements. */
  private static final double GAP_OF_ONE = 0.02;

  private final Settings settings;

  /**
   * How hard to try. Effort is counted, not timed, so that the same problem gives the same plan on
   * every machine.
   *
   * @param one how a problem of one GPU is planned
   * @param targetGap relative gap between bound and value with which to be content
   * @param rentSteps steps from the first rents to better ones
   * @param sample tenants of whom the rents are found, at most
   * @param mostEffort states times slots of all plans of single GPUs together, roughly; every GPU
   *     is planned once whatever that takes
   */
  public record Settings(
      PlannerSettings one, double targetGap, int rentSteps, int sample, long mostEffort) {

    private static final long LEAST_EFFORT = 300_000;
    private static final long MOST_EFFORT = 8_000_000;

    /** Some seconds for 8 GPUs. */
    public static Settings standard() {
      return of(PlannerSettings.standard());
    }

    /** The same with a problem of one GPU planned like this. */
    public static Settings of(PlannerSettings one) {
      return new Settings(one, 0.01, 40, 100, 1_500_000_000);
    }

    /** The effort for one plan of one of so many GPUs. */
    long effort(int gpus) {
      return Math.clamp(mostEffort / (20L * gpus), LEAST_EFFORT, MOST_EFFORT);
    }
  }

  /** With standard settings. */
  public FleetPlanner() {
    this(Settings.standard());
  }

  /** With these settings. */
  public FleetPlanner(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "migrator";
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    if (problem.gpus().size() == 1) {
      return new PathPlanner(settings.one()).plan(problem);
    }
    Fleet fleet = new Fleet(problem);
    Market market = Market.of(fleet, List.of());
    double bound = cleared(fleet, market).value();
    Roster roster = new Roster(fleet);
    keep(fleet, roster);
    improve(fleet, market, roster, bound);
    new Owed(fleet, roster).settle();
    if (settings.one().usesSpareSlices()) {
      useSpareSlices(fleet, roster);
    }
    double value = new Worth(problem).of(roster.instances());
    return new Plan(name(), problem.slots(), roster.instances(), value, Math.max(bound, value));
  }

  /**
   * A bound on the value of every plan for a problem in which capacity counts for more.
   *
   * @param problem the problem
   * @param stretch by tenant and slot, at least 1: what the tenant's instances serve together in
   *     that slot is at most this factor times their capacity, and never more than the arrivals
   */
  public double bound(PlanningProblem problem, List<double[]> stretch) {
    if (problem.gpus().size() == 1) {
      return new PathPlanner(settings.one()).bound(problem, stretch);
    }
    Fleet fleet = new Fleet(problem);
    return cleared(fleet, Market.of(fleet, stretch)).value();
  }

  /** Good rents for a market, those of a sample first. */
  private Market.Clearing cleared(Fleet fleet, Market market) {
    int every = Math.ceilDiv(Math.max(1, market.renters().size()), settings.sample());
    double[] unit = Units.of(fleet);
    Market some = every == 1 ? market : market.sample(bySize(fleet), every);
    RentSearch search = new RentSearch(some, unit);
    Market.Clearing found = search.improve(search.level(), settings.rentSteps());
    if (every > 1) {
      int steps = settings.rentSteps() / every;
      found = new RentSearch(market, unit).improve(market.clear(found.rents()), steps);
    }
    // Renters remember what they rented last.
    return market.clear(found.rents());
  }

  private static List<Integer> bySize(Fleet fleet) {
    double[] size = new double[fleet.tenants().size()];
    List<Integer> order = new ArrayList<>();
    for (int tenant = 0; tenant < size.length; tenant++) {
      size[tenant] = fleet.tenants().get(tenant).demand().total();
      order.add(tenant);
    }
    order.sort(Comparator.comparingDouble(tenant -> size[tenant]));
    return order;
  }

  private static void keep(Fleet fleet, Roster roster) {
    for (Fleet.Gpu gpu : fleet.gpus()) {
      if (!gpu.inherited().isEmpty()) {
        roster.put(gpu.number(), new OneGpu(fleet, roster, gpu.number()).kept());
      }
    }
  }

  private void improve(Fleet fleet, Market market, Roster roster, double bound) {
    int gpus = fleet.gpus().size();
    List<TreeSet<Integer>> allotted = Allotment.of(fleet, market.renters());
    PlannerSettings each =
        new PlannerSettings(GAP_OF_ONE, settings.effort(gpus), false).with(settings.one().hands());
    Improvement improvement =
        new Improvement(
            fleet,
            roster,
            new PathPlanner(each),
            Allotment.together(fleet),
            bound - settings.targetGap() * Math.abs(bound),
            fleet.problem().inherited().isEmpty()
                ? settings.mostEffort()
                : settings.mostEffort() / AGAIN);
    improvement.all(allotted);
    improvement.rounds();
  }

  private static void useSpareSlices(Fleet fleet, Roster roster) {
    for (Fleet.Gpu gpu : fleet.gpus()) {
      OneGpu one = new OneGpu(fleet, roster, gpu.number());
      TreeSet<Integer> tenants = roster.tenantsOn(gpu.number());
      List<PlannedInstance> present = one.asFirst(roster.on(gpu.number()));
      roster.put(gpu.number(), one.here(SpareSlices.used(one.problem(tenants), present)));
    }
  }
}
