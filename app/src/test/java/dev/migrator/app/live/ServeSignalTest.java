package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.Migrator;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM does to a system that is just being cut anew, with real processes. */
final class ServeSignalTest {
  private static final String CONFIG =
      """
      name: signalled
      fleet: emulated
      gpus: {model: A100-80GB, count: 1}
      windows: {length: 20s, slot: 1s}
      data: %s
      gateway: 0
      api: 0
      worker: [sh, -c, "while read word; do [ $word = stop ] && exit 0; done"]
      tenants:
        - name: cats
          model: any
          slo: 300ms
          cpu: [{batch: 1, time: 1ms}]
          stream: {kind: vectors, seed: 1, window: 60s}
          arrivals: {generate: bursty, mean: 20/s, peak-to-mean: 2}
      """;

  @TempDir private Path folder;

  @Test
  void endsWhatHasBegunLeavesNoWorkerAndGoesOnWithTheInstancesItMade() throws Exception {
    Path config = folder.resolve("live.yaml");
    Files.writeString(config, CONFIG.formatted(folder.resolve("data")));

    List<String> first = servedUntil(config, "Create[", 143);
    assertThat(first).anyMatch(line -> line.contains("event=stopped"));

    List<String> second = servedUntil(config, "event=turn", 143);
    assertThat(second).anyMatch(line -> line.contains("event=recovered") && isKept(line));
  }

  private static boolean isKept(String line) {
    return line.matches(".*\"[1-9][0-9]* instances kept, 0 removed, 0 gone\".*");
  }

  /** Sends SIGTERM as soon as the log says that. */
  private static List<String> servedUntil(Path config, String words, int exitCode)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Migrator.class.getName(),
                "serve",
                config.toString())
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> workers = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    try (BufferedReader said = process.inputReader()) {
      boolean told = false;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        lines.add(line);
        if (!told && line.contains(words)) {
          told = true;
          process.descendants().forEach(workers::add);
          // The process itself would close what it says, too.
          process.toHandle().destroy();
        }
      }
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends; it said %s", lines).isTrue();
    assertThat(process.exitValue()).as("it said %s", lines).isEqualTo(exitCode);
    assertThat(workers).noneMatch(ProcessHandle::isAlive);
    return lines;
  }
}
