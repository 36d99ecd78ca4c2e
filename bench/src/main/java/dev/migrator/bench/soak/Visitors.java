package dev.migrator.bench.soak;

import dev.migrator.live.load.Load;
import dev.migrator.live.load.LoadGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What comes from outside: the callers of all tenants, and an operator who lets tenants come and
 * go, reads the metrics and now and then follows the events for a while, all over HTTP. Used by one
 * thread.
 */
final class Visitors implements AutoCloseable {
  static final String OPERATOR = "operators-secret";
  private static final int MOST_GUESTS = 2;
  private static final int RESIDENTS_PER_SECOND = 10;
  private static final int GUESTS_PER_SECOND = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final URI gateway;
  private final URI api;
  private final Supplier<Duration> time;
  private final RandomGenerator random;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<LoadGenerator> residents = new ArrayList<>();
  private final ArrayDeque<Guest> guests = new ArrayDeque<>();
  private int came;
  private int refused;

  private record Guest(String name, LoadGenerator load) {}

  Visitors(int gatewayPort, int apiPort, Supplier<Duration> time, long seed) {
    this.gateway = URI.create("http://127.0.0.1:" + gatewayPort);
    this.api = URI.create("http://127.0.0.1:" + apiPort);
    this.time = time;
    this.random = new SplittableRandom(seed);
    Population.RESIDENTS.forEach(name -> residents.add(load(name, RESIDENTS_PER_SECOND)));
  }

  /** Guests that have come so far. */
  int came() {
    return came;
  }

  /** Changes that were not made. */
  int refused() {
    return refused;
  }

  /** A guest comes, goes or comes anew; each has a name of its own. */
  void change() throws IOException, InterruptedException {
    if (guests.isEmpty() || (guests.size() < MOST_GUESTS && random.nextBoolean())) {
      String name = "guest-" + ++came;
      if (expect(201, "POST", "/api/v1/tenants", name)) {
        guests.add(new Guest(name, load(name, GUESTS_PER_SECOND)));
      }
    } else if (random.nextInt(4) == 0) {
      String name = guests.getFirst().name();
      expect(200, "PUT", "/api/v1/tenants/" + name, name);
    } else {
      Guest guest = guests.remove();
      guest.load().close();
      expect(200, "DELETE", "/api/v1/tenants/" + guest.name(), "");
    }
  }

  /** Looks at the metrics. */
  String metrics() throws IOException, InterruptedException {
    return client.send(request("GET", "/metrics", ""), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Follows the events until some have come, and breaks off. */
  void follow() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/api/v1/events"))
            .header("Authorization", "Bearer " + OPERATOR)
            .header("Accept", "text/event-stream")
            .build();
    try (InputStream events =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      events.readNBytes(1_000);
    }
  }

  @Override
  public void close() {
    residents.forEach(LoadGenerator::close);
    guests.forEach(guest -> guest.load().close());
    client.shutdownNow();
  }

  private LoadGenerator load(String name, int perSecond) {
    return LoadGenerator.start(
        new Load(
            name,
            Population.token(name),
            gateway,
            "input",
            Population.stream(name),
            name.hashCode()),
        second -> perSecond,
        time);
  }

  private boolean expect(int status, String method, String path, String body)
      throws IOException, InterruptedException {
    int answered =
        client
            .send(request(method, path, body), HttpResponse.BodyHandlers.discarding())
            .statusCode();
    refused += answered == status ? 0 : 1;
    return answered == status;
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(api.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + OPERATOR)
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
