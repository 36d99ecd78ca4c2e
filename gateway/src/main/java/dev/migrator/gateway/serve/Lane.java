package dev.migrator.gateway.serve;

import dev.migrator.core.model.LatencyCurve;
import dev.migrator.gateway.backend.WorkerAnswer;
import dev.migrator.gateway.backend.WorkerConnection;
import dev.migrator.gateway.backend.WorkerLimits;
import dev.migrator.gateway.line.Batch;
import dev.migrator.gateway.line.Entry;
import dev.migrator.gateway.protocol.InferAnswer;
import dev.migrator.gateway.protocol.InferRequest;
import dev.migrator.gateway.protocol.LoadRequest;
import dev.migrator.gateway.protocol.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The way to one worker. Batches go over one connection, one after the other; what else there is to
 * say, such as a change of weights, goes over connections of its own.
 */
final class Lane {
  private static final Duration LOAD_PATIENCE = Duration.ofSeconds(60);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(1);
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long MOST_PAUSE_MILLIS = 1_000;

  private final String instance;
  private final LatencyCurve curve;
  private final String inferPath;
  private final String modelPath;
  private final String loadPath;
  private final InetSocketAddress endpoint;
  private final WorkerConnection batches;
  private final AtomicBoolean suspected = new AtomicBoolean();
  private final ReentrantLock loading = new ReentrantLock();
  private volatile String version;
  private volatile boolean closed;
  private volatile boolean wanted = true;

  Lane(
      String instance,
      String tenant,
      InetSocketAddress endpoint,
      LatencyCurve curve,
      String version) {
    this.instance = instance;
    this.curve = curve;
    this.version = version;
    this.inferPath = "/v2/models/" + tenant + "/infer";
    this.modelPath = "/v2/models/" + tenant;
    this.loadPath = LoadRequest.path(tenant);
    this.endpoint = endpoint;
    this.batches = new WorkerConnection(endpoint, WorkerLimits.USUAL);
  }

  String instance() {
    return instance;
  }

  LatencyCurve curve() {
    return curve;
  }

  /** Whether it leads there. */
  boolean leadsTo(InetSocketAddress other) {
    return endpoint.equals(other);
  }

  /** Whether it is to be sent requests as soon as it can. */
  boolean isWanted() {
    return wanted;
  }

  void wanted(boolean isWanted) {
    wanted = isWanted;
  }

  boolean isClosed() {
    return closed;
  }

  Exchange exchange(Batch<Call> batch) {
    List<InferRequest> requests =
        batch.entries().stream().map(Entry::request).map(Call::request).toList();
    try {
      WorkerAnswer answer = batches.post(inferPath, InferRequest.join(requests), batch.giveUpAt());
      return switch (answer.status()) {
        case 200 -> new Exchange.Answered(InferAnswer.parse(answer.body(), batch.rows()));
        case 400 -> new Exchange.Refused(answer.body());
        default -> new Exchange.Wrong("status " + answer.status());
      };
    } catch (MalformedException e) {
      return new Exchange.Wrong(String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException e) {
      return new Exchange.Broken("no answer in twice the SLO");
    } catch (IOException e) {
      return new Exchange.Broken(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A defect of ours must not leave callers and an instance waiting for each other.
      return new Exchange.Wrong("a defect: " + e);
    }
  }

  /** Ends what it waits for. */
  void abort() {
    batches.abort();
  }

  /** Whether its worker is asked until it is ready, and gets no requests meanwhile. */
  boolean isSuspected() {
    return suspected.get();
  }

  /** Whether its worker answers by these weights, as far as we have been told. */
  boolean answersBy(Version wanted) {
    return version.equals(wanted.name());
  }

  /**
   * Has the worker load the weights that serve when its turn comes, unless it has. Two loads do not
   * overtake each other.
   *
   * @return what went wrong, if anything did
   */
  Optional<String> load(Supplier<Version> current) {
    loading.lock();
    try {
      Version wanted = current.get();
      return answersBy(wanted) ? Optional.empty() : load(wanted);
    } finally {
      loading.unlock();
    }
  }

  private Optional<String> load(Version wanted) {
    byte[] body = new LoadRequest(wanted.weights(), wanted.name()).body();
    try (WorkerConnection connection = new WorkerConnection(endpoint, WorkerLimits.USUAL)) {
      long deadline = System.nanoTime() + LOAD_PATIENCE.toNanos();
      WorkerAnswer answer = connection.post(loadPath, body, deadline);
      if (answer.isOk()) {
        version = wanted.name();
        return Optional.empty();
      }
      return Optional.of("version " + wanted.name() + ": status " + answer.status());
    } catch (IOException e) {
      return Optional.of("version " + wanted.name() + ": " + e.getMessage());
    }
  }

  /** What the worker says of its model. */
  WorkerAnswer metadata(Duration patience) throws IOException {
    return ask(modelPath, patience);
  }

  /** Whether it was not yet suspected. */
  boolean suspect() {
    return suspected.compareAndSet(false, true);
  }

  /**
   * Waits until the worker says that it is ready and answers by the weights that serve; false if
   * the lane is closed before that.
   */
  boolean awaitReady(Supplier<Version> current) {
    long pause = FIRST_PAUSE_MILLIS;
    while (!closed) {
      if (isReady(PROBE_PATIENCE) && load(current).isEmpty()) {
        suspected.set(false);
        return true;
      }
      pause(pause);
      pause = Math.min(2 * pause, MOST_PAUSE_MILLIS);
    }
    return false;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady(Duration patience) {
    try {
      return ask("/v2/health/ready", patience).isOk();
    } catch (IOException e) {
      return false;
    }
  }

  void close() {
    closed = true;
    batches.close();
  }

  private WorkerAnswer ask(String path, Duration patience) throws IOException {
    try (WorkerConnection connection = new WorkerConnection(endpoint, WorkerLimits.USUAL)) {
      return connection.get(path, System.nanoTime() + patience.toNanos());
    }
  }
}
