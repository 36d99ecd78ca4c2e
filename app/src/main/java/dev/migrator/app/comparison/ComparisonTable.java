package dev.migrator.app.comparison;

import dev.migrator.app.output.Table;
import dev.migrator.core.model.Fairness;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.TenantScore;
import dev.migrator.simulator.run.Run;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs side by side, for people. */
public final class ComparisonTable {
  private static final String NONE = "-";

  private ComparisonTable() {}

  /** Two tables for each scenario: what the policies achieved, under the bound, and how. */
  public static String of(List<ScenarioRuns> scenarios) {
    return scenarios.stream().map(ComparisonTable::of).collect(Collectors.joining("\n"));
  }

  /** One policy's scorecard with its tenants. */
  public static String ofOne(ScenarioRuns scenario) {
    return of(scenario)
        + scenario.runs().stream()
            .map(run -> "\n" + tenants(run.scorecard()))
            .collect(Collectors.joining());
  }

  private static String of(ScenarioRuns scenario) {
    List<Scorecard> scores = scenario.runs().stream().map(Run::scorecard).toList();
    return "%s: %d requests in %d windows%n%n"
            .formatted(
                scenario.experiment().name(),
                scenario.experiment().requests(),
                scenario.experiment().windows())
            .replace("\r", "")
        + achieved(scenario)
        + "\n"
        + spent(scores);
  }

  private static Table achieved(ScenarioRuns scenario) {
    Table table =
        new Table(
            "policy",
            "Goodput",
            "of bound",
            "within SLO",
            "accuracy",
            "fairness",
            "worst tenant",
            "its SLO");
    table.row("upper bound", count(scenario.upperBound(Sharing.MIG)), "", "", "", "", "", "");
    if (scenario.upperBounds().containsKey(Sharing.MPS)) {
      String bound = count(scenario.upperBound(Sharing.MPS));
      table.row("upper bound, MPS", bound, "", "", "", "", "", "");
    }
    for (Run run : scenario.runs()) {
      Scorecard score = run.scorecard();
      double bound = scenario.upperBound(ScenarioRuns.sharing(run));
      Fairness fairness = score.fairness();
      table.row(
          score.policy(),
          count(score.goodput()),
          percent(score.goodput() / bound),
          percent(score.sloAttainment()),
          fraction(score.meanAccuracy()),
          fraction(fairness.jain()),
          fairness.worstTenant().isEmpty() ? NONE : fairness.worstTenant(),
          percent(fairness.worstAttainment()));
    }
    return table;
  }

  private static Table spent(List<Scorecard> scores) {
    Table table =
        new Table(
            "policy",
            "retrainings",
            "reconfigurations",
            "overhead s",
            "plan ms p50",
            "p99",
            "max",
            "gap");
    for (Scorecard score : scores) {
      table.row(
          score.policy(),
          score.retrainings(),
          score.reconfigurations(),
          shown("%.1f", score.overheadSeconds()),
          shown("%.1f", score.planMillis().p50()),
          shown("%.1f", score.planMillis().p99()),
          shown("%.1f", score.planMillis().max()),
          percent(score.gap()));
    }
    return table;
  }

  private static String tenants(Scorecard score) {
    Table table = new Table("tenant", "requests", "within SLO", "share", "Goodput", "accuracy");
    for (TenantScore tenant : score.tenants()) {
      table.row(
          tenant.name(),
          tenant.requests(),
          tenant.withinSlo(),
          percent((double) tenant.withinSlo() / tenant.requests()),
          count(tenant.goodput()),
          fraction(tenant.accuracy()));
    }
    return table.toString();
  }

  private static String count(double number) {
    return shown("%.0f", number);
  }

  private static String fraction(double number) {
    return shown("%.4f", number);
  }

  private static String percent(double share) {
    return Double.isFinite(share) ? shown("%.2f", 100 * share) + " %" : NONE;
  }

  private static String shown(String format, double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : NONE;
  }
}
