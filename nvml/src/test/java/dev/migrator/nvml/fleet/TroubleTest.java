package dev.migrator.nvml.fleet;

import static dev.migrator.fixtures.nvml.FakeDriver.ANY_GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.fixtures.nvml.FakeDriver.Fault;
import dev.migrator.nvml.FakeGpus;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.Nvml;
import dev.migrator.nvml.driver.ReturnCode;
import dev.migrator.nvml.fleet.FleetEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drivers, monitors, administrators and disks at their worst. */
@Timeout(60)
class TroubleTest {
  private static final String CREATE_GI = "nvmlDeviceCreateGpuInstance";
  private static final String CREATE_CI = "nvmlGpuInstanceCreateComputeInstance";
  private static final String DESTROY_GI = "nvmlGpuInstanceDestroy";

  @TempDir private Path folder;
  private FakeGpus fake;
  private FleetOnFake fleet;

  @BeforeEach
  void open() {
    fake = FakeGpus.of(2, "A100-80GB");
    fleet = new FleetOnFake(fake, folder);
  }

  @AfterEach
  void close() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void takesBackTheGpuInstanceWhoseComputeInstanceCannotBeMade() {
    fake.driver().fault(CREATE_CI, 0, 0, 1, Fault.CODE, ReturnCode.INSUFFICIENT_RESOURCES.number());
    create("i1", 0, "3g", 4);
    fleet.settle();
    assertThat(real(0)).isEmpty();
    assertThat(fleet.fleet().instances()).isEmpty();
    assertThat(fleet.kinds()).contains(Kind.ROLLED_BACK);
    create("i2", 0, "3g", 4);
    fleet.settle();
    assertThat(state("i2")).isEqualTo(InstanceState.READY);
  }

  @Test
  void believesWhatExistsRatherThanWhatACallAnswers() {
    fake.driver().fault(CREATE_GI, 0, 0, 1, Fault.CODE_AFTER, ReturnCode.UNKNOWN.number());
    fake.driver().fault(CREATE_CI, 0, 0, 1, Fault.CODE_AFTER, ReturnCode.TIMEOUT.number());
    create("i1", 0, "2g", 0);
    fleet.settle();
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
    assertThat(real(0)).hasSize(1);
    fake.driver().fault(DESTROY_GI, 0, 1, 1, Fault.CODE_AFTER, ReturnCode.UNKNOWN.number());
    destroy("i1");
    fleet.settle();
    assertThat(real(0)).isEmpty();
  }

  @Test
  void doesNotTakeForItsOwnWhatAnotherProgramMakesInThatVeryMoment() {
    fleet.restart(fake.nvmlBefore("createGpuInstance", _ -> elsewhereMade("3g", 4)));
    create("i1", 0, "3g", 4);
    fleet.settle();
    assertThat(fleet.fleet().instances()).isEmpty();
    fleet.pass(Duration.ofSeconds(3));
    assertThat(fleet.fleet().foreign()).hasSize(1);
    assertThat(real(0)).as("theirs").hasSize(1);
  }

  @Test
  void triesAgainWhatMayWorkLater() {
    fake.driver().fault(CREATE_GI, 0, 0, 3, Fault.CODE, ReturnCode.IN_USE.number());
    create("i1", 0, "2g", 0);
    fleet.settle();
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
  }

  @Test
  void givesUpACreationAfterFiveTries() {
    fake.driver()
        .fault(CREATE_GI, 0, 0, 100, Fault.CODE, ReturnCode.INSUFFICIENT_RESOURCES.number());
    create("i1", 0, "2g", 0);
    fleet.settle();
    assertThat(fleet.fleet().instances()).isEmpty();
    assertThat(fleet.kinds()).containsExactly(Kind.FAILED);
    assertThat(fake.driver().changes()).isZero();
  }

