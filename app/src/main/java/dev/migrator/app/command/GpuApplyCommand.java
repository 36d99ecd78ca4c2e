package dev.migrator.app.command;

import dev.migrator.app.mig.Difference;
import dev.migrator.app.mig.MigChanges;
import dev.migrator.app.usage.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpu apply}: makes GPUs what a file says, touching only what differs. */
@Command(
    name = "apply",
    description = {
      "Cut this machine's GPUs as a file says: mig-parted's or our own, with places.",
      "Only what differs is touched; other instances keep running."
    },
    mixinStandardHelpOptions = true)
final class GpuApplyCommand extends MachineOptions implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What the GPUs are to be cut into.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--config",
      paramLabel = "NAME",
      description = "Which configuration, if the file has several.")
  private @Nullable String config;

  @Option(names = "--dry-run", description = "Show the steps and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--adopt",
      description = "Also destroy instances that migrator did not make, if they are in the way.")
  private boolean adopt;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "120",
      description = "Seconds that it may take (default: 120).")
  private int timeoutSeconds = 120;

  @Override
  public Integer call() {
    if (timeoutSeconds < 1) {
      throw new UsageException(
          "--timeout: is %d; expected at least 1 second.".formatted(timeoutSeconds));
    }
    Optional<String> name = Optional.ofNullable(config);
    Difference difference =
        onMachine(
            machine -> {
              MigChanges changes = new MigChanges(machine, state());
              return dryRun
                  ? changes.difference(file, name)
                  : changes.apply(
                      file, name, adopt, Duration.ofSeconds(timeoutSeconds), this::tell);
            });
    print(difference, difference::table);
    return dryRun || difference.done() ? 0 : 1;
  }
}
