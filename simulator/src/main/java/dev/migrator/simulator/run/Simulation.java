package dev.migrator.simulator.run;

import dev.migrator.core.control.ControlLoop;
import dev.migrator.core.control.Journal;
import dev.migrator.core.control.Ports;
import dev.migrator.core.control.Stopwatch;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Step;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.world.Routing;
import dev.migrator.simulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Drives the control loop through a simulated world, slot by slot. */
public final class Simulation {
  private final Experiment experiment;
  private final Stopwatch stopwatch;
  private final Routing routing;

  /**
   * In which idle instances take what waits for their tenant.
   *
   * @param stopwatch elapsed time, only to report how long planning took; all else is virtual
   */
  public Simulation(Experiment experiment, Stopwatch stopwatch) {
    this(experiment, stopwatch, Routing.PULL);
  }

  /**
   * @param stopwatch elapsed time, only to report how long planning took; all else is virtual
   * @param routing how requests find an instance
   */
  public Simulation(Experiment experiment, Stopwatch stopwatch, Routing routing) {
    this.experiment = experiment;
    this.stopwatch = stopwatch;
    this.routing = routing;
  }

  /**
   * Runs a policy from beginning to end.
   *
   * @param planner the policy
   * @param forecasters by tenant
   * @param progress told the number of slots that have passed
   */
  public Run run(Planner planner, Map<String, Forecaster> forecasters, IntConsumer progress) {
    World world = experiment.world(routing);
    Decisions decisions = new Decisions();
    ControlLoop loop =
        new ControlLoop(
            experiment.settings(),
            experiment.loopTenants(),
            new Ports(world, world, decisions, stopwatch),
            planner,
            forecasters,
            experiment.histories());
    while (!world.isOver()) {
      loop.tick();
      world.advance();
      progress.accept(world.slot());
    }
    Scorecard scorecard = loop.finish();
    return new Run(scorecard, world.recording(), decisions.plans, decisions.refused);
  }

  /** Keeps the plans of a run. */
  private static final class Decisions implements Journal {
    private final List<Plan> plans = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    @Override
    public void planned(long slot, Plan plan) {
      plans.add(plan);
    }

    @Override
    public void refused(long slot, Plan plan, List<String> violations) {
      violations.forEach(v -> refused.add("slot %d, %s: %s".formatted(slot, plan.planner(), v)));
    }

    @Override
    public void step(long slot, Step step) {
      // The world's recording shows what the steps did.
    }
  }
}
