package dev.migrator.app.comparison;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import dev.migrator.simulator.world.WorldTenant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the pictures of a report show of a fleet: its first GPUs, and tenants that are served there.
 * The figures are always of all.
 *
 * @param gpus the GPUs in words, and what of them is shown
 * @param mostGpus GPUs shown
 * @param tenants names of the tenants shown
 */
record Shown(String gpus, int mostGpus, Set<String> tenants) {
  private static final int MOST_GPUS = 8;
  private static final int MOST_TENANTS = 32;

  /** What to show of a scenario. */
  static Shown of(ScenarioRuns runs) {
    List<GpuModel> models = runs.experiment().settings().models();
    int mostGpus = Math.min(MOST_GPUS, models.size());
    List<String> all = runs.experiment().tenants().stream().map(WorldTenant::name).toList();
    List<String> tenants = all.size() <= MOST_TENANTS ? all : some(all, mostGpus, runs);
    boolean isCut = models.size() > mostGpus || all.size() > tenants.size();
    String cut =
        " (shown: GPUs 0 to %d, %d of %d tenants)"
            .formatted(mostGpus - 1, tenants.size(), all.size());
    return new Shown(named(models) + (isCut ? cut : ""), mostGpus, Set.copyOf(tenants));
  }

  /** Whether that tenant is shown. */
  boolean shows(String tenant) {
    return tenants.contains(tenant);
  }

  /** Whether what is there is shown. */
  boolean shows(Placement placement) {
    return placement.gpu() < mostGpus;
  }

  private static List<String> some(List<String> all, int gpus, ScenarioRuns runs) {
    Set<String> served =
        runs.runs().stream()
            .flatMap(run -> run.recording().instances().stream())
            .filter(bar -> bar.placement().gpu() < gpus)
            .flatMap(bar -> bar.task().stream())
            .map(Task::tenant)
            .collect(Collectors.toSet());
    return all.stream().filter(served::contains).limit(MOST_TENANTS).toList();
  }

  private static String named(List<GpuModel> models) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    models.forEach(model -> counts.merge(model.name(), 1, Integer::sum));
    return models.size() == 1
        ? models.getFirst().name()
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }
}
