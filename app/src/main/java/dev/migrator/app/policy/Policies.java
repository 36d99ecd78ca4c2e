package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.fleet.FleetPlanner;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.policies.MpsEqualPlanner;
import dev.migrator.policies.PerGpu;
import dev.migrator.policies.ReactivePlanner;
import dev.migrator.policies.StaticPlanner;
import dev.migrator.policies.astraea.AstraeaMigPlanner;
import dev.migrator.policies.astraea.AstraeaPlanner;
import dev.migrator.policies.ekya.EkyaPlanner;
import dev.migrator.policies.miso.MisoPlanner;
import dev.migrator.policies.paris.ParisPlanner;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.Routing;
import dev.migrator.solver.IlpPlanner;
import dev.migrator.solver.IlpSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The policies that can be run, by name. */
public final class Policies {
  /** The policy that knows the future. */
  public static final String CLAIRVOYANT = "clairvoyant";

  /** Those that plan several GPUs together; the others plan each by itself. */
  private static final Set<String> TOGETHER = Set.of("migrator", CLAIRVOYANT);

  private static final SequencedMap<String, Policy> BY_NAME = new LinkedHashMap<>();

  /**
   * A policy.
   *
   * @param sharing how it shares the GPUs
   * @param routing how requests find an instance
   * @param planner makes a planner for one run
   */
  private record Policy(
      Sharing sharing, Routing routing, BiFunction<Planning, ForWhom, Planner> planner) {}

  /** What is planned for. */
  private record ForWhom(LoopSettings settings, List<Tenant> tenants) {}

  static {
    put("migrator", Sharing.MIG, Policies::paths);
    put("migrator-ilp", Sharing.MIG, (planning, _) -> ilp(planning));
    put("static", Sharing.MIG, (_, _) -> new StaticPlanner());
    put("reactive", Sharing.MIG, (_, _) -> new ReactivePlanner());
    put("ekya", Sharing.MPS, (_, _) -> EkyaPlanner.ofShares(EkyaPlanner.Settings.standard()));
    put(
        "ekya-mig",
        Sharing.MIG,
        (_, _) -> EkyaPlanner.ofInstances(EkyaPlanner.Settings.standard()));
    put("astraea", Sharing.MPS, (_, _) -> new AstraeaPlanner());
    put("astraea-mig", Sharing.MIG, (_, _) -> new AstraeaMigPlanner());
    put("paris", Sharing.MIG, Routing.ELSA, (_, whom) -> paris(whom));
    put("miso", Sharing.MIG, (_, _) -> new MisoPlanner());
    put("mps-equal", Sharing.MPS, (_, _) -> new MpsEqualPlanner());
    put(
        CLAIRVOYANT,
        Sharing.MIG,
        (planning, whom) -> new Renamed(CLAIRVOYANT, paths(planning, whom)));
  }

  private static void put(
      String name, Sharing sharing, BiFunction<Planning, ForWhom, Planner> planner) {
    put(name, sharing, Routing.PULL, planner);
  }

  private static void put(
      String name,
      Sharing sharing,
      Routing routing,
      BiFunction<Planning, ForWhom, Planner> planner) {
    BY_NAME.put(name, new Policy(sharing, routing, planner));
  }

  private Policies() {}

  /** Those that are compared where nobody says which. */
  public static List<String> sideBySide() {
    return List.of("migrator", "static", "reactive", CLAIRVOYANT);
  }

  /** The names, in a fixed order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.sequencedKeySet());
  }

  /**
   * Checks a name.
   *
   * @return the same name
   * @throws UsageException if there is no such policy, naming those there are
   */
  public static String known(String name) {
    if (!BY_NAME.containsKey(name)) {
      throw Unknown.name("policy", name, names());
    }
    return name;
  }

  /**
   * How that policy shares the GPUs.
   *
   * @throws UsageException if there is no such policy
   */
  public static Sharing sharing(String name) {
    return policy(name).sharing();
  }

  /**
   * How requests find an instance under that policy.
   *
   * @throws UsageException if there is no such policy
   */
  public static Routing routing(String name) {
    return policy(name).routing();
  }

  /**
   * A new planner for one run of that policy.
   *
   * @param experiment in the form in which it shares the GPUs
   * @throws UsageException if there is no such policy
   */
  public static Planner planner(String name, Planning planning, Experiment experiment) {
    return planner(name, planning, experiment.settings(), experiment.loopTenants());
  }

  /**
   * A new planner for one run of that policy.
   *
   * @param settings in the form in which it shares the GPUs
   * @param tenants in their fixed order
   * @throws UsageException if there is no such policy
   */
  public static Planner planner(
      String name, Planning planning, LoopSettings settings, List<Tenant> tenants) {
    ForWhom whom = new ForWhom(settings, tenants);
    Supplier<Planner> planner = () -> policy(name).planner().apply(planning, whom);
    boolean isAlone = settings.gpus().size() == 1;
    return new SizeLimited(
        isAlone || TOGETHER.contains(name) ? planner.get() : new PerGpu(name, planner));
  }

  private static Policy policy(String name) {
    return Objects.requireNonNull(BY_NAME.get(known(name)));
  }

  /** How hard the policy {@code migrator} tries. */
  public static PlannerSettings pathSettings(Planning planning) {
    PlannerSettings standard = PlannerSettings.standard();
    return new PlannerSettings(
        planning.targetGap().orElse(standard.targetGap()),
        planning.mostEffort().orElse(standard.mostEffort()),
        standard.usesSpareSlices(),
        standard.replanEffort(),
        standard.keepMargin(),
        Cores.hands());
  }

  private static Planner paris(ForWhom whom) {
    return new ParisPlanner(whom.tenants(), whom.settings().slot());
  }

  private static Planner paths(Planning planning, ForWhom whom) {
    LoopSettings settings = whom.settings();
    PlannerSettings one = pathSettings(planning);
    boolean isAlone = settings.gpus().size() == 1;
    // Among many tenants some forecast is always missed: a fleet is planned at set times.
    return new Replanning(
        isAlone ? new PathPlanner(one) : new FleetPlanner(FleetPlanner.Settings.of(one)),
        settings.slots(planning.replan()),
        isAlone ? planning.replanOn() : Set.of(),
        Replanning.DISTANCE);
  }

  private static Planner ilp(Planning planning) {
    return new IlpPlanner(IlpSettings.DEFAULT.withTimeLimit(planning.ilpTimeLimit()));
  }
}
