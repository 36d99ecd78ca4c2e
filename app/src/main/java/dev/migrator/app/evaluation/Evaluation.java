package dev.migrator.app.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every case under every policy, and its bounds.
 *
 * @param cases scenarios by variant and seed
 * @param policies of the cases that are unchanged; a variant's cases are run by its own policy
 * @param forecast for all policies but the clairvoyant one; else what each scenario says
 */
public record Evaluation(List<Case> cases, List<String> policies, Optional<String> forecast) {
  /** Jobs that one evaluation may have. */
  public static final int MOST_JOBS = 100_000;

  public Evaluation {
    cases = List.copyOf(cases);
    policies = List.copyOf(policies);
  }

  /** Someone who is told how far the work is; called from several threads. */
  @FunctionalInterface
  public interface Progress {

    /** Tells: so many jobs are done of all that had to be. */
    void reached(int done, int all);
  }

  /** How many jobs there are, those included whose results are kept already. */
  public long size() {
    return cases.stream().mapToLong(one -> works(one).size()).sum();
  }

  /**
   * Does all jobs whose results are not kept, side by side, and keeps their results. One that fails
   * stops no other.
   *
   * @param cores how many at a time
   */
  public Results run(Store store, int cores, Progress progress) {
    List<Job> all = jobs(Build.fingerprint());
    List<JobResult> results = new ArrayList<>();
    List<Job> todo = new ArrayList<>();
    for (Job job : all) {
      store.kept(job).ifPresentOrElse(results::add, () -> todo.add(job));
    }
    List<Failure> failures = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
      AtomicInteger done = new AtomicInteger();
      List<Future<JobResult>> pending = new ArrayList<>();
      for (Job job : todo) {
        pending.add(
            pool.submit(
                () -> {
                  try {
                    return done(job, store);
                  } finally {
                    progress.reached(done.incrementAndGet(), todo.size());
                  }
                }));
      }
      for (int i = 0; i < todo.size(); i++) {
        collect(todo.get(i), pending.get(i), results, failures);
      }
    }
    return new Results(this, results, failures, todo.size());
  }

  private static void collect(
      Job job, Future<JobResult> pending, List<JobResult> results, List<Failure> failures) {
    try {
      results.add(pending.get());
    } catch (ExecutionException e) {
      failures.add(new Failure(job.name(), String.valueOf(e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while jobs ran", e);
    }
  }

  private static JobResult done(Job job, Store store) {
    JobResult result = Runner.result(job);
    try {
      store.keep(job, result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  private List<Job> jobs(String build) {
    List<Job> jobs = new ArrayList<>();
    for (Case one : cases) {
      works(one).forEach(work -> jobs.add(Job.of(one, work, forecast, build)));
    }
    return jobs;
  }

  private Set<String> works(Case one) {
    Variant variant = one.variant();
    List<String> run = variant.isUnchanged() ? policies : List.of(variant.policy());
    Set<String> works = new LinkedHashSet<>();
    if (variant.isUnchanged() || variant.changesTheWorld()) {
      if (variant.isUnchanged()) {
        works.add(Job.BOUND);
      }
      run.forEach(policy -> works.add(Job.boundOn(policy)));
    }
    works.addAll(run);
    return works;
  }
}
