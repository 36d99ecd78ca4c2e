package dev.migrator.app.comparison;

import dev.migrator.app.report.Bar;
import dev.migrator.app.report.PolicyReport;
import dev.migrator.app.report.ReportData;
import dev.migrator.app.report.ScenarioReport;
import dev.migrator.app.report.TenantInfo;
import dev.migrator.app.report.TenantSeries;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.run.Run;
import dev.migrator.simulator.world.InstanceBar;
import dev.migrator.simulator.world.TenantRecording;
import dev.migrator.simulator.world.WorldTenant;
import java.util.List;
import java.util.stream.Stream;

/** What an HTML report shows of runs. */
public final class Reports {
  private Reports() {}

  /** The data of a report. */
  public static ReportData of(String title, List<ScenarioRuns> scenarios) {
    String subtitle =
        "Simulated request by request; the same requests for every policy of a scenario.";
    return new ReportData(title, subtitle, scenarios.stream().map(Reports::scenario).toList());
  }

  private static ScenarioReport scenario(ScenarioRuns runs) {
    Experiment experiment = runs.experiment();
    LoopSettings settings = experiment.settings();
    Shown shown = Shown.of(runs);
    return new ScenarioReport(
        experiment.name(),
        shown.gpus(),
        settings.models().stream().mapToInt(GpuModel::memorySlices).max().orElse(1),
        experiment.windows(),
        settings.slotsPerWindow(),
        settings.slot().toNanos() * 1e-9,
        experiment.tenants().stream()
            .filter(tenant -> shown.shows(tenant.name()))
            .map(Reports::tenant)
            .toList(),
        experiment.requests(),
        runs.upperBound(Sharing.MIG),
        runs.runs().stream().map(run -> policy(run, runs, shown)).toList());
  }

  private static TenantInfo tenant(WorldTenant tenant) {
    return new TenantInfo(
        tenant.name(), tenant.service().model(), tenant.slo().toNanos() * 1e-6, tenant.weight());
  }

  private static PolicyReport policy(Run run, ScenarioRuns runs, Shown shown) {
    boolean isMps = ScenarioRuns.sharing(run) == Sharing.MPS;
    Scorecard score = run.scorecard();
    return new PolicyReport(
        score.policy(),
        score.goodput(),
        score.withinSlo(),
        score.sloAttainment(),
        score.meanAccuracy(),
        score.retrainings(),
        score.reconfigurations(),
        score.overheadSeconds(),
        score.planMillis().p50(),
        score.planMillis().max(),
        score.gap(),
        run.recording().instances().stream()
            .filter(bar -> shown.shows(bar.placement()))
            .flatMap(Reports::bar)
            .toList(),
        run.recording().tenants().stream()
            .filter(recording -> shown.shows(recording.tenant()))
            .map(Reports::series)
            .toList(),
        isMps ? (Integer) MpsGpu.GRANULES : null,
        isMps ? (Double) runs.upperBound(Sharing.MPS) : null);
  }

  /** An instance on which no worker was started works for nobody and is left out. */
  private static Stream<Bar> bar(InstanceBar bar) {
    return bar.task().map(task -> bar(bar, task)).stream();
  }

  private static Bar bar(InstanceBar bar, Task task) {
    Placement placement = bar.placement();
    boolean infers = task instanceof Task.Infer;
    return new Bar(
        placement.gpu(),
        placement.profile().name(),
        placement.start(),
        placement.profile().memorySlices(),
        task.tenant(),
        infers ? "infer" : "retrain",
        task instanceof Task.Retrain retrain ? retrain.choice() : null,
        bar.from(),
        bar.ready(),
        bar.to());
  }

  private static TenantSeries series(TenantRecording recording) {
    return new TenantSeries(
        recording.tenant(), recording.arrived(), recording.withinSlo(), recording.accuracy());
  }
}
