package dev.migrator.live.simulation;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.UsableGpu;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.Replanning;
import dev.migrator.core.plan.search.PathPlanner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.live.journal.Builders;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.Recipe;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GPUs, tenants and planners of simulations. */
public final class Setting {
  /** Slots of a window. */
  static final int WINDOW = 20;

  /** Planners by name; forecasters are the usual ones. */
  public static final Builders BUILDERS =
      new Builders() {
        @Override
        public Planner planner(Recipe recipe, LoopSettings settings, List<Tenant> tenants) {
          long seed = Long.parseLong(recipe.parameters().getOrDefault("seed", "0"));
          return switch (recipe.name()) {
            case "random" -> new RandomPlanner(seed, false);
            case "moody" -> new RandomPlanner(seed, true);
            case "migrator" ->
                new Replanning(new PathPlanner(PlannerSettings.standard()), WINDOW / 2);
            default -> throw new IllegalArgumentException("no planner " + recipe.name() + ".");
          };
        }

        @Override
        public Forecaster forecaster(String name) {
          return Forecasters.named(name);
        }
      };

  private Setting() {}

  /** So many GPUs of a model, slots of a second. */
  public static LoopSettings settings(GpuModel model, int gpus) {
    UsableGpu gpu = new UsableGpu(model, model.baseProfiles());
    return LoopSettings.of(model, Duration.ofSeconds(1), WINDOW, Duration.ofSeconds(2))
        .with(Collections.nCopies(gpus, gpu));
  }

  /** A tenant without a past. */
  public static Member member(String name, GpuModel model) {
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    Map<Profile, Double> speeds = new LinkedHashMap<>();
    for (Profile profile : model.baseProfiles()) {
      long nanos = Duration.ofMillis(40).toNanos() / profile.computeSlices();
      curves.put(profile, new LatencyCurve(List.of(new BatchChoice(1, nanos))));
      speeds.put(profile, profile.computeSlices() / (double) model.computeSlices());
    }
    ServiceProfile service = new ServiceProfile("net", model.name(), curves, speeds, "made up");
    Tenant tenant = new Tenant(name, service, Duration.ofMillis(200), 1);
    return new Member(tenant, "last-value", List.of());
  }

  /** A planner of chance. */
  public static Recipe random(long seed, boolean isMoody) {
    return new Recipe(isMoody ? "moody" : "random", Map.of("seed", Long.toString(seed)));
  }

  /** The planner that is in use. */
  static Recipe real() {
    return new Recipe("migrator", Map.of());
  }
}
