package dev.migrator.bench.soak;

import dev.migrator.live.process.Launcher;
import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import dev.migrator.live.work.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Starts workers that are no processes: they speak HTTP and say, hear and write what a process
 * would, on virtual threads of this program. A start of a process costs about a second of a core,
 * of which a system at sixty times the speed would want too many.
 *
 * <p>Some die or hang after a while, some retrainings fail, as the seed says.
 */
final class InProcess implements Launcher {
  private static final Duration START = Duration.ofSeconds(2);
  private static final Duration MEAN_LIFE = Duration.ofMinutes(40);
  private static final double HANGING_SHARE = 0.3;
  private static final double FAILING_SHARE = 0.05;
  private static final Duration WHOLE_RETRAINING = Duration.ofSeconds(30);
  private static final int EPOCHS = 4;
  private static final int KILLED = 137;

  private final Clock clock;
  private final RandomGenerator random;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong crashed = new AtomicLong();

  InProcess(Clock clock, long seed) {
    this.clock = clock;
    this.random = new SplittableRandom(seed);
  }

  /** Workers that were started. */
  long started() {
    return started.get();
  }

  /** Workers that died or hang by themselves. */
  long crashed() {
    return crashed.get();
  }

  @Override
  public synchronized RunningWorker launch(
      Map<String, String> environment, WorkerListener listener) {
    boolean serves = "infer".equals(environment.get("MIGRATOR_TASK"));
    double life = -Math.log(1 - random.nextDouble()) * MEAN_LIFE.toNanos();
    Worker worker =
        new Worker(
            started.incrementAndGet(),
            Map.copyOf(environment),
            listener,
            (long) life,
            random.nextDouble() < (serves ? HANGING_SHARE : FAILING_SHARE));
    Thread.startVirtualThread(serves ? worker::serve : worker::retrain);
    return worker;
  }

  /** One of them. */
  private final class Worker implements RunningWorker {
    private final long pid;
    private final Map<String, String> environment;
    private final WorkerListener listener;
    private final long lifeNanos;
    private final boolean clumsy;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>(4);
    private Optional<HttpWorker> server = Optional.empty();
    private boolean over;

    Worker(
        long pid,
        Map<String, String> environment,
        WorkerListener listener,
        long lifeNanos,
        boolean clumsy) {
      this.pid = pid;
      this.environment = environment;
      this.listener = listener;
      this.lifeNanos = lifeNanos;
      this.clumsy = clumsy;
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public void tell(String word) {
      if (!told.offer(word)) {
        throw new IllegalStateException("worker %d is told too much".formatted(pid));
      }
    }

    @Override
    public void kill() {
      // Whoever kills is not told by his own thread.
      Thread.startVirtualThread(() -> end(KILLED));
    }

    private void serve() {
      try {
        clock.sleep(START.toNanos());
        HttpWorker http = open();
        say(new WorkerEvent.Ready(OptionalInt.of(http.port())));
        long dies = clock.nanos() + lifeNanos;
        if (isToldToStopBefore(dies)) {
          end(0);
        } else {
          crashed.incrementAndGet();
          die(http);
        }
      } catch (IOException e) {
        listener.logged("cannot serve: " + e.getMessage());
        end(1);
      } catch (InterruptedException e) {
        end(2);
      }
    }

    private synchronized HttpWorker open() throws IOException {
      HttpWorker http = new HttpWorker(value("MIGRATOR_VERSION"), value("MIGRATOR_WEIGHTS"));
      server = Optional.of(http);
      if (over) {
        http.close();
      }
      return http;
    }

    private void die(HttpWorker http) throws InterruptedException {
      if (clumsy) {
        http.hang();
        // It is killed for that, or drained.
        isToldToStopBefore(Long.MAX_VALUE);
        end(0);
      } else {
        end(139);
      }
    }

    /** Also if it is over. */
    private boolean isToldToStopBefore(long until) throws InterruptedException {
      while (clock.nanos() < until && !isOver()) {
        String word = told.poll();
        if (word != null && word.equals("stop")) {
          return true;
        }
        clock.sleep(Duration.ofSeconds(1).toNanos());
      }
      return isOver();
    }

    private void retrain() {
      try {
        clock.sleep(START.toNanos());
        say(new WorkerEvent.Ready(OptionalInt.empty()));
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
          if (isToldToStopBefore(clock.nanos() + epochNanos())) {
            end(0);
            return;
          }
          progress(epoch);
        }
        finish();
      } catch (IOException e) {
        listener.logged("cannot retrain: " + e.getMessage());
        end(1);
      } catch (InterruptedException e) {
        end(2);
      }
    }

    private long epochNanos() {
      double share = Double.parseDouble(value("MIGRATOR_COMPUTE"));
      return (long) (WHOLE_RETRAINING.toNanos() / share / EPOCHS);
    }

    private void progress(int epoch) {
      long left = epochNanos() * (EPOCHS - epoch);
      say(
          new WorkerEvent.Progress(
              epoch, EPOCHS, Duration.ofNanos(left), OptionalDouble.of(0.5 + 0.1 * epoch)));
    }

    private void finish() throws IOException {
      Path output = Files.createDirectories(Path.of(value("MIGRATOR_OUTPUT")));
      Files.writeString(output.resolve("notes"), "what a retraining leaves besides");
      if (clumsy) {
        say(new WorkerEvent.Failed("out of memory"));
        end(3);
        return;
      }
      Path weights = output.resolve("weights");
      Files.copy(examples(), weights, StandardCopyOption.REPLACE_EXISTING);
      say(new WorkerEvent.Done(weights, Neighbours.read(weights).accuracy()));
      end(0);
    }

    private Path examples() throws IOException {
      try (Stream<Path> files = Files.list(Path.of(value("MIGRATOR_DATA")))) {
        List<Path> all = files.toList();
        return all.getFirst();
      }
    }

    private String value(String name) {
      return environment.getOrDefault(name, "");
    }

    private synchronized boolean isOver() {
      return over;
    }

    private synchronized void say(WorkerEvent event) {
      if (!over) {
        listener.said(event);
      }
    }

    private synchronized void end(int code) {
      if (over) {
        return;
      }
      over = true;
      try {
        if (server.isPresent()) {
          server.get().close();
        }
      } catch (IOException e) {
        listener.logged("cannot be closed: " + e.getMessage());
      }
      listener.ended(code);
    }
  }
}
