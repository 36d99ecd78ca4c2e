package dev.migrator.live.profile;

import dev.migrator.live.process.Launcher;
import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import dev.migrator.live.work.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker process that is started to be measured, and stopped. */
final class ProfiledWorker implements AutoCloseable {
  private static final int MOST_SAID = 200;
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(2);

  private final RunningWorker process;
  private final Heard heard;
  private final InetSocketAddress endpoint;
  private final Duration start;
  private final Duration stopWithin;

  private ProfiledWorker(
      RunningWorker process, Heard heard, int port, Duration start, Duration stopWithin) {
    this.process = process;
    this.heard = heard;
    this.endpoint = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.start = start;
    this.stopWithin = stopWithin;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @throws IOException if it cannot be started, ends before, or takes too long
   */
  static ProfiledWorker start(
      Launcher launcher, Map<String, String> environment, ProfileSettings settings, Clock clock)
      throws IOException {
    Heard heard = new Heard();
    long began = clock.nanos();
    RunningWorker process = launcher.launch(environment, heard);
    boolean isReady = false;
    try {
      int port = port(heard, settings.startWithin());
      Duration start = Duration.ofNanos(clock.nanos() - began);
      isReady = true;
      return new ProfiledWorker(process, heard, port, start, settings.stopWithin());
    } finally {
      if (!isReady) {
        process.kill();
      }
    }
  }

  InetSocketAddress endpoint() {
    return endpoint;
  }

  /** How long it took from the command to being ready. */
  Duration start() {
    return start;
  }

  /** Ends it at once. */
  void kill() {
    process.kill();
  }

  /** Tells it to stop, and kills it if it does not. */
  @Override
  public void close() {
    process.tell("stop");
    if (!isGoneWithin(stopWithin)) {
      process.kill();
      isGoneWithin(KILLED_WITHIN);
    }
  }

  private boolean isGoneWithin(Duration time) {
    try {
      heard.gone.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails this", e);
    }
  }

  private static int port(Heard heard, Duration within) throws IOException {
    try {
      return heard
          .ready
          .get(within.toMillis(), TimeUnit.MILLISECONDS)
          .orElseThrow(() -> new IOException("the worker is ready but names no port"));
    } catch (TimeoutException e) {
      throw new IOException(
          "the worker was not ready within %d s%s".formatted(within.toSeconds(), heard.last()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("the worker ended before it was ready" + heard.last(), e);
    }
  }

  /** What the process says. */
  private static final class Heard implements WorkerListener {
    final CompletableFuture<OptionalInt> ready = new CompletableFuture<>();
    final CompletableFuture<Integer> gone = new CompletableFuture<>();
    private volatile String said = "";

    @Override
    public void said(WorkerEvent event) {
      switch (event) {
        case WorkerEvent.Ready r -> ready.complete(r.port());
        case WorkerEvent.Failed f -> logged(f.reason());
        case WorkerEvent.Progress _, WorkerEvent.Checkpoint _, WorkerEvent.Done _ -> {
          // Of retrainings; here nobody retrains.
        }
      }
    }

    @Override
    public void logged(String line) {
      said = line.substring(0, Math.min(line.length(), MOST_SAID));
    }

    @Override
    public void ended(int exitCode) {
      gone.complete(exitCode);
      ready.completeExceptionally(new IOException("exit code " + exitCode));
    }

    String last() {
      return said.isEmpty() ? "" : "; it said last: " + said;
    }
  }
}
