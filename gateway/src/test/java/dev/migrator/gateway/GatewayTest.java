package dev.migrator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The whole path: a caller, the gateway, a worker. */
final class GatewayTest {
  private static final Duration SLO = Duration.ofSeconds(5);

  @Test
  void answersWithTheVersionThatAnswered() throws Exception {
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      HttpResponse<String> answer = scene.infer("a", Scene.body("1.5,2.5"));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"model_name\":\"a\"", "\"model_version\":\"1\"", "\"data\":[1.5,2.5]");
    }
  }
}
