package dev.migrator.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.Outcome;
import dev.migrator.gateway.FakeWorker.Mode;
import dev.migrator.gateway.serve.SwapReport;
import dev.migrator.gateway.serve.TenantLimits;
import dev.migrator.gateway.serve.Version;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void everyCallerOfABatchGetsItsOwnRows() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (FakeWorker worker = new FakeWorker("1").whenAsked(body -> await(first));
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(scene.inferLater("a", Scene.body(i + ",7", i + ",8")));
      }
      awaitWaiting(scene, 38);
      first.countDown();

      for (int i = 0; i < 20; i++) {
        assertThat(answers.get(i).join().body()).contains("\"data\":[" + i + ",7," + i + ",8]");
      }
      assertThat(worker.batches()).contains(8);
    }
  }

  @Test
  void countsWhatHappenedSlotBySlotWeightedByTheAccuracyOfTheVersion() throws Exception {
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      scene.infer("a", Scene.body("1,2", "3,4"));
      assertThat(scene.gateway.takeOutcome("a")).isEqualTo(new Outcome(2, 2, 0, 0, 0, 1.0));

      scene.gateway.swap("a", new Version("2", "w2", 0.9)).join();
      scene.infer("a", Scene.body("1,2"));
      Outcome after = scene.gateway.takeOutcome("a");
      assertThat(after.goodput()).isCloseTo(0.9, within(1e-9));
      assertThat(scene.gateway.takeLatencies("a")).isNotEmpty();
    }
  }

  @Test
  void afterASwapEveryAnswerIsByTheNewVersion() throws Exception {
    try (FakeWorker one = new FakeWorker("1");
        FakeWorker two = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", one).admit("i2", "a", two)) {
      SwapReport report = scene.gateway.swap("a", new Version("2", "w2", 0.9)).join();

      assertThat(report.loaded()).containsExactlyInAnyOrder("i1", "i2");
      for (int i = 0; i < 10; i++) {
        assertThat(scene.infer("a", Scene.body("1")).body()).contains("\"model_version\":\"2\"");
      }
    }
  }

  @Test
  void aWorkerThatCannotLoadServesOnByTheOldVersion() throws Exception {
    try (FakeWorker worker = new FakeWorker("1").loadFails(true);
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      SwapReport report = scene.gateway.swap("a", new Version("2", "w2", 0.9)).join();

      assertThat(report.failed()).containsOnlyKeys("i1");
      assertThat(scene.infer("a", Scene.body("1")).body()).contains("\"model_version\":\"1\"");
    }
  }

  @Test
  void anInstanceThatComesWithOldWeightsLoadsTheNewOnesFirst() throws Exception {
    try (FakeWorker worker = new FakeWorker("0");
        Scene scene = new Scene().join("a", SLO)) {
      scene.admit("i1", "a", worker);

      assertThat(scene.infer("a", Scene.body("1")).body()).contains("\"model_version\":\"1\"");
    }
  }

  @Test
  void noRequestIsLostWhileInstancesComeAndGoAndWeightsChange() throws Exception {
    try (FakeWorker one = new FakeWorker("1").pauseMillis(1);
        FakeWorker two = new FakeWorker("1").pauseMillis(1);
        Scene scene = new Scene().join("a", SLO).admit("i0", "a", one)) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int turn = 1; turn <= 20; turn++) {
        for (int i = 0; i < 10; i++) {
          answers.add(scene.inferLater("a", Scene.body(turn + "," + i)));
        }
        scene.admit("i" + turn, "a", turn % 2 == 0 ? one : two);
        scene.gateway.drain("i" + (turn - 1)).join();
        if (turn % 5 == 0) {
          scene.gateway.swap("a", new Version("v" + turn, "w", 0.5)).join();
        }
      }

      assertThat(answers).allSatisfy(a -> assertThat(a.join().statusCode()).isEqualTo(200));
    }
  }

  @Test
  void drainingEndsOnlyAfterTheBatchThatHasBegun() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (FakeWorker worker =
            new FakeWorker("1")
                .whenAsked(
                    body -> {
                      asked.countDown();
                      await(go);
                    });
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      CompletableFuture<HttpResponse<String>> answer = scene.inferLater("a", Scene.body("1"));
      await(asked);

      CompletableFuture<Void> drained = scene.gateway.drain("i1");
      assertThat(drained).isNotDone();
      go.countDown();

      assertThat(answer.join().statusCode()).isEqualTo(200);
      drained.join();
    }
  }

  @Test
  void aCrashedWorkersRequestsAreAnsweredByAnother() throws Exception {
    try (FakeWorker bad = new FakeWorker("1").mode(Mode.CLOSES_UNANSWERED);
        FakeWorker good = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", bad).admit("i2", "a", good)) {
      for (int i = 0; i < 5; i++) {
        assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);
      }

      assertThat(scene.suspected).anyMatch(line -> line.startsWith("i1"));
    }
  }

  @Test
  void aWorkerThatIsGoneIsSuspectedAndItsRequestsAreAnsweredByAnother() throws Exception {
    AtomicInteger toldBefore = new AtomicInteger(-1);
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FakeWorker good = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO)) {
      int port = unused.getLocalPort();
      unused.close();
      InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      scene.gateway.admit("i1", "a", nobody, Scene.CURVE, "1");
      scene.admit("i2", "a", good.whenAsked(body -> toldBefore.set(scene.suspected.size())));

      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);
      assertThat(toldBefore).as("told before the second try").hasValue(1);
      assertThat(scene.suspected).hasSize(1);
    }
  }

  @Test
  void answersThatAreWrongAreTriedAgainOnceAndThenReported() throws Exception {
    for (Mode mode : List.of(Mode.FAILS, Mode.NO_JSON, Mode.WRONG_ROWS)) {
      try (FakeWorker worker = new FakeWorker("1").mode(mode);
          Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
        HttpResponse<String> answer = scene.infer("a", Scene.body("1,2", "3,4"));

        assertThat(answer.statusCode()).as(mode + answer.body()).isEqualTo(502);
        assertThat(worker.batches()).as("%s", mode).hasSize(2);
        assertThat(scene.gateway.takeOutcome("a").dropped()).isEqualTo(2);
      }
    }
  }

  @Test
  void aWorkerThatSaysWhatIsNoHttpIsSuspected() throws Exception {
    for (Mode mode : List.of(Mode.NO_HTTP, Mode.ANSWERS_HALF)) {
      try (FakeWorker worker = new FakeWorker("1").mode(mode);
          Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
        assertThat(scene.infer("a", Scene.body("1")).statusCode()).as("%s", mode).isEqualTo(502);
        assertThat(scene.suspected).as("%s", mode).isNotEmpty();
      }
    }
  }

  @Test
  void oneBadRequestDoesNotSpoilTheOthersOfItsBatch() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (FakeWorker worker =
            new FakeWorker("1").mode(Mode.REFUSES_POISON).whenAsked(body -> await(first));
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      CompletableFuture<HttpResponse<String>> warm = scene.inferLater("a", Scene.body("1"));
      awaitWaiting(scene, 0);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (String value : List.of("1", "666", "2")) {
        answers.add(scene.inferLater("a", Scene.body(value)));
      }
      awaitWaiting(scene, 3);
      first.countDown();

      assertThat(warm.join().statusCode()).isEqualTo(200);
      assertThat(answers.stream().map(a -> a.join().statusCode())).containsExactly(200, 400, 200);
      assertThat(answers.get(1).join().body()).contains("poison");
    }
  }

  @Test
  void aHangingWorkersCallersAreAnsweredAtTheDeadlineAndOthersServeOn() throws Exception {
    try (FakeWorker hanging = new FakeWorker("1").mode(Mode.HANGS);
        FakeWorker good = new FakeWorker("1");
        Scene scene = new Scene().join("a", Duration.ofMillis(200)).admit("i1", "a", hanging)) {
      HttpResponse<String> answer = scene.infer("a", Scene.body("1"));

      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(scene.gateway.takeOutcome("a")).isEqualTo(new Outcome(1, 0, 1, 0, 0, 0));
      scene.admit("i2", "a", good);
      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);
      eventually(() -> !scene.suspected.isEmpty());
    }
  }

  @Test
  void aWorkerThatAnswersByDripsCountsAsHanging() throws Exception {
    try (FakeWorker worker = new FakeWorker("1").mode(Mode.DRIPS);
        Scene scene = new Scene().join("a", Duration.ofMillis(200)).admit("i1", "a", worker)) {
      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(504);
      eventually(() -> !scene.suspected.isEmpty());
    }
  }

  @Test
  void aWorkerThatIsReadyAgainGetsRequestsAgain() throws Exception {
    try (FakeWorker worker = new FakeWorker("1").mode(Mode.CLOSES_UNANSWERED);
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      CompletableFuture<HttpResponse<String>> failed = scene.inferLater("a", Scene.body("1"));
      assertThat(failed.join().statusCode()).isEqualTo(502);
      worker.mode(Mode.GOOD);

      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);
      assertThat(scene.recovered).contains("i1");
    }
  }

  @Test
  void aNewWorkerOnAnInstanceTakesOver() throws Exception {
    try (FakeWorker dead = new FakeWorker("1");
        FakeWorker next = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", dead)) {
      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);
      dead.close();
      CompletableFuture<HttpResponse<String>> waiting = scene.inferLater("a", Scene.body("2"));
      eventually(() -> !scene.suspected.isEmpty());

      scene.admit("i1", "a", next);

      assertThat(waiting.join().statusCode()).isEqualTo(200);
      assertThat(next.batches()).hasSize(1);
    }
  }

  @Test
  void aTenantThatLeavesWhileItsWorkerFailsHasEveryCallAnswered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (FakeWorker worker =
            new FakeWorker("1")
                .mode(Mode.CLOSES_UNANSWERED)
                .pauseMillis(100)
                .whenAsked(body -> asked.countDown());
        Scene scene = new Scene().join("a", Duration.ofMillis(500)).admit("i1", "a", worker)) {
      CompletableFuture<HttpResponse<String>> answer = scene.inferLater("a", Scene.body("1"));
      await(asked);

      scene.gateway.leave("a").join();

      assertThat(answer.join().statusCode()).isIn(502, 503, 504);
    }
  }

  @Test
  void whatCannotBeAnsweredInTimeIsToldSoWithRetryAfter() throws Exception {
    try (Scene scene = new Scene().join("a", Duration.ofMillis(100))) {
      HttpResponse<String> answer = scene.infer("a", Scene.body("1"));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(scene.gateway.takeOutcome("a")).isEqualTo(new Outcome(1, 0, 0, 1, 0, 0));
    }
  }

  @Test
  void aFullQueueIsToldAtOnce() throws Exception {
    try (Scene scene = new Scene().join("a", SLO, 2, TenantLimits.USUAL)) {
      CompletableFuture<HttpResponse<String>> waiting = scene.inferLater("a", Scene.body("1", "2"));
      awaitWaiting(scene, 2);

      HttpResponse<String> answer = scene.infer("a", Scene.body("3"));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(waiting).isNotDone();
    }
  }

  @Test
  void moreCallsThanAgreedAreToldToComeLater() throws Exception {
    TenantLimits limits = new TenantLimits(0.01, 2, 1 << 20, 10, 1 << 20);
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO, 10, limits).admit("i1", "a", worker)) {
      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);
      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(200);

      HttpResponse<String> answer = scene.infer("a", Scene.body("1"));
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void labelsReachTheListenerWithWhatWasPredicted() throws Exception {
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      String call = Scene.body("0,9,1", "5,1,1").replace("{\"inputs\"", "{\"id\":\"q\",\"inputs\"");
      assertThat(scene.infer("a", call).body()).contains("\"id\":\"q\"");

      String labels = "{\"labels\":[{\"id\":\"q\",\"label\":[1,2]},{\"id\":\"none\",\"label\":1}]}";
      HttpResponse<String> answer =
          scene.send("POST", "/v1/tenants/a/labels", Scene.TOKEN, labels).join();

      assertThat(answer.body()).isEqualTo("{\"taken\":1,\"unknown\":1}");
      assertThat(scene.labels).containsExactly("a 1 1 1", "a 1 0 2");
    }
  }

  @Test
  void aLabelOfAnAnswerWithoutNumbersIsUnknownAndSpoilsNoOther() throws Exception {
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).admit("i1", "a", worker)) {
      scene.infer("a", "{\"id\":\"texts\"," + Scene.body("\"1\",\"2\"").substring(1));
      scene.infer("a", "{\"id\":\"q\"," + Scene.body("1,2").substring(1));

      String labels = "{\"labels\":[{\"id\":\"texts\",\"label\":1},{\"id\":\"q\",\"label\":1}]}";
      assertThat(scene.send("POST", "/v1/tenants/a/labels", Scene.TOKEN, labels).join().body())
          .isEqualTo("{\"taken\":1,\"unknown\":1}");
      assertThat(scene.labels).containsExactly("a 1 1 1");
    }
  }

  /** Bodies of both sizes: what is large is handed on by a thread of its own. */
  @ParameterizedTest
  @ValueSource(ints = {0, 40_000})
  void whoMeetsADefectIsToldSoAndHoldsNoMemory(int padding) throws Exception {
    TenantLimits limits = new TenantLimits(1000, 1000, 60_000, 10, 1 << 20);
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO, 10, limits).admit("i1", "a", worker)) {
      scene.whenLabelled(
          () -> {
            throw new IllegalStateException("a defect, as this test wants it");
          });
      String labels = " ".repeat(padding) + "{\"labels\":[{\"id\":\"q\",\"label\":1}]}";
      for (int i = 0; i < 2; i++) {
        scene.infer("a", "{\"id\":\"q\"," + Scene.body("1,2").substring(1));
        HttpResponse<String> answer =
            scene.send("POST", "/v1/tenants/a/labels", Scene.TOKEN, labels).join();

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).startsWith("{\"error\":");
      }
    }
  }

  @Test
  void onlyTheLastAnswersAreRemembered() throws Exception {
    TenantLimits limits = new TenantLimits(1000, 1000, 1 << 20, 2, 1 << 20);
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO, 10, limits).admit("i1", "a", worker)) {
      for (int i = 0; i < 3; i++) {
        scene.infer("a", "{\"id\":\"q" + i + "\"," + Scene.body("1,2").substring(1));
      }
      String labels = "{\"labels\":[{\"id\":\"q0\",\"label\":1},{\"id\":\"q2\",\"label\":1}]}";

      assertThat(scene.send("POST", "/v1/tenants/a/labels", Scene.TOKEN, labels).join().body())
          .isEqualTo("{\"taken\":1,\"unknown\":1}");
    }
  }

  @Test
  void aTenantThatLeavesIsNoLongerThere() throws Exception {
    try (FakeWorker worker = new FakeWorker("1");
        Scene scene = new Scene().join("a", SLO).join("b", SLO).admit("i1", "a", worker)) {
      scene.gateway.leave("a").join();

      assertThat(scene.infer("a", Scene.body("1")).statusCode()).isEqualTo(401);
    }
  }

  private static void awaitWaiting(Scene scene, int rows) {
    eventually(
        () ->
            scene.gateway.counts().tenants().stream()
                .anyMatch(t -> t.waiting() == rows && t.waiting() + t.begun() > 0));
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
