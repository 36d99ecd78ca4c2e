package dev.migrator.app.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation answers to programs.
 *
 * @param reference the policy to which the others are compared
 * @param policies in the order in which they were named
 * @param scenarios in the order of their files
 * @param means over all cases and by label
 * @param worse where the reference is worse than another policy
 * @param variants what single changes of the reference do
 * @param failures jobs that failed
 */
public record EvaluationAnswer(
    String reference,
    List<String> policies,
    List<ScenarioAnswer> scenarios,
    List<MeanAnswer> means,
    List<WorseAnswer> worse,
    List<VariantAnswer> variants,
    List<Failure> failures) {
  public EvaluationAnswer {
    policies = List.copyOf(policies);
    scenarios = List.copyOf(scenarios);
    means = List.copyOf(means);
    worse = List.copyOf(worse);
    variants = List.copyOf(variants);
    failures = List.copyOf(failures);
  }

  /**
   * One scenario; numbers are means over its seeds.
   *
   * @param upperBound proven bound on Goodput with MIG; null where none is known
   * @param mpsUpperBound that with MPS; null where none is known, or no policy shares that way
   */
  public record ScenarioAnswer(
      String name,
      SortedMap<String, String> labels,
      List<Long> seeds,
      @Nullable Double upperBound,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double mpsUpperBound,
      List<PolicyAnswer> policies) {
    public ScenarioAnswer {
      seeds = List.copyOf(seeds);
      policies = List.copyOf(policies);
    }
  }

  /**
   * What a policy did in a scenario; means over the seeds that ended.
   *
   * @param seeds how many ended
   * @param relative geometric mean of Goodput over the reference's; null if there is none
   * @param ofBound geometric mean of Goodput over its bound; null if there is none
   * @param cpuSeconds processor time of a run
   */
  public record PolicyAnswer(
      String policy,
      int seeds,
      double requests,
      double goodput,
      @Nullable Double relative,
      @Nullable Double ofBound,
      double sloAttainment,
      double meanAccuracy,
      double retrainings,
      double reconfigurations,
      double overheadSeconds,
      double setupSeconds,
      long refusedPlans,
      double cpuSeconds) {}

  /**
   * A policy over all cases, or over those with a label.
   *
   * @param label its key; empty for all
   * @param value its value; empty for all
   * @param relative Goodput over the reference's
   * @param ofBound Goodput over its bound
   */
  public record MeanAnswer(
      String label, String value, String policy, GeometricMean relative, GeometricMean ofBound) {}

  /**
   * A scenario in which the reference is worse.
   *
   * @param policy that is better
   * @param by relative Goodput less 1, geometric mean over the seeds
   * @param seedsWorse seeds in which the reference is worse
   * @param seeds all that both ended
   */
  public record WorseAnswer(
      String scenario, String policy, double by, long seedsWorse, int seeds) {}

  /**
   * A variant of the reference.
   *
   * @param settings what it sets
   * @param relative Goodput over that without it; no samples if the requests are other ones
   * @param ofBound Goodput over its bound
   * @param overheadSeconds mean of a run
   * @param unchangedOverheadSeconds the same without the variant
   */
  public record VariantAnswer(
      String name,
      String policy,
      List<String> settings,
      GeometricMean relative,
      GeometricMean ofBound,
      double overheadSeconds,
      double unchangedOverheadSeconds) {}
}
