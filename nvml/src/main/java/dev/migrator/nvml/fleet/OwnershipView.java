package dev.migrator.nvml.fleet;

import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells whose instances are, without taking any lock or changing anything. */
public final class OwnershipView {
  private OwnershipView() {}

  /**
   * Those of the instances that are ours, as the record in that folder says.
   *
   * @throws StateException if the record cannot be read or trusted
   */
  public static List<MigInstance> ours(Path state, MigGpu gpu, List<MigInstance> instances) {
    Path file = state.resolve(gpu.identity().uuid() + ".instances");
    List<Owned> owned = OwnershipRecord.open(new ReadOnly(new FileOnDisk(file))).all();
    List<MigInstance> ours = new ArrayList<>(instances);
    ours.removeIf(instance -> owned.stream().noneMatch(o -> o.is(instance)));
    return List.copyOf(ours);
  }

  /** A file that is only looked at: what opening writes is not written. */
  private record ReadOnly(DurableFile file) implements DurableFile {
    @Override
    public String read() throws IOException {
      return file.read();
    }

    @Override
    public void append(String text) {
      throw new IllegalStateException("only looked at");
    }

    @Override
    public void replace(String text) {
      // Opening rewrites a record; a look at it does not.
    }

    @Override
    public String name() {
      return file.name();
    }
  }
}
