package dev.migrator.live.load;

import dev.migrator.stream.Example;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToIntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A caller of the gateway who knows the truth: sends examples of a stream as requests, so many in
 * each second as it is told, whether or not earlier ones are answered, and then their labels.
 *
 * <p>Requests beyond a bound of those under way are not sent; they are counted.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final int MOST_UNDER_WAY = 512;
  private static final int MOST_LABELS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LABELS_EVERY_MILLIS = 500;

  private final Load load;
  private final LongToIntFunction arrivals;
  private final Supplier<Duration> streamTime;
  private final HttpClient client;
  private final ScheduledExecutorService timer;
  private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
  private final LinkedBlockingQueue<String> labels = new LinkedBlockingQueue<>(MOST_LABELS);
  private final RandomGenerator random;
  private final AtomicLong unsent = new AtomicLong();
  private final String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
  private long second;
  private long number;

  private LoadGenerator(Load load, LongToIntFunction arrivals, Supplier<Duration> streamTime) {
    this.load = load;
    this.arrivals = arrivals;
    this.streamTime = streamTime;
    this.random = new SplittableRandom(load.seed());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .connectTimeout(PATIENCE)
            .build();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("load-" + load.tenant()).factory());
  }

  /**
   * Sends from now on.
   *
   * @param arrivals by second from now: how many requests
   * @param streamTime time since the stream began
   */
  public static LoadGenerator start(
      Load load, LongToIntFunction arrivals, Supplier<Duration> streamTime) {
    LoadGenerator generator = new LoadGenerator(load, arrivals, streamTime);
    generator.timer.scheduleAtFixedRate(generator::nextSecond, 0, 1, TimeUnit.SECONDS);
    generator.timer.scheduleWithFixedDelay(
        generator::sendLabels, LABELS_EVERY_MILLIS, LABELS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return generator;
  }

  /** Requests that were not sent because too many were under way. */
  public long unsent() {
    return unsent.get();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.shutdownNow();
  }

  private void nextSecond() {
    int count = arrivals.applyAsInt(second++);
    for (int i = 0; i < count; i++) {
      timer.schedule(this::send, random.nextLong(1_000_000_000), TimeUnit.NANOSECONDS);
    }
  }

  private void send() {
    if (!underWay.tryAcquire()) {
      unsent.incrementAndGet();
      return;
    }
    long mine = number++;
    String id = run + "-" + mine;
    Example example = load.stream().at(streamTime.get(), mine);
    HttpRequest request = post("/v2/models/" + load.tenant() + "/infer", body(id, example));
    client
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .whenComplete((answer, failure) -> answered(id, example, answer, failure));
  }

  private void answered(String id, Example example, HttpResponse<Void> answer, Throwable failure) {
    underWay.release();
    if (failure == null && answer.statusCode() == 200) {
      labels.offer("{\"id\":\"%s\",\"label\":%d}".formatted(id, example.label()));
    }
  }

  private void sendLabels() {
    List<String> some = new ArrayList<>();
    labels.drainTo(some);
    if (!some.isEmpty()) {
      String body = "{\"labels\":[" + String.join(",", some) + "]}";
      client.sendAsync(
          post("/v1/tenants/" + load.tenant() + "/labels", body),
          HttpResponse.BodyHandlers.discarding());
    }
  }

  private HttpRequest post(String path, String body) {
    URI uri = load.gateway().resolve(path);
    return HttpRequest.newBuilder(uri)
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + load.token())
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private String body(String id, Example example) {
    String data = Arrays.toString(example.input()).replace(" ", "");
    List<Integer> dimensions = load.stream().shape().dimensions();
    StringBuilder shape = new StringBuilder("[1");
    dimensions.forEach(d -> shape.append(',').append(d));
    return "{\"id\":\"%s\",\"inputs\":[{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":%s],\"data\":%s}]}"
        .formatted(id, load.input(), shape, data);
  }
}
