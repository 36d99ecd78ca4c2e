package dev.migrator.worker.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Prediction;
import dev.migrator.worker.model.Signature;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server in front of services that do as the test says. */
final class InferenceServerTest {
  private static final String RIGHT =
      "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void finishesWhatItHasBegunBeforeItCloses() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    InferenceServer server =
        new InferenceServer(
            "t",
            service(
                () -> {
                  begun.countDown();
                  goOn.await(60, TimeUnit.SECONDS);
                }));
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request(server, "infer", RIGHT), BodyHandlers.ofString());
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    Thread closing = Thread.ofPlatform().start(server::close);
    goOn.countDown();
    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(closing.join(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void saysThatItIsOverloadedAndServesOn() throws Exception {
    try (InferenceServer server = new InferenceServer("t", service(() -> overloaded()))) {
      HttpResponse<String> answer = send(request(server, "infer", RIGHT));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("too many");
      assertThat(send(request(server, "ready")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answersADefectWith500AndServesOn() throws Exception {
    try (InferenceServer server =
        new InferenceServer(
            "t",
            service(
                () -> {
                  throw new IllegalStateException("meant by the test");
                }))) {
      assertThat(send(request(server, "infer", RIGHT)).statusCode()).isEqualTo(500);
      assertThat(send(request(server, "ready")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void refusesABodyOfUnknownLengthThatNeverSeemsToEnd() throws Exception {
    try (InferenceServer server = new InferenceServer("t", service(() -> {}))) {
      BodyPublisher large =
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[9 << 20]));
      HttpRequest request = HttpRequest.newBuilder(at(server, "infer")).POST(large).build();
      assertThat(send(request).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void refusesAMethodThatIsNotForThere() throws Exception {
    try (InferenceServer server = new InferenceServer("t", service(() -> {}))) {
      assertThat(send(request(server, "infer")).statusCode()).isEqualTo(405);
      assertThat(send(request(server, "ready", "{}")).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void refusesMoreNumbersThanABatchCanHaveBeforeItHoldsThemAll() throws Exception {
    try (InferenceServer server = new InferenceServer("t", service(() -> {}))) {
      String many = RIGHT.replace("[1,2]}]", "[1" + ",1".repeat(1_000_000) + "]}]");
      HttpResponse<String> answer = send(request(server, "infer", many));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("more than 2048 values");
    }
  }

  @Test
  void givesOnlyTheOutputsThatAreAskedFor() throws Exception {
    try (InferenceServer server = new InferenceServer("t", service(() -> {}))) {
      String asked = RIGHT.replace("}]}", "}],\"outputs\":[{\"name\":\"label\"}]}");
      assertThat(send(request(server, "infer", asked)).body())
          .contains("\"label\"")
          .doesNotContain("probabilities");
      String unknown = asked.replace("\"label\"", "\"mood\"");
      assertThat(send(request(server, "infer", unknown)).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void acceptsDataThatAreNestedAsTheShapeIsAndNoOthers() throws Exception {
    try (InferenceServer server = new InferenceServer("t", service(() -> {}))) {
      String nested = RIGHT.replace("\"data\":[1,2]", "\"data\":[[1,2]]");
      assertThat(send(request(server, "infer", nested)).statusCode()).isEqualTo(200);
      for (String data : List.of("[[1],[2]]", "[[1,2],[]]", "[1,[2]]", "[[[1,2]]]", "[[1,2],3]")) {
        String wrong = RIGHT.replace("\"data\":[1,2]", "\"data\":" + data);
        assertThat(send(request(server, "infer", wrong)).statusCode()).as(data).isEqualTo(400);
      }
    }
  }

  @Test
  void noOpAnswersAnyInputsAtOnce() throws Exception {
    try (InferenceServer server = new InferenceServer("t", new NoOpService("3"))) {
      server.warmUp();
      HttpResponse<String> answer = send(request(server, "infer", RIGHT));
      assertThat(answer.body())
          .isEqualTo(
              "{\"model_name\":\"t\",\"model_version\":\"3\",\"outputs\":[{\"name\":\"label\","
                  + "\"datatype\":\"INT64\",\"shape\":[1],\"data\":[0]}]}");
    }
  }

  /** What a fake service does before it answers. */
  private interface Doing {
    void run() throws InterruptedException, Service.Overloaded;
  }

  private static void overloaded() throws Service.Overloaded {
    throw new Service.Overloaded("too many");
  }

  private static Service service(Doing doing) {
    return new Service() {
      @Override
      public Signature signature() {
        return new Signature(
            "fake",
            "input",
            List.of(2),
            List.of(
                new Signature.Output("probabilities", "FP32", List.of(2)),
                new Signature.Output("label", "INT64", List.of())));
      }

      @Override
      public String version() {
        return "1";
      }

      @Override
      public Answer infer(float[] inputs, int count) throws Overloaded, InterruptedException {
        doing.run();
        return new Answer("1", Prediction.of(2, inputs));
      }

      @Override
      public void load(Path weights, String version) throws Refused {
        throw new Refused("not in this test");
      }
    };
  }

  private static URI at(InferenceServer server, String what) {
    return URI.create("http://127.0.0.1:" + server.port() + "/v2/models/t/" + what);
  }

  private static HttpRequest request(InferenceServer server, String what) {
    return HttpRequest.newBuilder(at(server, what)).build();
  }

  private static HttpRequest request(InferenceServer server, String what, String body) {
    return HttpRequest.newBuilder(at(server, what)).POST(BodyPublishers.ofString(body)).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }
}