  @Test
  void saysAtOnceThatItMayNot() {
    fake.driver().gpu(0, "denied", 1);
    create("i1", 0, "2g", 0);
    fleet.fleet().turn();
    assertThat(fleet.fleet().instances()).isEmpty();
    assertThat(fleet.events().getLast().message())
        .contains("no permission (4)")
        .contains("/proc/driver/nvidia/capabilities/mig/config");
  }

  @Test
  void waitsForProcessesToEndBeforeItDestroys() {
    create("i1", 0, "2g", 0);
    fleet.settle();
    fake.driver().startProcess(0, 0, 4242);
    destroy("i1");
    fleet.pass(Duration.ofSeconds(20));
    assertThat(state("i1")).isEqualTo(InstanceState.DRAINING);
    assertThat(fleet.kinds()).doesNotContain(Kind.HELD);
    fake.driver().endProcesses(0, 0);
    fleet.pass(Duration.ofSeconds(1));
    assertThat(fleet.fleet().instances()).isEmpty();
  }

  @Test
  void namesWhoHoldsAnInstanceAndGoesOnWithTheOtherSlices() throws IOException {
    create("i1", 0, "2g", 0);
    fleet.settle();
    monitorHasOpen(real(0).getFirst());
    fake.driver().hold(0, 0, true);
    destroy("i1");
    create("i2", 0, "1g", 0);
    create("i3", 0, "3g", 4);
    fleet.pass(Duration.ofSeconds(30));
    assertThat(state("i1")).isEqualTo(InstanceState.DRAINING);
    assertThat(state("i3")).isEqualTo(InstanceState.READY);
    assertThat(fleet.fleet().instances()).extracting(InstanceReading::id).doesNotContain("i2");
    assertThat(fleet.events().stream().filter(e -> e.kind() == Kind.HELD))
        .singleElement()
        .satisfies(
            e ->
                assertThat(e.message())
                    .contains("in use")
                    .endsWith("Held by process 77 (nv-hostengine)."));
    fake.driver().hold(0, 0, false);
    fleet.pass(Duration.ofSeconds(31));
    assertThat(fleet.fleet().instances()).extracting(InstanceReading::id).containsExactly("i3");
  }

  private void monitorHasOpen(MigInstance instance) throws IOException {
    Path access =
        folder.resolve(
            "proc/driver/nvidia/capabilities/gpu0/mig/gi%d/access".formatted(instance.id()));
    Files.createDirectories(access.getParent());
    Files.writeString(access, "DeviceFileMinor: 30\nDeviceFileMode: 292\n");
    Path process = Files.createDirectories(folder.resolve("proc/77/fd")).getParent();
    Files.writeString(process.resolve("comm"), "nv-hostengine\n");
    Files.createSymbolicLink(process.resolve("fd/5"), Path.of("/dev/nvidia-caps/nvidia-cap30"));
    Path other = Files.createDirectories(folder.resolve("proc/78/fd"));
    Files.createSymbolicLink(other.resolve("5"), Path.of("/dev/null"));
  }

  @Test
  void neverTouchesWhatItDidNotMake() {
    elsewhereMade("7g", 0);
    create("i1", 0, "2g", 0);
    destroy("i1");
    fleet.settle();
    fleet.pass(Duration.ofSeconds(5));
    assertThat(real(0)).hasSize(1);
    assertThat(fleet.fleet().foreign()).hasSize(1);
    assertThat(fleet.fleet().instances()).isEmpty();
    assertThat(fleet.kinds()).contains(Kind.APPEARED, Kind.FAILED);
  }

  @Test
  void takesOverWhatItIsToldTo() {
    elsewhereMade("7g", 0);
    fleet.pass(Duration.ofSeconds(3));
    fleet.fleet().adopt(fleet.fleet().foreign().getFirst(), "adopted");
    assertThat(fleet.fleet().foreign()).isEmpty();
    destroy("adopted");
    fleet.settle();
    assertThat(real(0)).isEmpty();
  }

