package dev.migrator.app.planning;

import dev.migrator.app.output.Table;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plan of many GPUs in few lines: one for each GPU, of very many one for each GPU model. */
final class FleetSummary {
  private static final int MOST_LINES = 32;

  private final List<GpuModel> models;
  private final int slots;
  private final Map<Integer, List<PlannedInstance>> byGpu = new LinkedHashMap<>();

  private FleetSummary(WindowPlan window) {
    models = window.settings().models();
    slots = window.plan().slots();
    for (PlannedInstance instance : window.plan().instances()) {
      byGpu.computeIfAbsent(instance.placement().gpu(), _ -> new ArrayList<>()).add(instance);
    }
  }

  /** The table. */
  static String of(WindowPlan window) {
    FleetSummary summary = new FleetSummary(window);
    Table table =
        new Table("GPU", "GPUs", "tenants", "instances", "set up", "retrainings", "slices taken");
    summary.lines().forEach((name, gpus) -> summary.row(table, name, gpus));
    return table.toString();
  }

  private Map<String, List<Integer>> lines() {
    Map<String, List<Integer>> lines = new LinkedHashMap<>();
    for (int gpu = 0; gpu < models.size(); gpu++) {
      String model = models.get(gpu).name();
      String line = models.size() > MOST_LINES ? model : gpu + " " + model;
      lines.computeIfAbsent(line, _ -> new ArrayList<>()).add(gpu);
    }
    return lines;
  }

  private void row(Table table, String name, List<Integer> gpus) {
    List<PlannedInstance> instances =
        gpus.stream().flatMap(gpu -> byGpu.getOrDefault(gpu, List.of()).stream()).toList();
    double slices = gpus.stream().mapToDouble(gpu -> models.get(gpu).memorySlices()).sum();
    double taken = instances.stream().mapToDouble(this::taken).sum();
    table.row(
        name,
        gpus.size(),
        instances.stream().map(i -> i.task().tenant()).distinct().count(),
        instances.size(),
        instances.stream().filter(i -> !i.inherited()).count(),
        instances.stream().filter(i -> i.task() instanceof Task.Retrain).count(),
        String.format(Locale.ROOT, "%.1f %%", 100 * taken / (slices * slots)));
  }

  /** Slices times slots. */
  private double taken(PlannedInstance instance) {
    double length = Math.min(slots, instance.to()) - instance.from();
    return length * instance.placement().profile().memorySlices();
  }
}
