package dev.migrator.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a whole system, with real processes and sockets; it goes on serving. */
@Tag("long")
final class BadDayTest {
  private static final String CATS = "cats-secret";
  private static final String DOGS = "dogs-secret";

  @TempDir private Path data;

  @Test
  void aRetrainingThatRunsOutOfMemoryFailsAloneAndTheOldModelServesOn() throws Exception {
    try (Rig rig = new Rig(data, "plain", "hungry")) {
      rig.await("both to serve", () -> rig.serves("cats") && rig.serves("dogs"));
      try (Callers callers = new Callers(rig, "cats", "dogs")) {
        rig.await("it to fail", () -> rig.count("retraining-failed", "dogs") > 0);
        rig.await("the other's to end well", () -> rig.count("weights-swapped", "cats") > 0);
        assertThat(callers.failures()).isEmpty();
      }
      assertThat(rig.count("worker-crashed", "dogs")).isZero();
      assertThat(rig.infer("dogs").body()).contains("\"model_version\":\"0\"");
      assertThat(metrics(rig)).contains("migrator_events_total{kind=\"retraining-failed\"} ");
    }
  }

  @Test
  void workersThatCrashOrStandStillAreReplacedAndTheOtherTenantServesOn() throws Exception {
    try (Rig rig = new Rig(data, "steady", "steady")) {
      rig.await("both to serve", () -> rig.serves("cats") && rig.serves("dogs"));
      for (String signal : List.of("SEGV", "STOP", "KILL")) {
        List<ProcessHandle> victims;
        try (Callers others = new Callers(rig, "dogs")) {
          victims = crashed(rig, signal);
          rig.await("another worker after " + signal, () -> rig.serves("cats"));
          assertThat(others.failures())
              .as(() -> "while another's worker had " + signal + rig.lastEvents())
              .isEmpty();
        }
        assertThat(victims).noneMatch(ProcessHandle::isAlive);
      }
      assertThat(metrics(rig)).contains("migrator_events_total{kind=\"worker-crashed\"} ");
    }
  }

  /**
   * Sends a signal to the worker of cats, and waits until that is noticed as a crash. Where a plan
   * takes the worker away before, which is none, the next one gets it.
   */
  private static List<ProcessHandle> crashed(Rig rig, String signal) throws Exception {
    long crashes = rig.count("worker-crashed", "cats");
    long taken = rig.count("worker-killed", "cats");
    List<ProcessHandle> victims = new ArrayList<>();
    while (rig.count("worker-crashed", "cats") == crashes) {
      assertThat(victims).as("taken away by plans").hasSizeLessThan(3);
      long before = taken + victims.size();
      ProcessHandle victim = servingCats(rig);
      victims.add(victim);
      signal(victim, signal);
      rig.await(
          "a crash by " + signal,
          () -> {
            // Somebody has to ask, or nobody notices that it stands still.
            rig.serves("cats");
            return rig.count("worker-crashed", "cats") > crashes
                || rig.count("worker-killed", "cats") > before;
          });
    }
    return victims;
  }

  @Test
  void noRequestFailsWhileTheGpuIsCutAnew() throws Exception {
    try (Rig rig = new Rig(data, "plain", "plain")) {
      rig.await("both to serve", () -> rig.serves("cats") && rig.serves("dogs"));
      try (Callers callers = new Callers(rig, "cats")) {
        for (int i = 0; i < 2; i++) {
          assertThat(rig.call("POST", "/api/v1/tenants", Rig.OPERATOR, "birds").statusCode())
              .isEqualTo(201);
          rig.await("the new tenant", () -> rig.serves("birds"));
          assertThat(rig.call("DELETE", "/api/v1/tenants/birds", Rig.OPERATOR, "").statusCode())
              .isEqualTo(200);
        }
        rig.await("a retraining", () -> rig.count("weights-swapped", "cats") > 0);
        assertThat(callers.answers()).isPositive();
        assertThat(callers.failures()).isEmpty();
      }
    }
  }

