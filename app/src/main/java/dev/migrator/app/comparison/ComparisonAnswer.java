package dev.migrator.app.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.migrator.core.model.Fairness;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Scorecard.PlanMillis;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.TenantScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code compare} answers to programs.
 *
 * @param scenarios in the order in which they were named
 */
public record ComparisonAnswer(List<ScenarioAnswer> scenarios) {
  public ComparisonAnswer {
    scenarios = List.copyOf(scenarios);
  }

  /** The answer for these runs. */
  public static ComparisonAnswer of(List<ScenarioRuns> scenarios) {
    return new ComparisonAnswer(scenarios.stream().map(ScenarioAnswer::of).toList());
  }

  /**
   * One scenario.
   *
   * @param requests that arrived
   * @param upperBound proven bound on Goodput with MIG; null where none is known
   * @param mpsUpperBound that with MPS; null where none is known, or no policy shares that way
   */
  public record ScenarioAnswer(
      String name,
      int windows,
      long requests,
      @Nullable Double upperBound,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double mpsUpperBound,
      List<PolicyAnswer> policies) {

    /** The answer for these runs. */
    public static ScenarioAnswer of(ScenarioRuns runs) {
      return new ScenarioAnswer(
          runs.experiment().name(),
          runs.experiment().windows(),
          runs.experiment().requests(),
          bound(runs, Sharing.MIG),
          bound(runs, Sharing.MPS),
          runs.runs().stream().map(run -> PolicyAnswer.of(run.scorecard())).toList());
    }

    private static @Nullable Double bound(ScenarioRuns runs, Sharing sharing) {
      double bound = runs.upperBound(sharing);
      return Double.isNaN(bound) ? null : (Double) bound;
    }
  }

  /** One policy's scorecard. */
  public record PolicyAnswer(
      String policy,
      double goodput,
      long withinSlo,
      double sloAttainment,
      double meanAccuracy,
      int retrainings,
      int reconfigurations,
      double overheadSeconds,
      PlanMillis planMillis,
      double gap,
      Fairness fairness,
      List<TenantScore> tenants) {
    private static PolicyAnswer of(Scorecard score) {
      return new PolicyAnswer(
          score.policy(),
          score.goodput(),
          score.withinSlo(),
          score.sloAttainment(),
          score.meanAccuracy(),
          score.retrainings(),
          score.reconfigurations(),
          score.overheadSeconds(),
          score.planMillis(),
          score.gap(),
          score.fairness(),
          score.tenants());
    }
  }
}
