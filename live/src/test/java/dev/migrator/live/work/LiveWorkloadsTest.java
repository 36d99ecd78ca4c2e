package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.live.event.Event;
import dev.migrator.live.process.WorkerEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveWorkloadsTest {
  private static final Task INFER = new Task.Infer(Scene.TENANT);
  private static final Task.Retrain ALL = new Task.Retrain(Scene.TENANT, "all-layers");

  @TempDir private Path data;
  private Scene scene;

  @BeforeEach
  void open() throws IOException {
    scene = new Scene(data);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void startsAWorkerOnlyWhenItsInstanceExists() {
    scene.start("i1", INFER);
    scene.passes(Duration.ofSeconds(1));
    assertThat(scene.processes).isEmpty();
    assertThat(scene.state("i1")).isEqualTo(InstanceState.CREATING);

    scene.exists("i1");
    assertThat(scene.process().environment)
        .containsEntry("MIGRATOR_TASK", "infer")
        .containsEntry("MIGRATOR_TENANT", Scene.TENANT)
        .containsEntry("MIGRATOR_COMPUTE", "0.428571")
        .containsEntry("MIGRATOR_VERSION", "0")
        .containsEntry("MIGRATOR_WEIGHTS", "");
    assertThat(scene.state("i1")).isEqualTo(InstanceState.STARTING);

    scene.process().ready();
    scene.passes(Duration.ZERO);
    assertThat(scene.state("i1")).isEqualTo(InstanceState.READY);
  }

  @Test
  void whatRunsAlreadyIsNotStartedAgainForALoopThatBeginsAnew() {
    serve("i1");
    scene.work.start(new Step.Start("i1", INFER));
    scene.passes(Duration.ofSeconds(1));
    assertThat(scene.processes).hasSize(1);
    assertThat(scene.state("i1")).isEqualTo(InstanceState.READY);
  }

  @Test
  void aWorkerThatDiesIsStartedAgainOnItsInstanceAndAdmittedAgain() {
    serve("i1");
    scene.work.admit(new Step.Admit("i1"));
    assertThat(scene.worker("i1").admitted()).isTrue();

    scene.process().exits(137);
    scene.passes(Duration.ZERO);
    assertThat(scene.state("i1")).isEqualTo(InstanceState.STARTING);
    assertThat(scene.worker("i1").admitted()).isFalse();
    assertThat(scene.processes).hasSize(1);

    scene.passes(Duration.ofMillis(100));
    assertThat(scene.processes).hasSize(2);
    scene.process().ready();
    scene.passes(Duration.ZERO);
    assertThat(scene.worker("i1").admitted()).isTrue();
    assertThat(scene.kinds()).contains("worker-crashed");
  }

  @Test
  void whatADeadProcessSaidLastDoesNotCountForItsSuccessor() {
    serve("i1");
    FakeProcess first = scene.process();
    first.exits(1);
    scene.passes(Duration.ZERO);
    scene.passes(Duration.ofSeconds(1));
    first.ready();
    first.exits(1);
    scene.passes(Duration.ZERO);
    assertThat(scene.state("i1")).isEqualTo(InstanceState.STARTING);
    assertThat(scene.processes).hasSize(2);
  }

  @Test
  void retrainedWeightsServeAndCountUp() throws IOException {
    train("r1");
    assertThat(scene.process().environment)
        .containsEntry("MIGRATOR_TASK", "retrain")
        .containsEntry("MIGRATOR_CHOICE", "all-layers")
        .containsEntry("MIGRATOR_EPOCHS", "7");
    assertThat(Path.of(scene.process().environment.get("MIGRATOR_DATA"))).isNotEmptyDirectory();
    scene.passes(Duration.ofSeconds(6));
    finish(0.93);
    assertThat(scene.worker("r1").remaining()).isZero();

    scene.work.swap(new Step.Swap("r1", ALL));
    scene.work.fleet().destroy(new Step.Destroy("r1"));
    scene.passes(Duration.ZERO);
    assertThat(tenant().accuracy()).isEqualTo(0.93);
    assertThat(scene.destroyed).containsExactly("r1");
    assertThat(scene.work.views().getFirst().version()).isEqualTo(1);
    // Six seconds on three sevenths are 18/7 on the whole.
    assertThat(tenant().choices().getFirst().onWholeGpu().toMillis()).isEqualTo(2_571);

    serve("i1");
    assertThat(scene.process().environment).containsEntry("MIGRATOR_VERSION", "1");
    assertThat(Path.of(scene.process().environment.get("MIGRATOR_WEIGHTS"))).hasContent("new");
  }

  @Test
  void weightsOutliveTheDaemon() throws IOException {
    train("r1");
    finish(0.93);
    scene.work.swap(new Step.Swap("r1", ALL));
    try (Scene next = new Scene(data)) {
      assertThat(next.work.views().getFirst().version()).isEqualTo(1);
      assertThat(next.work.tenants().getFirst().accuracy()).isEqualTo(0.93);
    }
  }

  @Test
  void aSystemThatIsStartedAgainHasExamplesOfItsOwnFirstWindow() throws IOException {
    for (long window = 1; window < 5; window++) {
      scene.nextWindow(window);
    }
    try (Scene next = new Scene(data)) {
      next.start("r1", ALL);
      next.exists("r1");
      assertThat(Path.of(next.process().environment.get("MIGRATOR_DATA"))).isNotEmptyDirectory();
    }
  }

  @Test
  void aRetrainingThatFailsChangesNothingAndIsNotOfferedAgainAtOnce() {
    train("r1");
    scene.process().says(new WorkerEvent.Failed("no memory"));
    scene.process().exits(3);
    scene.passes(Duration.ZERO);
    assertThat(scene.worker("r1").remaining()).isZero();
    assertThat(scene.state("r1")).isEqualTo(InstanceState.READY);

    scene.work.swap(new Step.Swap("r1", ALL));
    assertThat(scene.work.views().getFirst().version()).isZero();
    assertThat(tenant().choices()).isEmpty();
    scene.nextWindow(1);
    assertThat(tenant().choices()).isEmpty();
    scene.nextWindow(2);
    assertThat(tenant().choices()).isNotEmpty();
    assertThat(scene.kinds()).contains("retraining-failed", "nothing-swapped");
  }

  @Test
  void whatARetrainingLeavesBehindIsRemovedInTheNextWindow() throws IOException {
    train("r1");
    Path failed = leftBy(scene.process());
    scene.process().says(new WorkerEvent.Failed("no memory"));
    scene.process().exits(3);
    scene.passes(Duration.ZERO);
    scene.work.fleet().destroy(new Step.Destroy("r1"));
    scene.passes(Duration.ZERO);
    train("r2");
    Path underWay = leftBy(scene.process());

    scene.nextWindow(1);
    assertThat(failed.getParent()).doesNotExist();
    assertThat(underWay).exists();
    assertThat(scene.kinds()).doesNotContain("not-tidied");
  }

  @Test
  void aWorkerThatNeverGetsReadyIsStartedAgainAfterLongerAndLonger() {
    scene.start("i1", INFER);
    scene.exists("i1");
    for (int i = 0; i < 4; i++) {
      scene.process().exits(1);
      scene.passes(Duration.ZERO);
      scene.leaps(Duration.ofSeconds(1));
    }
    assertThat(scene.events.after(0))
        .extracting(Event::text)
        .filteredOn(detail -> detail.contains("started again"))
        .extracting(detail -> detail.replaceAll(".* in ", ""))
        .containsExactly("100 ms", "200 ms", "400 ms", "800 ms");
  }

  @Test
  void newWeightsServeBesideWhatCannotBeRemoved() throws IOException {
    train("r1");
    Path output = leftBy(scene.process()).getParent();
    try (Bottomless _ = Bottomless.in(output)) {
      finish(0.93);
      scene.work.swap(new Step.Swap("r1", ALL));

      assertThat(scene.work.views().getFirst().version()).isEqualTo(1);
      assertThat(scene.kinds()).contains("weights-swapped", "not-tidied");
    }
    scene.work.fleet().destroy(new Step.Destroy("r1"));
    scene.passes(Duration.ZERO);
    scene.nextWindow(1);
    assertThat(output).doesNotExist();
  }

  @Test
  void whoIsReplacedGoesOnWithItsWeights() throws IOException {
    trainTo(0.93);
    scene.work.leave(Scene.TENANT);
    scene.passes(Duration.ofMinutes(1));
    assertThat(scene.work.clear()).isEmpty();
    scene.work.join(Scene.tenant());
    assertThat(scene.work.views().getFirst().version()).isEqualTo(1);
  }

  @Test
  void nothingIsLeftOfWhoHasGoneForGood() throws IOException {
    trainTo(0.93);
    scene.work.leave(Scene.TENANT);
    scene.work.forget(Scene.TENANT);
    assertThat(scene.work.clear()).containsExactly(Scene.TENANT);
    assertThat(data.resolve("tenants")).isEmptyDirectory();
    scene.work.join(Scene.tenant());
    assertThat(scene.work.views().getFirst().version()).isZero();
    assertThat(scene.work.clear()).isEmpty();
  }

  @Test
  void whatRunsForWhoHasGoneKeepsItsFolderUntilItEnds() throws IOException {
    train("r1");
    Path underWay = leftBy(scene.process());
    scene.work.leave(Scene.TENANT);
    scene.work.forget(Scene.TENANT);
    assertThat(scene.work.isCleared(Scene.TENANT)).isFalse();
    assertThat(scene.work.clear()).isEmpty();
    assertThat(underWay).exists();

    scene.work.drain(new Step.Drain("r1"));
    scene.work.fleet().destroy(new Step.Destroy("r1"));
    scene.process().exits(0);
    scene.passes(Duration.ZERO);
    assertThat(scene.work.clear()).containsExactly(Scene.TENANT);
    assertThat(data.resolve("tenants")).isEmptyDirectory();
  }

  @Test
  void aTrialOfWhoHasGoneIsEndedAndItsFolderKeptUntilThen() throws IOException {
    scene.windowEndsSoon();
    scene.work.leave(Scene.TENANT);
    scene.work.forget(Scene.TENANT);
    assertThat(scene.process().killed).isTrue();
    assertThat(scene.work.clear()).isEmpty();

    scene.process().exits(137);
    scene.passes(Duration.ZERO);
    assertThat(scene.processes).as("no other trial of it begins").hasSize(1);
    assertThat(scene.work.clear()).containsExactly(Scene.TENANT);
    assertThat(data.resolve("tenants")).isEmptyDirectory();
  }

  private void trainTo(double accuracy) throws IOException {
    train("r1");
    finish(accuracy);
    scene.work.swap(new Step.Swap("r1", ALL));
    scene.work.fleet().destroy(new Step.Destroy("r1"));
    scene.passes(Duration.ZERO);
  }

  private static Path leftBy(FakeProcess process) throws IOException {
    Path output = Path.of(process.environment.get("MIGRATOR_OUTPUT"));
    Files.createDirectories(output);
    return Files.writeString(output.resolve("half"), "of its weights");
  }

  @Test
  void whatIsLeftOfARetrainingIsWhatItsWorkerSays() {
    train("r1");
    // Four seconds on the whole GPU are 28/3 on three sevenths of it.
    assertThat(scene.worker("r1").remaining().toMillis()).isEqualTo(9_333);
    scene
        .process()
        .says(new WorkerEvent.Progress(5, 7, Duration.ofSeconds(2), OptionalDouble.empty()));
    scene.passes(Duration.ZERO);
    scene.passes(Duration.ofSeconds(1));
    assertThat(scene.worker("r1").remaining()).isEqualTo(Duration.ofSeconds(1));
    scene.passes(Duration.ofSeconds(5));
    assertThat(scene.worker("r1").remaining()).isPositive();
  }

  @Test
  void aPausedRetrainingGoesOnFromItsState() {
    train("r1");
    scene.work.checkpoint(new Step.Checkpoint("r1"));
    scene.work.drain(new Step.Drain("r1"));
    assertThat(scene.process().told).containsExactly("checkpoint");
    scene.process().says(new WorkerEvent.Checkpoint(Path.of("/state"), 5.25, 7));
    scene.process().exits(0);
    scene.passes(Duration.ZERO);
    assertThat(tenant().checkpoint("all-layers").orElseThrow().leftOnWholeGpu())
        .isEqualTo(Duration.ofSeconds(1));

    train("r2");
    assertThat(scene.process().environment).containsEntry("MIGRATOR_CHECKPOINT", "/state");
    scene.nextWindow(1);
    assertThat(tenant().checkpoints()).isEmpty();
  }

  @Test
  void anInstanceIsBusyUntilItsWorkerIsGone() throws InterruptedException {
    serve("i1");
    scene.work.drain(new Step.Drain("i1"));
    scene.work.fleet().destroy(new Step.Destroy("i1"));
    awaitStop(scene.process());
    assertThat(scene.state("i1")).isEqualTo(InstanceState.DRAINING);
    assertThat(scene.destroyed).containsExactly("i1");
    assertThat(scene.work.isBusy("i1")).isTrue();

    scene.process().exits(0);
    scene.passes(Duration.ZERO);
    assertThat(scene.work.isBusy("i1")).isFalse();
    assertThat(scene.work.workers()).isEmpty();
  }

  @Test
  void aRetrainingThatDoesNotStopIsKilled() {
    train("r1");
    scene.work.drain(new Step.Drain("r1"));
    assertThat(scene.process().told).containsExactly("stop");
    scene.passes(Duration.ofSeconds(9));
    assertThat(scene.process().killed).isFalse();
    scene.passes(Duration.ofSeconds(1));
    assertThat(scene.process().killed).isTrue();
  }

  @Test
  void aWorkerThatHasNothingLeftToAnswerAndDoesNotStopIsKilledBeforeOthersWaitLong()
      throws InterruptedException {
    serve("i1");
    scene.work.drain(new Step.Drain("i1"));
    awaitStop(scene.process());
    scene.passes(Duration.ofSeconds(2));
    assertThat(scene.process().killed).isFalse();
    scene.passes(Duration.ofSeconds(1));
    assertThat(scene.process().killed).isTrue();
  }

  @Test
  void aWorkerThatDoesNotAnswerWhatItHasBegunIsKilledBeforeOthersWaitLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket caller = new Socket(InetAddress.getLoopbackAddress(), scene.gateway.port())) {
      silent.setSoTimeout(60_000);
      scene.work.join(Scene.tenant("dogs", Duration.ofMinutes(1)));
      scene.start("i1", new Task.Infer("dogs"));
      scene.exists("i1");
      scene.process().says(new WorkerEvent.Ready(OptionalInt.of(silent.getLocalPort())));
      scene.work.admit(new Step.Admit("i1"));
      scene.passes(Duration.ZERO);
      caller.getOutputStream().write(call());
      try (Socket batch = silent.accept()) {
        assertThat(batch.getInputStream().read()).isEqualTo('P');
        scene.work.drain(new Step.Drain("i1"));
        scene.passes(Duration.ofSeconds(3));
        assertThat(scene.process().told).isEmpty();
        assertThat(scene.process().killed).isFalse();
        scene.passes(Duration.ofSeconds(1));
        assertThat(scene.process().killed).isTrue();
      }
    }
  }

  @Test
  void aWorkerThatIsToGoMayNotStayBecauseItAnswersAgain() throws InterruptedException {
    serve("i1");
    scene.work.suspected("i1", "no answer");
    scene.work.drain(new Step.Drain("i1"));
    awaitStop(scene.process());
    scene.work.recovered("i1");
    scene.passes(Duration.ofSeconds(3));
    assertThat(scene.process().killed).isTrue();
  }

  private static byte[] call() {
    String body =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}";
    String head =
        "POST /v2/models/dogs/infer HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret of dogs\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n";
    return (head.formatted(body.length()) + body).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aWorkerThatHangsIsKilledUnlessItRecovers() {
    serve("i1");
    scene.work.suspected("i1", "no answer");
    scene.passes(Duration.ofSeconds(2));
    scene.work.recovered("i1");
    scene.passes(Duration.ofSeconds(5));
    assertThat(scene.process().killed).isFalse();

    scene.work.suspected("i1", "no answer");
    scene.passes(Duration.ofSeconds(3));
    assertThat(scene.process().killed).isTrue();
  }

  @Test
  void nobodyIsKilledForTheTimeInWhichTheDaemonStoodStill() {
    train("r1");
    FakeProcess training = scene.process();
    scene.start("i1", INFER);
    scene.exists("i1");
    FakeProcess starting = scene.process();

    scene.leaps(Duration.ofHours(1));
    assertThat(training.killed).isFalse();
    assertThat(starting.killed).isFalse();
    assertThat(scene.kinds()).contains("stood-still");

    scene.passes(Duration.ofSeconds(61));
    assertThat(starting.killed).isTrue();
  }

  @Test
  void aWorkerThatIsNeverReadyIsKilled() {
    scene.start("i1", INFER);
    scene.exists("i1");
    scene.passes(Duration.ofSeconds(60));
    assertThat(scene.process().killed).isTrue();
  }

  @Test
  void aWorkerWhoseInstanceIsLostIsKilledAndForgotten() {
    serve("i1");
    scene.vanishes("i1");
    assertThat(scene.process().killed).isTrue();
    assertThat(scene.work.workers()).isEmpty();
    assertThat(scene.kinds()).contains("instance-lost");
  }

  @Test
  void whatATrialOnASampleShowsIsExpectedOfTheWholeRetraining() {
    scene.windowEndsSoon();
    assertThat(scene.process().environment)
        .containsEntry("MIGRATOR_CHOICE", "all-layers")
        .containsEntry("MIGRATOR_COMPUTE", "1.000000")
        .containsEntry("MIGRATOR_EPOCHS", "2");
    scene.process().ready();
    scene.passes(Duration.ofSeconds(2));
    scene.process().says(progress(1, 0.5));
    scene.passes(Duration.ofMillis(500));
    scene.process().says(progress(2, 0.7));
    scene.process().exits(0);
    scene.passes(Duration.ZERO);

    // The second epoch took half a second; there are seven, on as many examples.
    assertThat(tenant().choices().getFirst().onWholeGpu()).isEqualTo(Duration.ofMillis(3_500));
    assertThat(tenant().choices().getFirst().accuracyAfter()).isBetween(0.75, 1.0);
  }

  @Test
  void aTrialThatTakesTooLongIsKilledAndChangesNothing() {
    scene.windowEndsSoon();
    scene.passes(Duration.ofSeconds(6));
    assertThat(scene.process().killed).isTrue();
    scene.process().exits(137);
    scene.passes(Duration.ZERO);
    assertThat(tenant().choices().getFirst().accuracyAfter()).isEqualTo(0.9);
    assertThat(scene.kinds()).contains("probe-failed");
  }

  private static WorkerEvent.Progress progress(double done, double accuracy) {
    return new WorkerEvent.Progress(done, 2, Duration.ZERO, OptionalDouble.of(accuracy));
  }

  private void serve(String id) {
    scene.start(id, INFER);
    scene.exists(id);
    scene.process().ready();
    scene.passes(Duration.ZERO);
  }

  private void train(String id) {
    scene.start(id, ALL);
    scene.exists(id);
    scene.process().ready();
    scene.passes(Duration.ZERO);
  }

  private void finish(double accuracy) throws IOException {
    Path made = Path.of(scene.process().environment.get("MIGRATOR_OUTPUT"), "weights");
    Files.createDirectories(made.getParent());
    Files.writeString(made, "new");
    scene.process().says(new WorkerEvent.Done(made, accuracy));
    scene.process().exits(0);
    scene.passes(Duration.ZERO);
  }

  /** Told by way of the gateway, which drains first. */
  private void awaitStop(FakeProcess process) throws InterruptedException {
    for (int i = 0; i < 1_000 && process.told.isEmpty(); i++) {
      Thread.sleep(10);
      scene.passes(Duration.ZERO);
    }
    assertThat(process.told).containsExactly("stop");
  }

  private TenantReading tenant() {
    return scene.work.tenants().getFirst();
  }
}
