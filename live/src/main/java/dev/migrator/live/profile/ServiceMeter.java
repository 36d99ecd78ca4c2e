package dev.migrator.live.profile;

import dev.migrator.core.model.Profile;
import dev.migrator.gateway.backend.WorkerAnswer;
import dev.migrator.gateway.backend.WorkerConnection;
import dev.migrator.gateway.backend.WorkerLimits;
import dev.migrator.gateway.protocol.LoadRequest;
import dev.migrator.live.process.Launcher;
import dev.migrator.live.work.Clock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Measures a worker as the gateway would use it: over one connection, one batch after the other.
 *
 * <p>A worker's first batches are slower, those of a small instance for long: it is warm after a
 * count of batches, not after a time. So {@value #WARM} batches of the smallest size are sent
 * before anything counts, or as many as go into ten times the time of a point; before each other
 * size batches of it for a quarter of that time. A batch that is refused, or takes too long, ends
 * the measurement of that instance: larger ones are left out.
 */
public final class ServiceMeter {
  private static final int WARM = 300;
  private static final int WARM_STRETCH = 10;

  /** Batches that are measured at least, in up to five times the time of a point. */
  private static final int LEAST_BATCHES = 10;

  private static final int MOST_STRETCH = 5;
  private static final int MOST_BATCHES = 100_000;
  private static final int MOST_SHOWN = 200;

  private final Launcher launcher;
  private final ProfileSettings settings;
  private final Clock clock;
  private final Runnable told;
  private volatile Optional<ProfiledWorker> running = Optional.empty();
  private volatile boolean isAborted;

  /**
   * Measures as the settings say.
   *
   * @param clock the nanoseconds of {@link System#nanoTime}
   * @param told of each size of batch that is done, or left out
   */
  public ServiceMeter(Launcher launcher, ProfileSettings settings, Clock clock, Runnable told) {
    this.launcher = launcher;
    this.settings = settings;
    this.clock = clock;
    this.told = told;
  }

  /**
   * Starts a worker, measures it, stops it.
   *
   * @param environment that the worker is started with
   * @throws IOException if it does not start, or does not answer the smallest batch
   */
  public SizeFigures measure(Profile profile, Map<String, String> environment) throws IOException {
    String model = environment.getOrDefault("MIGRATOR_TENANT", "");
    try (ProfiledWorker worker = ProfiledWorker.start(launcher, environment, settings, clock);
        WorkerConnection connection = new WorkerConnection(worker.endpoint(), WorkerLimits.USUAL)) {
      running = Optional.of(worker);
      requireWanted();
      Conversation conversation = new Conversation(connection, "/v2/models/" + model);
      ModelInputs inputs = ModelInputs.read(conversation.metadata());
      List<BatchFigures> points = new ArrayList<>();
      Optional<String> leftOut = points(conversation, inputs, points);
      Optional<Duration> load = conversation.load(model, environment);
      return new SizeFigures(profile, worker.start(), load, points, leftOut);
    } finally {
      running = Optional.empty();
    }
  }

  /** Ends the worker that is being measured, and measures no more. */
  public void abort() {
    isAborted = true;
    running.ifPresent(ProfiledWorker::kill);
  }

  private void requireWanted() throws IOException {
    if (isAborted) {
      throw new IOException("interrupted");
    }
  }

  private Optional<String> points(
      Conversation conversation, ModelInputs inputs, List<BatchFigures> points) throws IOException {
    SplittableRandom random = new SplittableRandom(settings.seed());
    long nanos = settings.perPoint().toNanos();
    Optional<String> leftOut = Optional.empty();
    for (int batch : settings.batches()) {
      if (leftOut.isEmpty()) {
        try {
          byte[] request = inputs.request(batch, random);
          if (points.isEmpty()) {
            conversation.infer(request, nanos, WARM, WARM_STRETCH);
          } else {
            conversation.infer(request, nanos / 4, 1, 1);
          }
          points.add(
              BatchFigures.of(
                  batch, conversation.infer(request, nanos, LEAST_BATCHES, MOST_STRETCH)));
        } catch (IOException e) {
          requireWanted();
          if (points.isEmpty()) {
            throw e;
          }
          leftOut = Optional.of("batch %d: %s".formatted(batch, e.getMessage()));
        }
      }
      told.run();
    }
    return leftOut;
  }

  /** What is said to one worker. */
  private final class Conversation {
    private final WorkerConnection connection;
    private final String model;

    Conversation(WorkerConnection connection, String model) {
      this.connection = connection;
      this.model = model;
    }

    byte[] metadata() throws IOException {
      return ok(connection.get(model, deadline())).body();
    }

    /**
     * Sends the same again and again for that long, and longer until there are so many, but no
     * longer than that time stretched so often.
     *
     * @return what each took
     */
    long[] infer(byte[] request, long forNanos, int least, int stretch) throws IOException {
      long[] took = new long[least];
      int count = 0;
      long began = clock.nanos();
      long passed = 0;
      while (count < MOST_BATCHES
          && (passed < forNanos || count < least && passed < stretch * forNanos)) {
        took = count == took.length ? Arrays.copyOf(took, 2 * count) : took;
        long sent = clock.nanos();
        ok(post(model + "/infer", request));
        long now = clock.nanos();
        took[count++] = now - sent;
        passed = now - began;
      }
      return Arrays.copyOf(took, count);
    }

    /** Loads the weights that it has. */
    Optional<Duration> load(String name, Map<String, String> environment) throws IOException {
      String weights = environment.getOrDefault("MIGRATOR_WEIGHTS", "");
      String version = environment.getOrDefault("MIGRATOR_VERSION", "0");
      if (weights.isEmpty()) {
        return Optional.empty();
      }
      byte[] body = new LoadRequest(weights, version).body();
      long began = clock.nanos();
      WorkerAnswer answer = post(LoadRequest.path(name), body);
      return answer.isOk()
          ? Optional.of(Duration.ofNanos(clock.nanos() - began))
          : Optional.empty();
    }

    private WorkerAnswer post(String path, byte[] body) throws IOException {
      try {
        return connection.post(path, body, deadline());
      } catch (SocketTimeoutException e) {
        throw new IOException(
            "no answer within %d s".formatted(settings.answerWithin().toSeconds()), e);
      }
    }

    private WorkerAnswer ok(WorkerAnswer answer) throws IOException {
      if (!answer.isOk()) {
        String said = new String(answer.body(), StandardCharsets.UTF_8);
        throw new IOException(
            "the worker answered %d: %s"
                .formatted(
                    answer.status(), said.substring(0, Math.min(said.length(), MOST_SHOWN))));
      }
      return answer;
    }

    private long deadline() {
      return clock.nanos() + settings.answerWithin().toNanos();
    }
  }
}
