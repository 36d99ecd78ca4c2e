package dev.migrator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** The example of a worker in Python keeps to the contract; skipped where there is no python3. */
final class PythonContractTest extends WorkerContract {

  @BeforeAll
  static void lookForPython() throws InterruptedException {
    assumeTrue(isTherePython(), "skipped: there is no python3 on the PATH.");
  }

  @Override
  List<String> command() {
    Path script = Path.of(System.getProperty("migrator.root"), "examples/worker.py");
    assertThat(Files.isRegularFile(script)).as(script.toString()).isTrue();
    return List.of("python3", script.toString());
  }

  @Override
  String model() {
    return "softmax";
  }

  @Override
  double leastAccuracy() {
    return 0.5;
  }

  private static boolean isTherePython() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
