package dev.migrator.app.evaluation;

import dev.migrator.app.evaluation.JobResult.Score;
import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.plan.Planner;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.run.UpperBound;
import java.lang.management.ManagementFactory;

/** Does a job, in the thread that asks. */
final class Runner {
  private static final double NANOS = 1e9;

  private Runner() {}

  static JobResult result(Job job) {
    long began = cpuNanos();
    if (job.isBound()) {
      double bound =
          UpperBound.of(experiment(job), Policies.pathSettings(job.of().loaded().planning()));
      return JobResult.of(job, Double.isNaN(bound) ? null : (Double) bound, since(began), null);
    }
    Run run = run(job);
    return JobResult.of(job, run.scorecard().goodput(), since(began), Score.of(run));
  }

  private static Run run(Job job) {
    LoadedScenario scenario = job.of().loaded();
    Experiment experiment = experiment(job);
    Planner planner = Policies.planner(job.work(), scenario.planning(), experiment);
    String forecast = Forecasts.of(job.work(), job.forecast(), scenario.planning());
    return new Simulation(experiment, System::nanoTime, Policies.routing(job.work()))
        .run(planner, Forecasts.named(forecast, experiment), _ -> {});
  }

  private static Experiment experiment(Job job) {
    return job.of().loaded().experiment(sharing(job.work()));
  }

  private static Sharing sharing(String work) {
    return switch (work) {
      case Job.BOUND -> Sharing.MIG;
      case Job.MPS_BOUND -> Sharing.MPS;
      default -> Policies.sharing(work);
    };
  }

  private static double since(long began) {
    return (cpuNanos() - began) / NANOS;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
