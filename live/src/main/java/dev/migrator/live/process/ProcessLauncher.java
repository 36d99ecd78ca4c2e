package dev.migrator.live.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Starts worker processes of the machine by a command.
 *
 * <p>Their standard input is a pipe that ends when this process does, however it ends, so that no
 * worker outlives it. What they say is read line by line, at most 64 KiB each; the rest of a longer
 * line is left out.
 *
 * @param command the program and its arguments
 */
public record ProcessLauncher(List<String> command) implements Launcher {
  private static final List<String> KEPT_FROM_WORKERS = List.of("MIGRATOR_OPTS", "MIGRATOR_DEBUG");

  public ProcessLauncher {
    command = List.copyOf(command);
  }

  @Override
  public RunningWorker launch(Map<String, String> environment, WorkerListener listener)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(KEPT_FROM_WORKERS);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread complaints = reader(process, "complaints").start(() -> forward(process, listener));
    reader(process, "output").start(() -> listen(process, complaints, listener));
    return new Running(process);
  }

  /** None is virtual: one that waits for a pipe holds a carrier, and there are 256 at most. */
  private static Thread.Builder reader(Process process, String what) {
    return Thread.ofPlatform().daemon().name("worker-" + process.pid() + "-" + what);
  }

  private static void forward(Process process, WorkerListener listener) {
    try (InputStream in = process.getErrorStream()) {
      new BoundedLines(in).forEach(listener::logged);
    } catch (IOException e) {
      // The stream ends with the process.
      listener.logged("standard error: " + e.getMessage());
    }
  }

  private static void listen(Process process, Thread complaints, WorkerListener listener) {
    try (InputStream in = process.getInputStream()) {
      new BoundedLines(in)
          .forEach(
              line ->
                  WorkerLine.read(line)
                      .ifPresentOrElse(listener::said, () -> listener.logged(line)));
    } catch (IOException e) {
      listener.logged("standard output: " + e.getMessage());
    }
    listener.ended(exitCode(process, complaints));
  }

  private static int exitCode(Process process, Thread complaints) {
    while (true) {
      try {
        int code = process.waitFor();
        complaints.join(java.time.Duration.ofSeconds(1));
        return code;
      } catch (InterruptedException e) {
        // Nobody interrupts this thread; it ends with the process.
        continue;
      }
    }
  }

  private record Running(Process process) implements RunningWorker {

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public void tell(String word) {
      try {
        OutputStream out = process.getOutputStream();
        out.write((word + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException e) {
        // It is gone, which its listener is told.
        return;
      }
    }

    @Override
    public void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
