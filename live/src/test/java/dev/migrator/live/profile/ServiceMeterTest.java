package dev.migrator.live.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.Profile;
import dev.migrator.live.process.RunningWorker;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ServiceMeterTest {
  private static final Profile SIZE = GpuModels.named("A100-80GB").profile("3g");
  private static final Pattern ROWS = Pattern.compile("\"shape\":\\[([0-9]+),2,32]");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("MIGRATOR_TENANT", "cats", "MIGRATOR_WEIGHTS", "/w", "MIGRATOR_VERSION", "3");

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> rows = Collections.synchronizedList(new ArrayList<>());
  private int done;

  @Test
  void measuresEachSizeOfBatchAndLeavesOutWhatTheWorkerRefuses() throws IOException {
    SizeFigures figures = meter(true, 1, 4, 8, 16, 32).measure(SIZE, ENVIRONMENT);

    assertThat(figures.points()).extracting(BatchFigures::batch).containsExactly(1, 4, 8);
    assertThat(figures.leftOut()).hasValue("batch 16: the worker answered 400: too many");
    assertThat(rows).contains(16).doesNotContain(32);
    assertThat(done).isEqualTo(5);
    for (BatchFigures point : figures.points()) {
      assertThat(point.batches()).isBetween(1, Collections.frequency(rows, point.batch()));
      assertThat(point.p50Millis()).isPositive().isLessThanOrEqualTo(point.p99Millis());
    }
  }

  @Test
  void tellsHowLongStartAndLoadingTook() throws IOException {
    SizeFigures figures = meter(true, 1).measure(SIZE, ENVIRONMENT);

    assertThat(figures.start()).isPositive();
    assertThat(figures.load()).hasValueSatisfying(load -> assertThat(load).isPositive());
    assertThat(told).containsExactly("loaded", "stop");
  }

  @Test
  void killsWorkerThatDoesNotStop() throws IOException {
    meter(false, 1).measure(SIZE, ENVIRONMENT);

    assertThat(told).containsExactly("loaded", "stop", "killed");
  }

  @Test
  void saysWhatAWorkerSaidThatEndsBeforeItIsReady() {
    ServiceMeter meter =
        new ServiceMeter(
            (environment, listener) -> {
              listener.logged("no such model");
              listener.ended(3);
              return new Gone();
            },
            settings(List.of(1)),
            System::nanoTime,
            () -> {});

    assertThatThrownBy(() -> meter.measure(SIZE, ENVIRONMENT))
        .isInstanceOf(IOException.class)
        .hasMessage("the worker ended before it was ready; it said last: no such model");
    assertThat(told).containsExactly("killed");
  }

  @Test
  void measuresNothingAfterAnAbort() {
    ServiceMeter meter = meter(true, 1);
    meter.abort();

    assertThatThrownBy(() -> meter.measure(SIZE, ENVIRONMENT)).hasMessage("interrupted");
    assertThat(told).containsExactly("stop");
  }

  @Test
  void sumsUpByRank() {
    long[] nanos = new long[100];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (100 - i) * 1_000_000L;
    }

    BatchFigures figures = BatchFigures.of(4, nanos);
    assertThat(figures.rowsPerSecond()).isCloseTo(400 / 5.05, within(1e-9));
    assertThat(figures)
        .isEqualTo(new BatchFigures(4, 100, 50, 95, 99, 50.5, figures.rowsPerSecond()));
  }

  @Test
  void refusesRequestsThatNoWorkerTakes() throws IOException {
    ModelInputs inputs = ModelInputs.read(metadata("[-1, 1024]"));

    assertThatThrownBy(() -> inputs.request(1_025, new java.util.SplittableRandom(1)))
        .hasMessage(
            "a request of 1025 rows may be larger than the 8388608 bytes that a worker takes");
  }

  @Test
  void refusesInputsThatAreNoNumbers() {
    byte[] texts =
        "{\"inputs\":[{\"name\":\"t\",\"datatype\":\"BYTES\",\"shape\":[-1]}]}"
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ModelInputs.read(texts)).hasMessageContaining("expected numbers");
  }

  private ServiceMeter meter(boolean isObedient, Integer... batches) {
    return new ServiceMeter(
        (environment, listener) -> new Fake(listener, isObedient),
        settings(List.of(batches)),
        System::nanoTime,
        () -> done++);
  }

  private static ProfileSettings settings(List<Integer> batches) {
    return new ProfileSettings(
        batches,
        Duration.ofMillis(4),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofMillis(200),
        1);
  }

  private static byte[] metadata(String shape) {
    return "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":%s}]}"
        .formatted(shape)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A worker within this process that takes batches of up to eight. */
  private final class Fake implements RunningWorker {
    private final HttpServer server;
    private final WorkerListener listener;
    private final boolean isObedient;

    Fake(WorkerListener listener, boolean isObedient) throws IOException {
      this.listener = listener;
      this.isObedient = isObedient;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
      listener.said(new WorkerEvent.Ready(OptionalInt.of(server.getAddress().getPort())));
    }

    private void answer(HttpExchange exchange) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      Matcher shape = ROWS.matcher(body);
      int count = shape.find() ? Integer.parseInt(shape.group(1)) : 0;
      if (path.endsWith("/infer")) {
        rows.add(count);
      } else if (path.endsWith("/load")) {
        told.add("loaded");
      }
      byte[] answer =
          count > 8 ? "too many".getBytes(StandardCharsets.UTF_8) : metadata("[-1, 2, -1]");
      exchange.sendResponseHeaders(count > 8 ? 400 : 200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void tell(String word) {
      told.add(word);
      if (isObedient) {
        end();
      }
    }

    @Override
    public void kill() {
      told.add("killed");
      end();
    }

    private void end() {
      server.stop(0);
      listener.ended(0);
    }
  }

  private final class Gone implements RunningWorker {
    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void tell(String word) {}

    @Override
    public void kill() {
      told.add("killed");
    }
  }
}
