package dev.migrator.app.command;

import dev.migrator.app.mig.MigModeChange;
import dev.migrator.app.usage.UsageException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gpu mode}: shows MIG mode, and is the only way in which migrator changes it. */
@Command(
    name = "mode",
    description = {
      "Show MIG mode; with --enable or --disable, change it.",
      "Before Hopper a change needs a reset of the GPU. All instances of the GPU must be gone."
    },
    mixinStandardHelpOptions = true)
final class GpuModeCommand extends MachineOptions implements Callable<Integer> {
  private static final class Wish {
    @Option(names = "--enable", description = "Switch MIG mode on.")
    private boolean enable;

    @Option(names = "--disable", description = "Switch MIG mode off.")
    private boolean disable;
  }

  @ArgGroup private Wish wish = new Wish();

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "GPU",
      description = "These GPUs, by index or UUID; to change the mode they have to be named.")
  private List<String> devices = List.of();

  @Override
  public Integer call() {
    boolean changes = wish.enable || wish.disable;
    if (changes && devices.isEmpty()) {
      throw new UsageException("gpu mode: --device is missing; expected the GPUs to change.");
    }
    MigModeChange change =
        onMachine(
            machine ->
                changes
                    ? MigModeChange.make(machine, state(), devices, wish.enable)
                    : MigModeChange.look(machine, devices));
    print(change, change::table);
    return change.done() ? 0 : 1;
  }
}
