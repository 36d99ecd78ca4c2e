package dev.migrator.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.migrator.gateway.FakeWorker;
import dev.migrator.gateway.Scene;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route with no token, a bad one, another tenant's and its own. */
final class TokensTest {
  private static final String LABELS = "{\"labels\":[{\"id\":\"q\",\"label\":1}]}";

  /** Method, path for a tenant, body, whether the token has to be that tenant's. */
  private static final List<Arguments> ROUTES =
      List.of(
          arguments("POST", "/v2/models/%s/infer", Scene.body("0,9")),
          arguments("GET", "/v2/models/%s", ""),
          arguments("GET", "/v2/models/%s/ready", ""),
          arguments("POST", "/v1/tenants/%s/labels", LABELS));

  private FakeWorker worker;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    worker = new FakeWorker("1");
    scene =
        new Scene()
            .join("a", Duration.ofSeconds(5))
            .join("b", Duration.ofSeconds(5))
            .admit("i1", "a", worker)
            .admit("i2", "b", worker);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
    worker.close();
  }

  static Stream<Arguments> routes() {
    return ROUTES.stream();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void oneOfItsOwnOpensARoute(String method, String path, String body) {
    assertThat(send(method, path.formatted("a"), Scene.TOKEN, body).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void withoutOneOrWithABadOneNoRouteOpens(String method, String path, String body) {
    for (String token : List.of("", "wrong", Scene.TOKEN + "x", "SECRET-OF-A", "x".repeat(4_000))) {
      HttpResponse<String> there = send(method, path.formatted("a"), token, body);
      HttpResponse<String> nowhere = send(method, path.formatted("nobody"), token, body);

      assertThat(there.statusCode()).isEqualTo(401);
      assertThat(there.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(nowhere.statusCode()).isEqualTo(401);
      assertThat(nowhere.body()).isEqualTo(there.body());
    }
  }

  @ParameterizedTest
  @MethodSource("routes")
  void anothersOpensNothingAndDoesNotTellWhetherThereIsAnything(
      String method, String path, String body) {
    HttpResponse<String> others = send(method, path.formatted("b"), Scene.TOKEN, body);
    HttpResponse<String> nobodys = send(method, path.formatted("nobody"), Scene.TOKEN, body);

    assertThat(others.statusCode()).isEqualTo(403);
    assertThat(nobodys.statusCode()).isEqualTo(403);
    assertThat(nobodys.body()).isEqualTo(others.body()).doesNotContain("nobody");
  }

  @Test
  void healthIsForEveryone() {
    assertThat(send("GET", "/v2/health/live", "", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/v2/health/ready", "", "").statusCode()).isEqualTo(200);
  }

  @Test
  void whatTheServerIsNeedsAToken() {
    assertThat(send("GET", "/v2", "", "").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/v2", Scene.TOKEN, "").body()).contains("migrator");
  }

  @Test
  void nothingElseIsOpen() {
    for (String path :
        List.of(
            "/",
            "/metrics",
            "/v2/models",
            "/v2/models/",
            "/v2/models/a/versions/1/infer",
            "/v2/repository/models/a/load",
            "/v2/models/a/infer/",
            "/v1/tenants/a")) {
      for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
        assertThat(send(method, path, "", "").statusCode()).as(method + path).isEqualTo(401);
        assertThat(send(method, path, Scene.TOKEN, "").statusCode())
            .as(method + path)
            .isEqualTo(404);
      }
    }
  }

  @Test
  void dotsInAPathLeadNowhereElse() throws Exception {
    for (String path :
        List.of("/v2/models/a/../b", "/v2/models/a/%2e%2e/b", "/v2/models/a%2f..%2fb")) {
      try (RawClient client = new RawClient(scene.gateway.port())) {
        client.send(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + Scene.TOKEN
                + "\r\n\r\n");
        assertThat(client.status()).as(path).isIn(400, 403, 404);
      }
    }
  }

  @Test
  void aForgedTenantHeaderChangesNothing() throws Exception {
    try (RawClient client = new RawClient(scene.gateway.port())) {
      client.send(
          "GET /v2/models/b HTTP/1.1\r\nHost: x\r\nX-Tenant: b\r\nAuthorization: Bearer "
              + Scene.TOKEN
              + "\r\n\r\n");
      assertThat(client.status()).isEqualTo(403);
    }
  }

  @Test
  void aTenantsLabelsDoNotReachAnothersAnswers() {
    scene.infer("b", "{\"id\":\"q\"," + Scene.body("0,9").substring(1));

    assertThat(send("POST", "/v1/tenants/a/labels", Scene.TOKEN, LABELS).body())
        .isEqualTo("{\"taken\":0,\"unknown\":1}");
    assertThat(scene.labels).isEmpty();
  }

  private HttpResponse<String> send(String method, String path, String token, String body) {
    return scene.send(method, path, token, body).join();
  }
}
