package dev.migrator.app.command;

import dev.migrator.app.live.LiveSystem;
import dev.migrator.app.scenario.LiveConfiguration;
import dev.migrator.app.scenario.LiveFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serve}: runs a live system until it is stopped. */
@Command(
    name = "serve",
    description =
        "Run a live system: gateway, workers, control loop. Stop it with Ctrl-C or SIGTERM.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CONFIG", description = "The system's file, see docs/live.md.")
  private Path file = Path.of("");

  private final Map<String, String> environment;

  /** On this process's environment. */
  public ServeCommand() {
    this(System.getenv());
  }

  /** On that environment. */
  ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Option(names = "--check", description = "Only check the file.")
  private boolean check;

  /** Runs it. */
  @Override
  public Integer call() {
    if (check) {
      LiveConfiguration configuration = LiveFile.read(file);
      spec.commandLine()
          .getOut()
          .println(
              "%s: a live system; tenants: %d, GPUs: %d."
                  .formatted(
                      file, configuration.tenants().size(), configuration.loop().gpus().size()));
      return 0;
    }
    LiveSystem.run(file, environment, spec.commandLine().getOut());
    return 0;
  }
}
