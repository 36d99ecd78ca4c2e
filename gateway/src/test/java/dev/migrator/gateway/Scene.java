package dev.migrator.gateway;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.line.LineLimits;
import dev.migrator.gateway.serve.Listener;
import dev.migrator.gateway.serve.TenantLimits;
import dev.migrator.gateway.serve.TenantTerms;
import dev.migrator.gateway.serve.Token;
import dev.migrator.gateway.serve.Version;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway on loopback with the tenants of a test, and a client. */
public final class Scene implements AutoCloseable {
  /** The token of the tenant {@code a}; others have theirs likewise. */
  public static final String TOKEN = "secret-of-a";

  /** A batch of one takes a millisecond, one of eight takes two, at most. */
  public static final LatencyCurve CURVE =
      new LatencyCurve(List.of(new BatchChoice(1, 1_000_000), new BatchChoice(8, 2_000_000)));

  public final Gateway gateway;
  public final List<String> labels = new CopyOnWriteArrayList<>();
  public final List<String> suspected = new CopyOnWriteArrayList<>();
  public final List<String> recovered = new CopyOnWriteArrayList<>();
  private volatile Runnable whenLabelled = () -> {};
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public Scene() throws IOException {
    this(DoorSettings.onLoopback(0));
  }

  public Scene(DoorSettings settings) throws IOException {
    gateway = Gateway.open(settings, new Notes());
  }

  public Scene join(String tenant, Duration slo) {
    return join(tenant, slo, 1_000, TenantLimits.USUAL);
  }

  public Scene join(String tenant, Duration slo, int mostWaiting, TenantLimits limits) {
    LineLimits line = new LineLimits(slo, mostWaiting, 4 << 20);
    Token token = Token.of("secret-of-" + tenant);
    gateway.join(new TenantTerms(tenant, line, token, limits), new Version("1", "w1.bin", 0.5));
    return this;
  }

  public Scene admit(String instance, String tenant, FakeWorker worker) {
    gateway.admit(instance, tenant, worker.endpoint(), CURVE, worker.version());
    return this;
  }

  /** What is done about a label besides noting it. */
  public Scene whenLabelled(Runnable action) {
    whenLabelled = action;
    return this;
  }

  public static String body(String... rows) {
    int columns = rows[0].split(",").length;
    return """
    {"inputs":[{"name":"x","datatype":"FP32","shape":[%d,%d],"data":[%s]}]}\
    """
        .formatted(rows.length, columns, String.join(",", rows));
  }

  public HttpResponse<String> infer(String tenant, String body) {
    return inferLater(tenant, body).join();
  }

  public CompletableFuture<HttpResponse<String>> inferLater(String tenant, String body) {
    return send("POST", "/v2/models/" + tenant + "/infer", "secret-of-" + tenant, body);
  }

  public CompletableFuture<HttpResponse<String>> send(
      String method, String path, String token, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
    gateway.close();
  }

  private final class Notes implements Listener {
    @Override
    public void labelled(String tenant, String version, int predicted, int label) {
      labels.add(tenant + " " + version + " " + predicted + " " + label);
      whenLabelled.run();
    }

    @Override
    public void suspected(String instance, String reason) {
      suspected.add(instance + ": " + reason);
    }

    @Override
    public void recovered(String instance) {
      recovered.add(instance);
    }
  }
}
