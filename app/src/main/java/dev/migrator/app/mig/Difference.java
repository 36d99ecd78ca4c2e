package dev.migrator.app.mig;

import dev.migrator.core.model.Placement;
import dev.migrator.nvml.device.MigInstance;
import java.util.List;

/**
 * What has to be done to GPUs, as {@code gpu apply} and {@code gpu assert} print it.
 *
 * @param done whether it has been done, or nothing was to be done
 * @param gpus those that the configuration is about
 * @param messages what happened meanwhile
 */
public record Difference(boolean done, List<Gpu> gpus, List<String> messages) {

  /** A GPU. */
  public record Gpu(
      int index,
      String mig,
      String wantedMig,
      List<Instance> kept,
      List<Instance> destroyed,
      List<Instance> created) {
    private boolean isRight() {
      return mig.equals(wantedMig) && destroyed.isEmpty() && created.isEmpty();
    }
  }

  /** An instance. */
  public record Instance(String profile, int start) {
    private static Instance of(Placement place) {
      return new Instance(place.profile().name(), place.start());
    }

    private static Instance of(MigInstance instance) {
      return of(instance.placement());
    }

    @Override
    public String toString() {
      return profile + "@" + start;
    }
  }

  static Difference of(List<GpuChange> changes, boolean done, List<String> messages) {
    return new Difference(done, changes.stream().map(Difference::gpu).toList(), messages);
  }

  private static Gpu gpu(GpuChange change) {
    return new Gpu(
        change.gpu().index(),
        mode(change.gpu().isMig()),
        mode(change.wantsMig()),
        change.kept().stream().map(Instance::of).toList(),
        change.destroyed().stream().map(Instance::of).toList(),
        change.created().stream().map(Instance::of).toList());
  }

  private static String mode(boolean enabled) {
    return enabled ? "enabled" : "disabled";
  }

  private String closing() {
    return messages.isEmpty() ? "" : "Not all of it could be done; see above.\n";
  }

  /** For people: the steps, GPU by GPU. What happens is told as it happens. */
  public String table() {
    StringBuilder text = new StringBuilder();
    for (Gpu gpu : gpus) {
      if (gpu.isRight()) {
        text.append(
            "GPU %d: as it should be, %d instances\n".formatted(gpu.index(), gpu.kept().size()));
        continue;
      }
      text.append("GPU %d:\n".formatted(gpu.index()));
      if (!gpu.mig().equals(gpu.wantedMig())) {
        text.append("  MIG mode is %s; wanted: %s\n".formatted(gpu.mig(), gpu.wantedMig()));
      }
      gpu.kept().forEach(i -> text.append("  keep     %s\n".formatted(i)));
      gpu.destroyed().forEach(i -> text.append("  destroy  %s\n".formatted(i)));
      gpu.created().forEach(i -> text.append("  create   %s\n".formatted(i)));
    }
    return text + (done ? "" : closing());
  }
}
