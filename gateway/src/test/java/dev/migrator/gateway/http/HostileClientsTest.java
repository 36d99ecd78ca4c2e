package dev.migrator.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.gateway.FakeWorker;
import dev.migrator.gateway.Scene;
import dev.migrator.gateway.serve.TenantLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send that mean harm, or know no better, on sockets of their own. */
final class HostileClientsTest {
  private static final int MOST_BODY = 1 << 20;
  private static final Duration PATIENCE = Duration.ofMillis(400);
  private static final String POST =
      "POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
          + Scene.TOKEN
          + "\r\n";
  private static final String GOOD = Scene.body("1,2");
  private static final String GOOD_REQUEST =
      POST + "Content-Length: " + GOOD.length() + "\r\n\r\n" + GOOD;

  private FakeWorker worker;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    worker = new FakeWorker("1");
    scene =
        new Scene(
                new DoorSettings(
                    "127.0.0.1", 0, MOST_BODY, 600, PATIENCE, PATIENCE, Duration.ofMillis(900)))
            .join("a", Duration.ofSeconds(5))
            .admit("i1", "a", worker);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
    worker.close();
  }

  @Test
  void whoIsRefusedBeforeTheBodyIsReadIsToldThatTheConnectionCloses() throws Exception {
    String refused = "POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";
    try (RawClient client = client()) {
      String head = client.send(refused).head();

      assertThat(RawClient.status(head)).isEqualTo(401);
      assertThat(head.toLowerCase(Locale.ROOT)).contains("connection: close");
      client.awaitClosed();
    }
  }

  @Test
  void whoIsRefusedWithTheWholeBodySentMayAskAgain() throws Exception {
    String refused = "POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    try (RawClient client = client()) {
      for (int i = 0; i < 3; i++) {
        String head = client.send(refused).head();

        assertThat(RawClient.status(head)).isEqualTo(401);
        assertThat(head.toLowerCase(Locale.ROOT)).doesNotContain("connection: close");
      }
      assertThat(client.send(GOOD_REQUEST).status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatIsSaidToBeTooLargeIsRefusedBeforeItIsRead() throws Exception {
    try (RawClient client = client()) {
      assertThat(client.send(POST + "Content-Length: 1048577\r\n\r\n").status()).isEqualTo(413);
    }
    assertThat(scene.gateway.counts().door().tooLarge()).isEqualTo(1);
  }

  @Test
  void aBodyInChunksThatGrowsTooLargeIsRefused() throws Exception {
    try (RawClient client = client()) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
      for (int i = 0; i < 20; i++) {
        client.send(chunk);
      }
      assertThat(client.status()).isEqualTo(413);
    }
    assertThat(scene.gateway.counts().door().tooLarge()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {40_000, 1 << 20, 3 << 19})
  void whoIsRefusedWhileStillSendingReadsWhy(int bodyBytes) throws Exception {
    String[] refusedHeads = {
      "POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\n",
      "POST /v2/models/b/infer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer no\r\n",
    };
    String half = " ".repeat(bodyBytes / 2);
    for (String head : refusedHeads) {
      try (RawClient client = client()) {
        client.send(head + "Content-Length: " + 2 * half.length() + "\r\n\r\n" + half);
        // Time to refuse it.
        Thread.sleep(50);
        client.send(half);

        assertThat(client.status()).isEqualTo(401);
        client.awaitClosed();
      }
    }
    assertThat(scene.gateway.counts().door().cut()).isZero();
  }

  @Test
  void whoSendsOnWithoutEndAfterARefusalIsCutOff() throws Exception {
    try (RawClient client = client()) {
      client.send(
          "POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
      int sent = 0;
      while (client.trySend(chunk)) {
        sent++;
        // Twice the largest body, and what lies in the sockets between.
        assertThat(sent).isLessThan(200);
      }
      assertThat(sent).isGreaterThanOrEqualTo(2 * MOST_BODY / 0x10000);
    }
  }

  @Test
  void whoDripsOnAfterARefusalIsCutOff() throws Exception {
    try (RawClient client = client()) {
      client.send("POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n");
      assertThat(client.status()).isEqualTo(401);
      drip(client, " ".repeat(5_000));
      client.awaitClosed();
    }
  }

  @Test
  void whoAsksBeforeSendingABodyIsToldNotTo() throws Exception {
    try (RawClient client = client()) {
      client.send(
          "POST /v2/models/a/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n"
              + "Expect: 100-continue\r\n\r\n");
      assertThat(client.status()).isEqualTo(401);
      assertThat(client.head()).isEmpty();
    }
  }

  @Test
  void aBodyInChunksIsAnsweredLikeAnyOther() throws Exception {
    try (RawClient client = client()) {
      String chunk = Integer.toHexString(GOOD.length()) + "\r\n" + GOOD + "\r\n0\r\n\r\n";
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk);

      assertThat(client.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: abc",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, identity",
        "Host: y",
        "No colon here"
      })
  void headersThatContradictThemselvesAreRefused(String headers) throws Exception {
    try (RawClient client = client()) {
      assertThat(client.send(POST + headers + "\r\n\r\nabc").status()).isEqualTo(400);
    }
  }

  @Test
  void headersWithoutEndAreRefused() throws Exception {
    try (RawClient client = client()) {
      assertThat(client.send(POST + "X: " + "y".repeat(20_000) + "\r\n\r\n").status())
          .isEqualTo(431);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[2147483647,2147483647],\"datatype\":\"FP32\","
            + "\"data\":[1]}]}",
        "not json",
        "{\"inputs\":"
      })
  void whatIsNoRequestIsSaidToBeNone(String body) throws Exception {
    assertThat(scene.infer("a", body).statusCode()).isEqualTo(400);
    assertThat(scene.infer("a", "[".repeat(100_000)).statusCode()).isEqualTo(400);
    assertThat(scene.infer("a", "{\"x\":" + "[".repeat(100_000)).statusCode()).isEqualTo(400);
    assertThat(worker.batches()).isEmpty();
  }

  @Test
  void requestsSentOneRightAfterTheOtherAreAnsweredInTheirOrder() throws Exception {
    try (RawClient client = client()) {
      client.send(GOOD_REQUEST + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" + GOOD_REQUEST);

      assertThat(List.of(client.status(), client.status(), client.status()))
          .containsExactly(200, 401, 200);
    }
  }

  @Test
  void aClientThatSendsItsHeadersByDripsIsCut() throws Exception {
    try (RawClient client = client()) {
      drip(client, GOOD_REQUEST);
      client.awaitClosed();
    }
    assertThat(scene.gateway.counts().door().cut()).isEqualTo(1);
  }

  @Test
  void aClientThatSendsItsSecondHeadersByDripsIsCut() throws Exception {
    try (RawClient client = client()) {
      assertThat(client.send(GOOD_REQUEST).status()).isEqualTo(200);
      drip(client, GOOD_REQUEST);
      client.awaitClosed();
    }
    assertThat(scene.gateway.counts().door().cut()).isEqualTo(1);
  }

  @Test
  void aClientThatSendsItsBodyByDripsIsCut() throws Exception {
    try (RawClient client = client()) {
      client.send(POST + "Content-Length: 5000\r\n\r\n");
      drip(client, " ".repeat(5_000));
      client.awaitClosed();
    }
    assertThat(scene.gateway.counts().door().cut()).isEqualTo(1);
  }

  @Test
  void aClientThatSaysNothingIsCut() throws Exception {
    try (RawClient client = client()) {
      client.awaitClosed();
    }
  }

  @Test
  void aClientThatWaitsForItsAnswerIsNotCut() throws Exception {
    worker.pauseMillis(2_000);
    try (RawClient client = client()) {
      assertThat(client.send(GOOD_REQUEST).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatDoesNotTakeItsAnswerIsCut() throws Exception {
    String large = Scene.body("1".repeat(60) + "1,".repeat(250_000) + "1");
    String request = POST + "Content-Length: " + large.length() + "\r\n\r\n" + large;
    try (RawClient client = client()) {
      for (int i = 0; i < 30 && client.trySend(request); i++) {
        assertThat(request).isNotEmpty();
      }
    }
    assertThat(scene.gateway.counts().door().cut()).isEqualTo(1);
  }

  @Test
  void aGoodClientIsServedBesideManyThatDrip() throws Exception {
    List<RawClient> drippers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      drippers.add(client().send("POST /v2/mod"));
    }
    for (int round = 0; round < 10; round++) {
      drippers.forEach(dripper -> dripper.trySend("x"));
      assertThat(scene.infer("a", GOOD).statusCode()).isEqualTo(200);
    }
    for (RawClient dripper : drippers) {
      dripper.awaitClosed();
      dripper.close();
    }
  }

  @Test
  void thereAreNeverMoreConnectionsThanAllowedAndRoomComesBack() throws Exception {
    try (Scene small =
        new Scene(new DoorSettings("127.0.0.1", 0, MOST_BODY, 2, PATIENCE, PATIENCE, PATIENCE))
            .join("a", Duration.ofSeconds(5))
            .admit("i1", "a", worker)) {
      List<RawClient> silent = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        silent.add(new RawClient(small.gateway.port()));
      }
      assertThat(small.gateway.counts().door().connections()).isLessThanOrEqualTo(2);
      for (RawClient client : silent) {
        client.awaitClosed();
        client.close();
      }
      try (RawClient good = new RawClient(small.gateway.port())) {
        assertThat(good.send(GOOD_REQUEST).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void bodiesOfOneTenantTakeNoMoreMemoryThanAgreed() throws Exception {
    TenantLimits little = new TenantLimits(1000, 1000, 10_000, 10, 1_000);
    scene.join("b", Duration.ofSeconds(5), 100, little);

    assertThat(scene.infer("b", Scene.body("1,".repeat(20_000) + "1")).statusCode()).isEqualTo(503);
    assertThat(scene.infer("a", GOOD).statusCode()).isEqualTo(200);
    scene.admit("i2", "b", worker);
    for (int i = 0; i < 20; i++) {
      // What was granted comes back with every answer.
      assertThat(scene.infer("b", Scene.body("1,".repeat(3_000) + "1")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void anAnswerSaysNothingOfTheServer() throws Exception {
    try (RawClient client = client()) {
      assertThat(client.send(GOOD_REQUEST).head().toLowerCase(Locale.ROOT))
          .doesNotContain("server:", "jetty", "x-powered-by");
    }
  }

  private RawClient client() throws Exception {
    return new RawClient(scene.gateway.port());
  }

  /** A byte every 20 ms, until it is cut or all is sent. */
  private static void drip(RawClient client, String text) throws InterruptedException {
    for (int i = 0; i < text.length(); i++) {
      if (!client.trySend(text.substring(i, i + 1))) {
        return;
      }
      Thread.sleep(20);
    }
  }
}
