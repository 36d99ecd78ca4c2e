package dev.migrator.nvml.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.fixtures.nvml.FakeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are really killed at a call of NVML: the driver's world, which outlives them, and
 * the record on disk are then enough for the next process. {@link CrashTest} does the same at every
 * call without a process each.
 */
class KillTest {
  private static final long CHILD_SECONDS = 60;
  private static final int SIGKILL = 9;
  private static final int SIGSEGV = 11;
  private static final int SIGKILL_CODE = 137;

  /** How a JVM ends that a library has crashed. */
  private static final int ABORTED_CODE = 134;

  private static final int[] SAMPLE = {100, 175, 240, 330};
  private static final int FAR = 100_000;

  @TempDir private Path folder;
  private Path library;
  private int signal = SIGKILL;

  @BeforeEach
  void library() {
    Optional<Path> compiled = FakeLibrary.compiled(Path.of("target", "fake-nvml"));
    Assumptions.assumeTrue(compiled.isPresent(), "no gcc here: processes are not killed");
    library = compiled.orElseThrow();
  }

  @Test
  void recoversFromBeingKilledAtSomeCalls() throws IOException {
    for (int call : SAMPLE) {
      assertThat(killedAt(call)).as("killed at call %d", call).isTrue();
    }
  }

  @Test
  @Tag("long")
  void recoversFromBeingKilledAtEveryCall() throws IOException {
    int call = 1;
    while (killedAt(call)) {
      call++;
    }
    assertThat(call).isGreaterThan(200);
  }

  @Test
  void recoversFromACrashInsideTheDriversLibrary() throws IOException {
    signal = SIGSEGV;
    assertThat(killedAt(240)).isTrue();
  }

  /** Answers whether the process had not ended before. */
  private boolean killedAt(int call) throws IOException {
    clear();
    assertThat(run(FAR, "3g@0", "2g@4")).isZero();
    int code = run(call, "2g@0", "1g@2", "2g@4");
    assertThat(code).as("exit code").isIn(0, SIGKILL_CODE, ABORTED_CODE);
    assertThat(run(FAR, "2g@0", "1g@2", "2g@4")).isZero();
    assertThat(world())
        .as("killed at call %d", call)
        .containsExactly("1g.10gb@2", "2g.20gb@0", "2g.20gb@4");
    return code != 0;
  }

  /** What a process that knows nothing finds. */
  private List<String> world() throws IOException {
    Path listing = folder.resolve("listing");
    run(FAR, Optional.of(listing));
    return Files.readAllLines(listing).stream().sorted().toList();
  }

  private int run(int killAfter, String... places) throws IOException {
    List<String> command = java(ChildPlan.class);
    command.add(folder.resolve("state").toString());
    command.addAll(List.of(places));
    return run(killAfter, command, Optional.empty());
  }

  private void run(int killAfter, Optional<Path> output) throws IOException {
    assertThat(run(killAfter, java(ChildListing.class), output)).isZero();
  }

  private static List<String> java(Class<?> main) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName()));
  }

  private int run(int killAfter, List<String> command, Optional<Path> output) throws IOException {
    ProcessBuilder child = new ProcessBuilder(command).redirectErrorStream(true);
    child.redirectOutput(output.orElse(folder.resolve("log")).toFile());
    child.environment().put("MIGRATOR_NVML_LIBRARY", library.toString());
    child.environment().put("FAKE_NVML_STATE", folder.resolve("world").toString());
    child.environment().put("FAKE_NVML_KILL_AFTER", Integer.toString(killAfter));
    child.environment().put("FAKE_NVML_SIGNAL", Integer.toString(signal));
    child.directory(folder.toFile());
    Process process = child.start();
    try {
      assertThat(process.waitFor(CHILD_SECONDS, TimeUnit.SECONDS)).as("ended in time").isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }
}
