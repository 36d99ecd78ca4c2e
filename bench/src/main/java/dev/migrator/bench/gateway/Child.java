package dev.migrator.bench.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the bench as a process of its own, which is told lines and answers lines. */
public final class Child implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;

  private final Process process;
  private final BufferedReader said;
  private final Writer told;

  private Child(Process process) {
    this.process = process;
    this.said = process.inputReader();
    this.told = process.outputWriter();
  }

  /** Starts a main class with this program's class path, and with the options of ./migrator. */
  public static Child java(Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return start(command);
  }

  /** Starts a program. */
  public static Child start(List<String> command) throws IOException {
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line that it says. */
  public String line() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("the process has ended: " + process.info().command().orElse("?"));
    }
    return line;
  }

  /** All that it says until it ends. */
  public String all() throws IOException {
    return String.join("\n", said.lines().toList());
  }

  /** Tells it a line and waits for its answer. */
  public synchronized String tell(String line) {
    try {
      told.write(line + "\n");
      told.flush();
      return line();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends it a signal: {@code STOP}, {@code CONT}, {@code KILL}. */
  public void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    told.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
