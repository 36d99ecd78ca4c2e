package dev.migrator.app.command;

import dev.migrator.app.mig.Difference;
import dev.migrator.app.mig.MigChanges;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpu assert}: whether GPUs are what a file says; the exit code answers. */
@Command(
    name = "assert",
    description = "Ask whether this machine's GPUs are cut as a file says: exit code 0 yes, 1 no.",
    mixinStandardHelpOptions = true)
final class GpuAssertCommand extends MachineOptions implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What the GPUs should be cut into.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--config",
      paramLabel = "NAME",
      description = "Which configuration, if the file has several.")
  private @Nullable String config;

  @Override
  public Integer call() {
    Difference difference =
        onMachine(
            machine ->
                new MigChanges(machine, state()).difference(file, Optional.ofNullable(config)));
    print(difference, difference::table);
    return difference.done() ? 0 : 1;
  }
}