  @Test
  void noticesWithinAPollWhatAnAdministratorDestroysAndMakesAnew() {
    create("i1", 0, "3g", 0);
    create("i2", 0, "3g", 4);
    fleet.settle();
    fake.driver().gpu(0, "reboot", 1);
    elsewhereMade("3g", 0);
    fleet.pass(Duration.ofSeconds(2));
    assertThat(fleet.fleet().instances()).isEmpty();
    assertThat(fleet.fleet().foreign()).hasSize(1);
    assertThat(fleet.kinds()).contains(Kind.VANISHED);
    fleet.pass(Duration.ofSeconds(5));
    assertThat(real(0)).as("the one that is not ours").hasSize(1);
  }

  @Test
  void beginsFromNothingAfterAReboot() {
    create("i1", 0, "3g", 0);
    create("i2", 1, "7g", 0);
    fleet.settle();
    fake.driver().gpu(0, "reboot", 1);
    fake.driver().gpu(1, "reboot", 1);
    fleet.restart();
    assertThat(fleet.fleet().instances()).isEmpty();
    create("i3", 1, "7g", 0);
    fleet.settle();
    assertThat(state("i3")).isEqualTo(InstanceState.READY);
  }

  @Test
  void knowsItsInstancesAgainAfterARestart() {
    create("i1", 0, "3g", 0);
    fleet.settle();
    String uuid = fleet.fleet().uuid("i1").orElseThrow();
    long changes = fake.driver().changes();
    fleet.restart();
    fleet.settle();
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
    assertThat(fleet.fleet().uuid("i1")).contains(uuid);
    assertThat(fake.driver().changes()).isEqualTo(changes);
  }

  @Test
  void leavesALostGpuAloneAndGoesOnWithTheOthers() {
    create("i1", 0, "3g", 0);
    fleet.settle();
    fake.driver().gpu(0, "lost", 1);
    create("i2", 0, "3g", 4);
    create("i3", 1, "2g", 4);
    fleet.settle();
    assertThat(fleet.fleet().cordon(0)).hasValueSatisfying(why -> assertThat(why).contains("lost"));
    assertThat(fleet.fleet().cordon(1)).isEmpty();
    assertThat(fleet.fleet().instances()).extracting(InstanceReading::id).containsExactly("i3");
    assertThat(state("i3")).isEqualTo(InstanceState.READY);
    assertThat(failures()).singleElement().satisfies(why -> assertFails(why, "i2", "gpu is lost"));
  }

  @Test
  void failsAtOnceWhateverIsToBeCreatedOnAGpuThatIsLeftAlone() {
    fake.driver().gpu(0, "lost", 1);
    fleet.pass(Duration.ofSeconds(2));
    for (int i = 1; i <= 300; i++) {
      create("i" + i, 0, "3g", 4);
      assertThat(fleet.fleet().instances()).isEmpty();
      assertThat(failures()).hasSize(i);
    }
    assertFails(failures().getLast(), "i300", "it is left alone: ");
  }

  @Test
  void beginsNothingOnAGpuThatIsLeftAloneSinceItWasLookedAt() {
    AtomicInteger looks = new AtomicInteger();
    fleet.restart(fake.nvmlBefore("processes", _ -> reportsXidIf(looks.incrementAndGet() == 4)));
    fleet.fleet().listen();
    create("i1", 0, "3g", 4);
    fleet.fleet().turn();
    assertThat(looks).hasValueGreaterThanOrEqualTo(4);
    assertThat(fake.driver().changes()).isZero();
    assertThat(failures()).singleElement().satisfies(why -> assertFails(why, "i1", "Xid 63"));
  }

