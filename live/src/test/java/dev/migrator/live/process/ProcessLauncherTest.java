package dev.migrator.live.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProcessLauncherTest {
  /** Each has two threads that wait for it; of carriers of virtual threads there are 256. */
  private static final int MANY = 130;

  private static final class Heard implements WorkerListener {
    final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    final CompletableFuture<Integer> exit = new CompletableFuture<>();

    @Override
    public void said(WorkerEvent event) {
      threads.add(Thread.currentThread());
      events.add(event);
    }

    @Override
    public void logged(String line) {
      threads.add(Thread.currentThread());
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
  void readersAreNamedAfterTheirWorkerAndEndWithIt() throws Exception {
    Heard heard = new Heard();
    RunningWorker worker = launch("echo here; echo there >&2", heard);
    heard.exitCode();
    assertThat(heard.threads)
        .extracting(Thread::getName)
        .containsExactlyInAnyOrder(
            "worker-" + worker.pid() + "-output", "worker-" + worker.pid() + "-complaints");
    for (Thread thread : heard.threads) {
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.join(Duration.ofMinutes(1))).as(thread.getName()).isTrue();
    }
  }

  @Test
  void virtualThreadsRunBesideManyWorkers() throws Exception {
    List<RunningWorker> workers = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        workers.add(launch("read word", new Heard()));
      }
      assertThat(Thread.startVirtualThread(() -> {}).join(Duration.ofSeconds(10))).isTrue();
    } finally {
      workers.forEach(worker -> worker.tell("stop"));
    }
  }

  @Test
  void saysThatThereIsNoSuchCommand() {
    assertThatThrownBy(
            () -> new ProcessLauncher(List.of("/no/such/worker")).launch(Map.of(), new Heard()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/worker");
  }
}
