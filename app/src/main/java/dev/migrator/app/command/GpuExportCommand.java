package dev.migrator.app.command;

import dev.migrator.app.mig.MigChanges;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gpu export}: what GPUs are cut into, as a file that can be applied. */
@Command(
    name = "export",
    description = "Write what this machine's GPUs are cut into, as a file for apply and assert.",
    mixinStandardHelpOptions = true)
final class GpuExportCommand extends MachineOptions implements Callable<Integer> {
  private enum Form {
    MIGRATOR,
    MIG_PARTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--format",
      defaultValue = "migrator",
      description = "migrator, with places, or mig-parted, counts only (default: migrator).")
  private Form form = Form.MIGRATOR;

  @Option(
      names = "--config",
      paramLabel = "NAME",
      defaultValue = "current",
      description = "The configuration's name in mig-parted's format (default: current).")
  private String config = "current";

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "GPU",
      description = "Only these GPUs, by index or UUID (default: all).")
  private List<String> devices = List.of();

  @Override
  public Integer call() {
    printAsYaml(
        onMachine(
            machine -> {
              MigChanges changes = new MigChanges(machine, state());
              return switch (form) {
                case MIGRATOR -> changes.export(devices);
                case MIG_PARTED -> changes.exportForMigParted(devices, config);
              };
            }));
    return 0;
  }
}