  private void reportsXidIf(boolean isTime) {
    if (isTime) {
      fake.driver().xid(0, 63, -1);
      try {
        await(() -> fleet.fleet().cordon(0).isPresent());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private List<String> failures() {
    return fleet.events().stream()
        .filter(e -> e.kind() == Kind.FAILED)
        .map(FleetEvent::message)
        .toList();
  }

  private static void assertFails(String told, String instance, String why) {
    assertThat(told).contains("cannot create 3g.40gb@4 (%s): ".formatted(instance)).contains(why);
  }

  @Test
  void restsWhereAGpuIsLeftAloneThoughAStepWaits() {
    create("i1", 0, "3g", 0);
    fleet.settle();
    fake.driver().gpu(0, "lost", 1);
    destroy("i1");
    fleet.settle();
    assertThat(fleet.fleet().untilNext()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void createsNothingWithoutItsLock() {
    fleet.fleet().close();
    create("i1", 0, "2g", 0);
    fleet.fleet().turn();
    assertWithoutLock(0);
  }

  @Test
  void destroysNothingWithoutItsLock() {
    create("i1", 0, "2g", 0);
    fleet.settle();
    long changes = fake.driver().changes();
    fleet.fleet().close();
    destroy("i1");
    fleet.fleet().turn();
    assertWithoutLock(changes);
  }

  @Test
  void takesOverNothingWithoutItsLock() {
    elsewhereMade("7g", 0);
    fleet.pass(Duration.ofSeconds(3));
    MigInstance theirs = fleet.fleet().foreign().getFirst();
    fleet.fleet().close();
    assertThatThrownBy(() -> fleet.fleet().adopt(theirs, "adopted"))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("is lost; nothing is changed without it");
    assertThat(fleet.files().contents().values()).noneMatch(record -> record.contains("adopted"));
  }

  @Test
  void endsNothingThatHasBegunWithoutItsLock() {
    fleet.restart(fake.nvmlBefore("createGpuInstance", _ -> fleet.close()));
    create("i1", 0, "2g", 0);
    fleet.fleet().turn();
    assertWithoutLock(1);
    fleet.restart();
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
  }

  private void assertWithoutLock(long changes) {
    assertThat(fake.driver().changes()).isEqualTo(changes);
    assertThat(fleet.fleet().cordon(0).orElseThrow())
        .endsWith("is lost; nothing is changed without it.");
  }

  @Test
  void changesNothingWhenTheDiskIsFull() {
    create("i1", 0, "2g", 0);
    fleet.settle();
    long changes = fake.driver().changes();
    fleet.files().full(true);
    create("i2", 0, "3g", 4);
    destroy("i1");
    fleet.settle();
    assertThat(fake.driver().changes()).isEqualTo(changes);
    assertThat(fleet.fleet().cordon(0).orElseThrow()).contains("No space left on device");
    assertThat(fleet.fleet().instances()).extracting(InstanceReading::id).containsExactly("i1");
    assertThat(failures())
        .singleElement()
        .satisfies(why -> assertFails(why, "i2", "No space left on device"));
    fleet.files().full(false);
    fleet.restart();
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
  }

  @Test
  void isNotShownThatIdsAreUsedAgain() {
    create("i1", 0, "1g", 0);
    fleet.settle();
    for (int i = 2; i < 20; i++) {
      destroy("i" + (i - 1));
      create("i" + i, 0, "1g", i % 6);
      fleet.settle();
      assertThat(fleet.fleet().instances())
          .extracting(InstanceReading::id)
          .containsExactly("i" + i);
      assertThat(fleet.fleet().uuid("i" + i)).isPresent();
    }
    assertThat(real(0).getFirst().id()).as("the driver's number").isLessThanOrEqualTo(2);
  }

  @Test
  void worksOnADriverThatGivesTheSameUuidAgain() {
    fake.driver().option("same-uuid", 1);
    isNotShownThatIdsAreUsedAgain();
  }

  @Test
  void refusesASecondProcessOnTheSameGpu() {
    assertThatThrownBy(() -> new FleetOnFake(fake, folder))
        .isInstanceOf(GpuTakenException.class)
        .hasMessageContaining("is managed by another process of migrator");
  }

  @Test
  void refusesGpusThatAreNotInMigMode() {
    fleet.close();
    fake.driver().gpu(1, "mig", 0);
    assertThatThrownBy(
            () ->
                NvmlFleet.open(
                    fake.nvml(),
                    fake.watch(),
                    ModelDefaults.NONE,
                    FleetSettings.usual(folder.resolve("other"), List.of(0, 1)),
                    _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GPU 1 is not in MIG mode")
        .hasMessageContaining("gpu mode --enable");
  }

  @Test
  void takesTheWidestComputeInstanceOfAWideOneSlice() {
    fleet.close();
    fake = FakeGpus.of(1, "H100-80GB");
    fleet = new FleetOnFake(fake, folder.resolve("h100"));
    create("i1", 0, "1gd", 2);
    fleet.settle();
    assertThat(fake.nvml().gpuInstances(fake.nvml().device(0), 15))
        .singleElement()
        .satisfies(gi -> assertThat(fake.nvml().computeInstances(gi, 7)).hasSize(1));
  }

  @Test
  void staysReadableWhileACallHangsAndLeavesThatGpuAlone() throws InterruptedException {
    fleet.close();
    FleetSettings usual = FleetSettings.usual(folder.resolve("threads"), List.of());
    FleetSettings impatient =
        new FleetSettings(
            usual.state(),
            List.of(),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            usual.tries(),
            usual.firstDelay(),
            usual.rareDelay(),
            usual.drainLimit());
    List<FleetEvent> events = new CopyOnWriteArrayList<>();
    try (NvmlFleet threaded =
        NvmlFleet.open(fake.nvml(), fake.watch(), ModelDefaults.NONE, impatient, events::add)) {
      threaded.start();
      threaded.create(new Step.Create("i0", place(threaded, 0, "2g", 4)));
      await(() -> isReady(threaded, "i0"));
      fake.driver().fault(CREATE_GI, 0, 0, 1, Fault.SLEEP, 3_000);
      Placement first = place(threaded, 0, "3g", 0);
      threaded.create(new Step.Create("i1", first));
      threaded.create(new Step.Create("i2", first.on(1)));
      await(() -> threaded.cordon(0).isPresent() && isReady(threaded, "i2"));
      assertThat(threaded.cordon(0).orElseThrow())
          .startsWith("nvmlDeviceCreateGpuInstanceWithPlacement has not returned for");
      assertThat(threaded.cordon(1)).isEmpty();
      assertThat(isReady(threaded, "i0")).as("what runs goes on").isTrue();
      threaded.create(new Step.Create("i3", place(threaded, 0, "3g", 4)));
      assertThat(events.getLast().kind()).isEqualTo(Kind.FAILED);
      assertThat(threaded.instances()).extracting(InstanceReading::id).doesNotContain("i3");
      elsewhereMade("3g", 0);
      await(() -> !isNamed(threaded, "i1"));
      assertThat(events.getLast().message()).contains("cannot create 3g.40gb@0 (i1): it is left");
    }
  }

  @Test
  void leavesAloneTheSlicesOrTheGpuThatAnXidIsAbout() throws InterruptedException {
    fleet.close();
    FleetSettings settings = FleetSettings.usual(folder.resolve("threads"), List.of());
    List<FleetEvent> events = new CopyOnWriteArrayList<>();
    try (NvmlFleet threaded =
        NvmlFleet.open(fake.nvml(), fake.watch(), ModelDefaults.NONE, settings, events::add)) {
      threaded.start();
      threaded.listen();
      threaded.create(new Step.Create("i1", place(threaded, 0, "3g", 4)));
      threaded.create(new Step.Create("other", place(threaded, 1, "3g", 4)));
      await(() -> isReady(threaded, "i1") && isReady(threaded, "other"));
      fake.driver().startProcess(0, 4, 4242);
      fake.driver().xid(0, 31, 4);
      fake.driver().xid(0, 94, 4);
      fake.driver().xid(1, 94, -1);
      await(() -> threaded.cordonedSlices(0) != 0 && threaded.cordon(1).isPresent());
      assertThat(threaded.cordonedSlices(0)).isEqualTo(0b11110000);
      assertThat(threaded.cordon(0)).isEmpty();
      assertThat(threaded.cordon(1).orElseThrow()).contains("Xid 94");
      assertThat(isReady(threaded, "i1") && isReady(threaded, "other")).isTrue();
      fake.driver().xid(1, 79, -1);
      await(() -> threaded.cordon(1).orElseThrow().contains("Xid 79"));
      assertThat(threaded.instances()).extracting(InstanceReading::id).containsExactly("i1");
      threaded.destroy(new Step.Destroy("i1"));
      threaded.create(new Step.Create("i2", place(threaded, 0, "1g", 6)));
      assertThat(events.getLast().message())
          .endsWith("cannot create 1g.10gb@6 (i2): its slices are left alone since an Xid.");
      assertThat(isNamed(threaded, "i1")).as("its process has not ended").isTrue();
      fake.driver().endProcesses(0, 4);
      threaded.create(new Step.Create("i3", place(threaded, 0, "1g", 2)));
      await(() -> isReady(threaded, "i3") && threaded.isSettled());
      assertThat(threaded.instances()).extracting(InstanceReading::id).containsExactly("i3");
    }
  }

  @Test
  @Timeout(20)
  void heedsAnXidOfAGpuThatDoesNotAnswerAnyMore() throws InterruptedException {
    fleet.close();
    FleetSettings settings = FleetSettings.usual(folder.resolve("threads"), List.of());
    try (NvmlFleet threaded =
        NvmlFleet.open(fake.nvml(), fake.watch(), ModelDefaults.NONE, settings, _ -> {})) {
      threaded.start();
      threaded.listen();
      fake.driver()
          .fault("nvmlDeviceGetUUID", 0, 0, 100, Fault.CODE, ReturnCode.GPU_IS_LOST.number());
      fake.driver().xid(0, 79, -1);
      await(() -> threaded.cordon(0).isPresent());
      assertThat(threaded.cordon(0).orElseThrow()).contains("Xid 79");
      fake.driver().xid(1, 79, -1);
      await(() -> threaded.cordon(1).isPresent());
    }
  }

  @Test
  @Timeout(20)
  void listensToTheOtherGpusWhenOneIsLost() throws InterruptedException {
    fleet.close();
    int eventSets = fake.driver().eventSets();
    List<FleetEvent> events = new CopyOnWriteArrayList<>();
    FleetSettings settings = FleetSettings.usual(folder.resolve("threads"), List.of());
    try (NvmlFleet threaded =
        NvmlFleet.open(fake.nvml(), fake.watch(), ModelDefaults.NONE, settings, events::add)) {
      threaded.start();
      threaded.listen();
      await(() -> fake.driver().eventSets() > eventSets);
      fake.driver().gpu(0, "lost", 1);
      await(() -> events.stream().anyMatch(e -> e.message().contains("cannot be listened to")));
      fake.driver().xid(1, 94, -1);
      await(() -> threaded.cordon(1).isPresent());
      assertThat(threaded.cordon(1).orElseThrow()).contains("Xid 94");
    }
    assertThat(fake.driver().eventSets()).isEqualTo(eventSets);
    assertThat(events.stream().filter(e -> e.gpu() == 1 && e.kind() == Kind.UNREADABLE))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  @Timeout(20)
  void stopsListeningThoughItNeverCould() throws InterruptedException {
    fleet.close();
    fake.driver()
        .fault(
            "nvmlEventSetCreate", ANY_GPU, 0, 1000, Fault.CODE, ReturnCode.NOT_SUPPORTED.number());
    List<FleetEvent> events = new CopyOnWriteArrayList<>();
    FleetSettings settings = FleetSettings.usual(folder.resolve("threads"), List.of());
    NvmlFleet threaded =
        NvmlFleet.open(fake.nvml(), fake.watch(), ModelDefaults.NONE, settings, events::add);
    threaded.start();
    threaded.listen();
    await(() -> events.stream().anyMatch(e -> e.message().contains("cannot be listened to")));
    long before = System.nanoTime();
    threaded.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void endsWhatHasBegunBeforeItStopsAndBeginsNothingElse() throws InterruptedException {
    fleet.close();
    fake.driver().option("transient-busy", 3);
    FleetSettings settings = FleetSettings.usual(folder.resolve("threads"), List.of());
    try (NvmlFleet threaded =
        NvmlFleet.open(fake.nvml(), fake.watch(), ModelDefaults.NONE, settings, _ -> {})) {
      threaded.start();
      threaded.create(new Step.Create("i1", place(threaded, 0, "3g", 4)));
      await(() -> isReady(threaded, "i1"));
      long before = fake.driver().changes();
      threaded.destroy(new Step.Destroy("i1"));
      threaded.create(new Step.Create("i2", place(threaded, 0, "1g", 4)));
      await(() -> fake.driver().changes() > before);
    }
    assertThat(fake.driver().changesSince(2))
        .containsExactly("destroy-ci 0 3g.40gb@4", "destroy-gi 0 3g.40gb@4");
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  private static boolean isNamed(NvmlFleet fleet, String name) {
    return fleet.instances().stream().map(InstanceReading::id).anyMatch(name::equals);
  }

  private static boolean isReady(NvmlFleet fleet, String name) {
    return fleet.instances().stream()
        .anyMatch(i -> i.id().equals(name) && i.state() == InstanceState.READY);
  }

  @Test
  void readsOnWhenReadingsFailForAWhile() {
    create("i1", 0, "2g", 0);
    fleet.settle();
    fake.driver().fault("nvmlDeviceGetGpuInstances", 0, 0, 3, Fault.CODE, 999);
    fleet.pass(Duration.ofSeconds(10));
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
    assertThat(fleet.kinds()).contains(Kind.UNREADABLE).doesNotContain(Kind.VANISHED);
  }

  @Test
  void restsBetweenReadingsThatFailThoughAStepWaits() {
    fake.driver().fault("nvmlDeviceGetGpuInstances", 0, 0, 3, Fault.CODE, 999);
    create("i1", 0, "2g", 0);
    fleet.fleet().turn();
    assertThat(fleet.fleet().untilNext()).isEqualTo(Duration.ofSeconds(2));
    fleet.settle();
    assertThat(state("i1")).isEqualTo(InstanceState.READY);
  }

  @Test
  void toldOfSliceFaultsOnAnyGpuStillTellsThemApart() {
    fake.driver().fault(CREATE_GI, ANY_GPU, 0, 1, Fault.CODE, ReturnCode.GPU_IS_LOST.number());
    create("i1", 0, "2g", 0);
    create("i2", 1, "2g", 0);
    fleet.settle();
    assertThat(fleet.fleet().cordon(0)).isPresent();
    assertThat(state("i2")).isEqualTo(InstanceState.READY);
  }

  /** Made by another program: by a fleet with a record of its own, elsewhere. */
  private void elsewhereMade(String key, int start) {
    var nvml = fake.nvml();
    var profile = place(fleet.fleet(), 0, key, start).profile();
    int kind = key.equals("7g") ? 4 : 2;
    int id = nvml.gpuInstanceProfile(nvml.device(0), kind).orElseThrow().id();
    var extent = new Nvml.Extent(start, profile.memorySlices());
    nvml.createComputeInstance(nvml.createGpuInstance(nvml.device(0), id, extent), kind);
  }

  private void create(String name, int gpu, String key, int start) {
    fleet.fleet().create(new Step.Create(name, place(fleet.fleet(), gpu, key, start)));
  }

  private void destroy(String name) {
    fleet.fleet().destroy(new Step.Destroy(name));
  }

  private static Placement place(NvmlFleet fleet, int gpu, String key, int start) {
    return new Placement(gpu, fleet.models().get(gpu).profile(key), start);
  }

  private List<MigInstance> real(int gpu) {
    return fleet.fleet().gpus().get(gpu).instances();
  }

  private InstanceState state(String name) {
    return fleet.fleet().instances().stream()
        .filter(i -> i.id().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + ": " + fleet.events()))
        .state();
  }
}
