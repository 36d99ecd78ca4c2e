package dev.migrator.app.live;

import dev.migrator.app.usage.UsageException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command that starts a worker: the configured one, or that of the worker that is shipped. */
final class WorkerCommand {
  private static final String JAR = "worker/target/migrator-worker.jar";

  private WorkerCommand() {}

  static List<String> of(List<String> configured) {
    return configured.isEmpty() ? shipped() : configured;
  }

  private static List<String> shipped() {
    Path jar =
        root()
            .map(root -> root.resolve(JAR))
            .filter(Files::isRegularFile)
            .orElseThrow(
                () ->
                    new UsageException(
                        "worker: there is no %s; expected it beside this program. Maybe build it: mvn package -pl worker -am"
                            .formatted(JAR)));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-XX:+ExitOnOutOfMemoryError",
        "-jar",
        jar.toString());
  }

  /** The project's folder: this program is {@code app/target/migrator.jar} in it. */
  private static Optional<Path> root() {
    try {
      Path jar =
          Path.of(WorkerCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Optional.ofNullable(jar.getParent()).map(Path::getParent).map(Path::getParent);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
