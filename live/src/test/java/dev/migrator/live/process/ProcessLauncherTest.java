package dev.migrator.live.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProcessLauncherTest {

  private static final class Heard implements WorkerListener {
    final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> exit = new CompletableFuture<>();

    @Override
    public void said(WorkerEvent event) {
      events.add(event);
    }

    @Override
    public void logged(String line) {
      log.add(line);
    }

    @Override
    public void ended(int exitCode) {
      exit.complete(exitCode);
    }

    int exitCode() throws Exception {
      return exit.get(1, TimeUnit.MINUTES);
    }
  }

  private static RunningWorker launch(String script, Heard heard) throws IOException {
    return new ProcessLauncher(List.of("sh", "-c", script))
        .launch(Map.of("MIGRATOR_TENANT", "cats"), heard);
  }

  @Test
  void tellsApartWhatIsSaidAndWhatIsForTheLog() throws Exception {
    Heard heard = new Heard();
    launch(
        "echo '{\"event\":\"ready\",\"port\":5}'; echo hello $MIGRATOR_TENANT; echo oh >&2; exit 3",
        heard);
    assertThat(heard.exitCode()).isEqualTo(3);
    assertThat(heard.events).containsExactly(new WorkerEvent.Ready(OptionalInt.of(5)));
    assertThat(heard.log).containsExactlyInAnyOrder("hello cats", "oh");
  }

  @Test
  void tellsAWorkerToStop() throws Exception {
    Heard heard = new Heard();
    RunningWorker worker = launch("read word; [ \"$word\" = stop ] && exit 7", heard);
    worker.tell("stop");
    assertThat(heard.exitCode()).isEqualTo(7);
    worker.tell("stop");
  }

  @Test
  void killsAWorkerThatDoesNotListen() throws Exception {
    Heard heard = new Heard();
    RunningWorker worker = launch("trap '' TERM; echo begun; while :; do sleep 1; done", heard);
    worker.kill();
    assertThat(heard.exitCode()).isEqualTo(137);
  }

  @Test
  void saysThatThereIsNoSuchCommand() {
    assertThatThrownBy(
            () -> new ProcessLauncher(List.of("/no/such/worker")).launch(Map.of(), new Heard()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/worker");
  }
}