  @Test
  void everyRouteOpensToThoseItIsForAndToNobodyElse() throws Exception {
    try (Rig rig = new Rig(data, "plain", "plain")) {
      rig.await("a turn", () -> rig.daemon.view().isPresent());
      Set<String> covered = new TreeSet<>();
      JsonNode paths =
          new ObjectMapper()
              .readTree(rig.call("GET", "/api/v1/openapi.json", "", "").body())
              .path("paths");
      for (Map.Entry<String, JsonNode> path : paths.properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          if (!method.getKey().equals("parameters")) {
            boolean isOpen = method.getValue().path("security").isArray();
            covered.add(method.getKey() + " " + path.getKey());
            check(rig, method.getKey().toUpperCase(Locale.ROOT), path.getKey(), isOpen);
          }
        }
      }
      assertThat(covered).contains("get /metrics", "delete /api/v1/tenants/{tenant}").hasSize(13);
      assertThat(rig.daemon.view().orElseThrow().tenants()).hasSize(2);
    }
  }

  private static void check(Rig rig, String method, String path, boolean isOpen)
      throws IOException, InterruptedException {
    if (path.equals("/api/v1/events")) {
      assertThat(status(rig, method, path, Rig.OPERATOR)).isEqualTo(200);
    }
    String address = path.replace("{tenant}", "cats");
    boolean isOwn = path.contains("{tenant}") && method.equals("GET");
    for (String stranger : List.of("", "nobodys-secret", "cats", "operators-secret2")) {
      assertThat(status(rig, method, address, stranger))
          .as("%s %s with '%s'", method, address, stranger)
          .isEqualTo(isOpen ? 200 : 401);
    }
    assertThat(status(rig, method, address, DOGS))
        .as("%s %s as another tenant", method, address)
        .isEqualTo(isOpen ? 200 : 403);
    assertThat(status(rig, method, address, CATS))
        .as("%s %s as a tenant", method, address)
        .isEqualTo(isOpen || isOwn ? 200 : 403);
  }

  private static int status(Rig rig, String method, String path, String token)
      throws IOException, InterruptedException {
    return rig.call(method, path, token, "").statusCode();
  }

  @Test
  void aTenantSeesNothingOfAnother() throws Exception {
    try (Rig rig = new Rig(data, "plain", "plain")) {
      rig.await("both to serve", () -> rig.serves("cats") && rig.serves("dogs"));
      List<String> seen = new ArrayList<>();
      seen.add(rig.call("GET", "/api/v1/tenants/cats", CATS, "").body());
      for (String path :
          List.of("/api/v1/tenants/dogs", "/api/v1/events", "/metrics", "/api/v1/nowhere")) {
        seen.add(rig.call("GET", path, CATS, "").body());
      }
      seen.add(rig.infer("cats").body());
      assertThat(seen).noneMatch(body -> body.contains("dogs"));
      assertThat(rig.call("GET", "/api/v1/tenants/dogs", CATS, "").body())
          .isEqualTo(rig.call("GET", "/api/v1/tenants/ghosts", CATS, "").body());
      assertThat(rig.events.after(0)).noneMatch(event -> event.text().contains("secret"));
      assertThat(metrics(rig)).doesNotContain("secret");
    }
  }

  @Test
  void clientsThatAreTooSlowForTheOperatorsAddressAreCutAndCounted() throws Exception {
    try (Rig rig = new Rig(data, "plain", "plain");
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), rig.api.port());
        Socket body = new Socket(InetAddress.getLoopbackAddress(), rig.api.port())) {
      body.getOutputStream()
          .write(
              "POST /api/v1/tenants HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      dripUntilCut(slow, body);
      rig.await("it to be counted", () -> rig.count("slow-clients-cut", "") > 0);
      assertThat(rig.call("GET", "/api/v1/health", "", "").statusCode()).isEqualTo(200);
    }
  }

  /** The deadline is the server's; without one this would go on for ever. */
  private static void dripUntilCut(Socket... sockets) throws InterruptedException {
    List<Socket> open = new ArrayList<>(List.of(sockets));
    while (!open.isEmpty()) {
      open.removeIf(socket -> !isDripped(socket));
      Thread.sleep(100);
    }
  }

  private static boolean isDripped(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write('x');
      socket.setSoTimeout(1);
      InputStream in = socket.getInputStream();
      return in.read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String metrics(Rig rig) throws IOException, InterruptedException {
    return rig.call("GET", "/metrics", Rig.OPERATOR, "").body();
  }

  /**
   * The worker that has the port which cats' requests go to: the one whose tenant it says it is. It
   * is called, for whom nobody calls gets only what nobody else needs.
   */
  private static ProcessHandle servingCats(Rig rig) throws InterruptedException {
    List<ProcessHandle> found = new ArrayList<>();
    rig.await(
        "a worker of cats",
        () -> {
          found.clear();
          rig.serves("cats");
          Rig.workers().stream().filter(BadDayTest::isOfCats).forEach(found::add);
          return found.size() == 1;
        });
    return found.getFirst();
  }

  private static boolean isOfCats(ProcessHandle process) {
    try {
      String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
      return environment.contains("MIGRATOR_TENANT=cats")
          && environment.contains("MIGRATOR_TASK=infer");
    } catch (IOException e) {
      return false;
    }
  }

  private static void signal(ProcessHandle process, String name)
      throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  /** Callers who ask one after the other, until they are closed. */
  private static final class Callers implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean over;

    Callers(Rig rig, String... tenants) {
      for (String tenant : tenants) {
        threads.add(Thread.startVirtualThread(() -> ask(rig, tenant)));
      }
    }

    List<String> failures() {
      return List.copyOf(failures);
    }

    long answers() {
      return answers.get();
    }

    private void ask(Rig rig, String tenant) {
      try {
        while (!over) {
          var answer = rig.infer(tenant);
          if (answer.statusCode() == 200) {
            answers.incrementAndGet();
          } else {
            failures.add(tenant + ": " + answer.statusCode() + " " + answer.body());
          }
          Thread.sleep(20);
        }
      } catch (IOException | InterruptedException e) {
        failures.add(tenant + ": " + e);
      }
    }

    @Override
    public void close() throws InterruptedException {
      over = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
