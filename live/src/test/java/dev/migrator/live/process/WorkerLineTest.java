package dev.migrator.live.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkerLineTest {

  @Test
  void readsWhatWorkersSay() {
    assertThat(WorkerLine.read("{\"event\":\"ready\",\"port\":40123}"))
        .contains(new WorkerEvent.Ready(OptionalInt.of(40_123)));
    assertThat(
            WorkerLine.read(
                "{\"event\":\"progress\",\"done\":3,\"of\":10,\"remainingSeconds\":1.5,\"x\":[]}"))
        .contains(
            new WorkerEvent.Progress(3, 10, Duration.ofMillis(1_500), OptionalDouble.empty()));
    assertThat(WorkerLine.read("{\"event\":\"checkpoint\",\"path\":\"/c\",\"done\":3.5,\"of\":10}"))
        .contains(new WorkerEvent.Checkpoint(Path.of("/c"), 3.5, 10));
    assertThat(WorkerLine.read("{\"event\":\"done\",\"weights\":\"/w\",\"accuracy\":0.91}"))
        .contains(new WorkerEvent.Done(Path.of("/w"), 0.91));
    assertThat(WorkerLine.read("{\"event\":\"failed\",\"reason\":\"no data\"}"))
        .contains(new WorkerEvent.Failed("no data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "loading",
        "{",
        "{\"event\":\"dance\"}",
        "{\"event\":\"done\"}",
        "{\"event\":\"checkpoint\",\"path\":\"\"}",
        "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}"
      })
  void takesWhatIsNoEventForALineOfTheLog(String line) {
    assertThat(WorkerLine.read(line)).isEmpty();
  }

  @Test
  void doesNotBelieveFiguresThatCannotBe() {
    assertThat(WorkerLine.read("{\"event\":\"ready\",\"port\":700000}"))
        .contains(new WorkerEvent.Ready(OptionalInt.empty()));
    assertThat(WorkerLine.read("{\"event\":\"done\",\"weights\":\"/w\",\"accuracy\":7}"))
        .contains(new WorkerEvent.Done(Path.of("/w"), 1));
    assertThat(WorkerLine.read("{\"event\":\"progress\",\"remainingSeconds\":-4}"))
        .contains(new WorkerEvent.Progress(0, 0, Duration.ZERO, OptionalDouble.empty()));
  }
}
