package dev.migrator.app.planning;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.world.WorldTenant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plan that a policy makes for one window, from the state in which the windows before left the
 * world.
 *
 * @param settings of world and planning
 * @param tenants the tenants' names, in their fixed order
 * @param problem what was to be planned
 * @param plan what was planned
 * @param millis how long it took
 * @param refusals what the check found wrong with it; empty if it is legal
 * @param floors what is to be said of floors that it does not meet; empty if it meets all
 */
public record WindowPlan(
    LoopSettings settings,
    List<String> tenants,
    PlanningProblem problem,
    Plan plan,
    double millis,
    List<String> refusals,
    Optional<String> floors) {
  public WindowPlan {
    tenants = List.copyOf(tenants);
    refusals = List.copyOf(refusals);
  }

  /**
   * Runs the world up to that window and plans it.
   *
   * @param policy name of the policy
   * @param forecast name of the forecast, if not the scenario's; the clairvoyant policy has its own
   * @param window from 0; below the scenario's number of windows
   * @param progress told the slots that have passed
   */
  public static WindowPlan of(
      LoadedScenario scenario,
      String policy,
      Optional<String> forecast,
      int window,
      IntConsumer progress) {
    Experiment whole = scenario.experiment(Policies.sharing(policy));
    Experiment part = until(whole, window);
    Watching planner =
        new Watching(Policies.planner(policy, scenario.planning(), whole), part.slots());
    String forecasts = Forecasts.of(policy, forecast, scenario.planning());
    // The forecasters get the whole experiment: those that know the future know all of it.
    Run run =
        new Simulation(part, System::nanoTime, Policies.routing(policy))
            .run(planner, Forecasts.named(forecasts, whole), progress);
    return new WindowPlan(
        whole.settings(),
        whole.tenants().stream().map(WorldTenant::name).toList(),
        planner.problem(),
        planner.plan,
        planner.millis,
        run.refused(),
        FloorVerdict.of(planner.problem(), planner.plan).sentence());
  }

  /** The experiment up to the first slot of that window, in which it is planned. */
  private static Experiment until(Experiment whole, int window) {
    int slots = window * whole.settings().slotsPerWindow() + 1;
    return new Experiment(
        whole.name(),
        whole.settings(),
        whole.tenants().stream().map(tenant -> until(tenant, slots)).toList(),
        whole.histories(),
        window + 1,
        whole.seed(),
        whole.retrainingError());
  }

  private static WorldTenant until(WorldTenant tenant, int slots) {
    return tenant.withArrivals(Arrays.copyOf(tenant.arrivals(), slots));
  }

  /** A planner that is watched: keeps its last problem and plan. */
  private static final class Watching implements Planner {
    private final Planner planner;
    private @Nullable PlanningProblem problem;
    private Plan plan;
    private double millis;

    private Watching(Planner planner, int slots) {
      this.planner = planner;
      this.plan = new Plan(planner.name(), slots, List.of(), 0, 0);
    }

    @Override
    public String name() {
      return planner.name();
    }

    @Override
    public boolean isDue(Occasion occasion) {
      return planner.isDue(occasion);
    }

    @Override
    public Plan plan(PlanningProblem asked) {
      return timed(asked, () -> planner.plan(asked));
    }

    @Override
    public Plan replan(PlanningProblem asked, List<PlannedInstance> intended) {
      return timed(asked, () -> planner.replan(asked, intended));
    }

    private Plan timed(PlanningProblem asked, Supplier<Plan> planning) {
      problem = asked;
      long began = System.nanoTime();
      plan = planning.get();
      millis = (System.nanoTime() - began) * 1e-6;
      return plan;
    }

    private PlanningProblem problem() {
      return Objects.requireNonNull(problem, "a window always begins with a plan");
    }
  }
}
