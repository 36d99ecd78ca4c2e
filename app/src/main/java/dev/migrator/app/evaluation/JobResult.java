package dev.migrator.app.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.migrator.simulator.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * What came of a job, as it is kept.
 *
 * @param scenario its name
 * @param variant what was other than in its file; empty if nothing was
 * @param work a policy, or {@code upper-bound} or {@code mps-upper-bound}
 * @param seed of all that is random
 * @param fingerprint of all that decided what came out
 * @param goodput that was reached, or that no policy exceeds; null where no bound is known
 * @param cpuSeconds processor time that it took
 * @param score what else came of a run; null for a bound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobResult(
    String scenario,
    String variant,
    String work,
    long seed,
    String fingerprint,
    @Nullable Double goodput,
    double cpuSeconds,
    @Nullable Score score) {

  /**
   * What else came of a run.
   *
   * @param requests that arrived
   * @param withinSlo of them answered in time
   * @param meanAccuracy of the answers in time
   * @param retrainings that went into service
   * @param reconfigurations slots in which the layout was changed
   * @param overheadSeconds instance-time spent on set-up while there was unserved demand
   * @param setupSeconds instance-time spent on set-up altogether
   * @param refusedPlans faults of plans that the check refused
   */
  public record Score(
      long requests,
      long withinSlo,
      double meanAccuracy,
      int retrainings,
      int reconfigurations,
      double overheadSeconds,
      double setupSeconds,
      int refusedPlans) {
    static Score of(Run run) {
      return new Score(
          run.scorecard().requests(),
          run.scorecard().withinSlo(),
          run.scorecard().meanAccuracy(),
          run.scorecard().retrainings(),
          run.scorecard().reconfigurations(),
          run.scorecard().overheadSeconds(),
          run.scorecard().setupSeconds(),
          run.refused().size());
    }

    /** Requests answered in time over all; 1 if none arrived. */
    double attainment() {
      return requests == 0 ? 1 : (double) withinSlo / requests;
    }
  }

  static JobResult of(Job job, @Nullable Double goodput, double cpu, @Nullable Score score) {
    return new JobResult(
        job.of().scenario(),
        job.of().variant().name(),
        job.work(),
        job.of().seed(),
        job.fingerprint(),
        goodput,
        cpu,
        score);
  }
}
