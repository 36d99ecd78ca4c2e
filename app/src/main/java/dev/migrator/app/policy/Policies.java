package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.plan.PathPlanner;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.fleet.FleetPlanner;
import dev.migrator.policies.PerGpu;
import dev.migrator.policies.ReactivePlanner;
import dev.migrator.policies.StaticPlanner;
import dev.migrator.policies.astraea.AstraeaMigPlanner;
import dev.migrator.policies.miso.MisoPlanner;
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

  private static final SequencedMap<String, BiFunction<Planning, LoopSettings, Planner>> BY_NAME =
      new LinkedHashMap<>();

  static {
    BY_NAME.put("migrator", Policies::paths);
    BY_NAME.put("migrator-ilp", (planning, _) -> ilp(planning));
    BY_NAME.put("static", (_, _) -> new StaticPlanner());
    BY_NAME.put("reactive", (_, _) -> new ReactivePlanner());
    BY_NAME.put("astraea-mig", (_, _) -> new AstraeaMigPlanner());
    BY_NAME.put("miso", (_, _) -> new MisoPlanner());
    BY_NAME.put(
        CLAIRVOYANT, (planning, settings) -> new Renamed(CLAIRVOYANT, paths(planning, settings)));
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
   * A new planner for one run of that policy.
   *
   * @throws UsageException if there is no such policy
   */
  public static Planner planner(String name, Planning planning, LoopSettings settings) {
    BiFunction<Planning, LoopSettings, Planner> policy =
        Objects.requireNonNull(BY_NAME.get(known(name)));
    Supplier<Planner> planner = () -> policy.apply(planning, settings);
    boolean isAlone = settings.gpus().size() == 1;
    return new SizeLimited(
        isAlone || TOGETHER.contains(name) ? planner.get() : new PerGpu(name, planner));
  }

  /** How hard the policy {@code migrator} tries. */
  public static PathPlanner.Settings pathSettings(Planning planning) {
    PathPlanner.Settings standard = PathPlanner.Settings.standard();
    return new PathPlanner.Settings(
        planning.targetGap().orElse(standard.targetGap()),
        planning.mostEffort().orElse(standard.mostEffort()),
        standard.usesSpareSlices(),
        standard.replanEffort(),
        standard.keepMargin());
  }

  private static Planner paths(Planning planning, LoopSettings settings) {
    PathPlanner.Settings one = pathSettings(planning);
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
