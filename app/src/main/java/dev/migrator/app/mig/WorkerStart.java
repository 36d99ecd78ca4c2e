package dev.migrator.app.mig;

import dev.migrator.app.usage.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a worker on an instance, as docs/workers.md says, and tells how long it took to be ready.
 */
final class WorkerStart {
  private static final Duration READY_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final String READY = "\"ready\"";

  private WorkerStart() {}

  /**
   * Starts it, waits until it is ready, stops it.
   *
   * @param command for the shell
   * @param uuid of the instance
   * @throws UsageException if it does not become ready
   */
  static Duration of(String command, String uuid) {
    ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", "exec " + command));
    builder.environment().put("CUDA_VISIBLE_DEVICES", uuid);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    long began = System.nanoTime();
    try {
      Process worker = builder.start();
      try {
        awaitReady(command, worker);
        return Duration.ofNanos(System.nanoTime() - began);
      } finally {
        stop(worker);
      }
    } catch (IOException e) {
      throw new UsageException("'%s' cannot be started: %s.".formatted(command, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void awaitReady(String command, Process worker) throws InterruptedException {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> ready.complete(saysReady(worker)));
    try {
      if (!ready.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new UsageException(
            "'%s' ended before it was ready; expected a line {\"event\":\"ready\",…} on its standard output."
                .formatted(command));
      }
    } catch (TimeoutException e) {
      throw new UsageException(
          "'%s' was not ready within %d s.".formatted(command, READY_LIMIT.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean saysReady(Process worker) {
    try (BufferedReader output = worker.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.contains(READY)) {
        line = output.readLine();
      }
      return line != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static void stop(Process worker) throws InterruptedException {
    try (OutputStream input = worker.getOutputStream()) {
      input.write("stop\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended by itself.
      worker.destroy();
    }
    if (!worker.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      worker.destroyForcibly();
    }
  }
}
