package dev.migrator.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.live.journal.JournalReader;
import dev.migrator.live.journal.Replay;
import dev.migrator.live.journal.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on real files, killed while they work. */
final class KillTest {
  private static final int MOST_SLOTS = 120;

  @TempDir private Path folder;
  private final Random random = new Random(7);

  @Test
  void theNextProcessKnowsEveryInstanceOfOneThatWasKilled() throws Exception {
    killRepeatedly(3);
  }

  @Test
  @Tag("long")
  void theNextProcessKnowsEveryInstanceOfManyThatWereKilled() throws Exception {
    killRepeatedly(60);
  }

  @Test
  void aProcessThatMayNotWriteAnyMoreChangesNothingAndTheNextOneGoesOn() throws Exception {
    // Files of at most 200 KiB: to the process, a full disk.
    Process process = start("bash", "-c", "ulimit -f 200; exec \"$@\"", "bash");
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines.getLast()).as("its last words").startsWith("read-only");
    assertThat(runAndKill()).contains("left=0");
  }

  private void killRepeatedly(int times) throws Exception {
    List<String> recoveries = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      recoveries.add(runAndKill());
    }
    assertThat(recoveries).allMatch(line -> line.contains("left=0"));
    assertThat(recoveries).anyMatch(line -> !line.contains("adopted=0"));
    Verdict verdict = Replay.of(JournalReader.of(folder.resolve("journal")), Setting.BUILDERS);
    assertThat(verdict.difference()).isEmpty();
    assertThat(verdict.slots()).isGreaterThan(times);
  }

  /** Kills it somewhere in a slot; returns what it had recovered. */
  private String runAndKill() throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader lines = process.inputReader()) {
      String recovered = "nothing";
      int slots = 1 + random.nextInt(MOST_SLOTS);
      String line = lines.readLine();
      while (line != null && slots > 0) {
        recovered = line.startsWith("recovered") ? line : recovered;
        slots -= line.startsWith("slot") ? 1 : 0;
        line = lines.readLine();
      }
      assertThat(line).as("what %s went on to say", recovered).isNotNull();
      return recovered;
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private Process start(String... launcher) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KilledDaemon.class.getName(), folder.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
