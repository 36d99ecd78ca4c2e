package dev.migrator.app.comparison;

import dev.migrator.app.policy.Forecasts;
import dev.migrator.app.policy.Policies;
import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.plan.search.PlannerSettings;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.run.Simulation;
import dev.migrator.simulator.run.UpperBound;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several policies on several scenarios, each on the same requests.
 *
 * @param scenarios what is run
 * @param policies by whom, in the order of the answer
 * @param forecast for all policies but the clairvoyant one; else what each scenario says
 */
public record Comparison(
    List<LoadedScenario> scenarios, List<String> policies, Optional<String> forecast) {

  public Comparison {
    scenarios = List.copyOf(scenarios);
    policies = policies.stream().map(Policies::known).toList();
    forecast = forecast.map(Forecasts::known);
  }

  /**
   * Runs everything, side by side on the available cores. Each run is the same whatever runs beside
   * it.
   */
  public List<ScenarioRuns> run(Progress progress) {
    Counter counter = new Counter(progress, slots());
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Pending> pending = scenarios.stream().map(s -> submit(s, pool, counter)).toList();
      try {
        return pending.stream().map(Pending::finished).toList();
      } finally {
        // After a failure the other runs are in vain.
        pool.shutdownNow();
      }
    }
  }

  private Pending submit(LoadedScenario scenario, ExecutorService pool, Counter counter) {
    Map<Sharing, Experiment> forms = forms(scenario);
    Map<Sharing, Future<Double>> bounds = new EnumMap<>(Sharing.class);
    PlannerSettings effort = Policies.pathSettings(scenario.planning());
    forms.forEach((form, e) -> bounds.put(form, pool.submit(() -> UpperBound.of(e, effort))));
    List<Future<Run>> runs = new ArrayList<>();
    for (String policy : policies) {
      Experiment experiment = forms.getOrDefault(Policies.sharing(policy), scenario.experiment());
      runs.add(pool.submit(() -> run(scenario, experiment, policy, counter)));
    }
    return new Pending(scenario.experiment(), bounds, runs);
  }

  /** The experiment in its MIG form, and in those in which the policies share GPUs. */
  private Map<Sharing, Experiment> forms(LoadedScenario scenario) {
    Map<Sharing, Experiment> forms = new EnumMap<>(Sharing.class);
    forms.put(Sharing.MIG, scenario.experiment());
    policies.stream()
        .map(Policies::sharing)
        .forEach(form -> forms.computeIfAbsent(form, scenario::experiment));
    return forms;
  }

  private Run run(LoadedScenario scenario, Experiment experiment, String policy, Counter counter) {
    Planner planner = Policies.planner(policy, scenario.planning(), experiment);
    String forecasts = Forecasts.of(policy, forecast, scenario.planning());
    return new Simulation(experiment, System::nanoTime, Policies.routing(policy))
        .run(planner, Forecasts.named(forecasts, experiment), _ -> counter.slotPassed());
  }

  private long slots() {
    return scenarios.stream().mapToLong(s -> s.experiment().slots()).sum() * policies.size();
  }

  /** A scenario whose runs are under way. */
  private record Pending(
      Experiment experiment, Map<Sharing, Future<Double>> bounds, List<Future<Run>> runs) {
    private ScenarioRuns finished() {
      Map<Sharing, Double> found = new EnumMap<>(Sharing.class);
      bounds.forEach((form, bound) -> found.put(form, result(bound)));
      return new ScenarioRuns(experiment, found, runs.stream().map(Pending::<Run>result).toList());
    }

    private static <T> T result(Future<T> future) {
      try {
        return future.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        if (e.getCause() instanceof Error cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while policies ran", e);
      }
    }
  }

  /** Adds up the slots of all runs. */
  private static final class Counter {
    private final AtomicLong done = new AtomicLong();
    private final Progress progress;
    private final long all;

    private Counter(Progress progress, long all) {
      this.progress = progress;
      this.all = all;
    }

    private void slotPassed() {
      progress.reached(done.incrementAndGet(), all);
    }
  }
}
