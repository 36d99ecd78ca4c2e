package dev.migrator.nvml.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.fixtures.nvml.FakeDriver;
import dev.migrator.nvml.FakeGpus;
import dev.migrator.nvml.device.MigGpu;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.device.ModelDefaults;
import dev.migrator.nvml.driver.Nvml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random steps under random faults, crashes and other programs' changes. After every turn the GPU
 * is cut legally and instances of others are there still; when the trouble ends, the fleet comes to
 * what it is asked for, and nothing else of ours is left. A seed tells everything: {@code
 * -Dmigrator.seed=N} replays one.
 */
class RandomTroubleTest {
  private static final int QUICK = 150;
  private static final int MANY = 10_000;
  private static final int STEPS = 12;
  private static final int[] CODES = {6, 10, 19, 27, 29, 999, 23};
  private static final List<String> CALLS =
      List.of(
          "nvmlDeviceCreateGpuInstance",
          "nvmlGpuInstanceCreateComputeInstance",
          "nvmlGpuInstanceDestroy",
          "nvmlComputeInstanceDestroy",
          "nvmlDeviceGetGpuInstances",
          "nvmlDeviceGetUUID");

  @TempDir private Path folder;
  private int names;

  @Test
  void comesToWhatItIsAskedForAfterAnyTrouble() {
    Integer seed = Integer.getInteger("migrator.seed");
    for (int i = seed == null ? 0 : seed; i < (seed == null ? QUICK : seed + 1); i++) {
      run(i);
    }
  }

  @Test
  @Tag("long")
  void comesToWhatItIsAskedForAfterAnyTroubleTenThousandTimes() {
    for (int seed = 0; seed < MANY; seed++) {
      run(seed);
    }
  }

  private void run(int seed) {
    Random random = new Random(seed);
    FakeGpus fake = FakeGpus.of(1, "A100-80GB");
    fake.driver().option("transient-busy", random.nextInt(3));
    fake.driver().option("same-uuid", random.nextInt(2));
    try (FleetOnFake fleet = new FleetOnFake(fake, folder.resolve("s" + seed % 50))) {
      fleet.files().contents().clear();
      fleet.restart();
      Set<Placement> theirs = new HashSet<>();
      for (int step = 0; step < STEPS; step++) {
        disturb(random, fake, fleet, theirs);
        try {
          act(random, fleet);
          fleet.pass(Duration.ofMillis(random.nextInt(3_000)));
        } catch (Crash e) {
          fake.driver().clearFaults();
          fleet.files().noCrash();
          fleet.restart();
        }
        check(seed, fake, theirs);
      }
      fake.driver().clearFaults();
      fleet.files().noCrash();
      fleet.restart();
      assertComesTo(random, seed, fake, fleet, theirs);
    }
  }

  private void act(Random random, FleetOnFake fleet) {
    List<InstanceReading> now = fleet.fleet().instances();
    if (!now.isEmpty() && random.nextInt(3) == 0) {
      fleet.fleet().destroy(new Step.Destroy(now.get(random.nextInt(now.size())).id()));
    } else {
      List<Placement> places = GpuModel.placements(model(fleet).profiles());
      create(fleet, places.get(random.nextInt(places.size())));
    }
  }

  private void disturb(Random random, FakeGpus fake, FleetOnFake fleet, Set<Placement> theirs) {
    switch (random.nextInt(8)) {
      case 0, 1 -> script(random, fake);
      case 2 -> fake.driver().clearFaults();
      case 3 ->
          fleet
              .files()
              .crashAt(
                  random.nextInt(6),
                  MemoryFiles.Ending.values()[random.nextInt(MemoryFiles.Ending.values().length)]);
      case 4 -> {
        CrashingNvml crashing = new CrashingNvml(fake.nvml());
        fake.driver().clearFaults();
        fleet.files().noCrash();
        fleet.restart(crashing.asNvml());
        crashing.crashAt(random.nextInt(200), random.nextBoolean());
      }
      case 5 -> makeElsewhere(random, fake, theirs);
      default -> {}
    }
  }

  /** A driver may answer what it likes after its work, but not that there was no room for it. */
  private static void script(Random random, FakeGpus fake) {
    boolean after = random.nextBoolean();
    int code = CODES[random.nextInt(after ? CODES.length - 1 : CODES.length)];
    fake.driver()
        .fault(
            CALLS.get(random.nextInt(CALLS.size())),
            0,
            random.nextInt(3),
            1 + random.nextInt(4),
            after ? FakeDriver.Fault.CODE_AFTER : FakeDriver.Fault.CODE,
            code);
  }

  /** Another program makes a 1g, if there is room. */
  private static void makeElsewhere(Random random, FakeGpus fake, Set<Placement> theirs) {
    fake.driver().clearFaults();
    MigGpu gpu = gpu(fake);
    Placement place = new Placement(gpu.geometry().model().profile("1g"), random.nextInt(7));
    if (gpu.instances().stream().noneMatch(i -> i.placement().overlaps(place))) {
      Nvml nvml = fake.nvml();
      nvml.createComputeInstance(
          nvml.createGpuInstance(nvml.device(0), 19, new Nvml.Extent(place.start(), 1)), 0);
      theirs.add(place);
    }
  }

  private static void check(int seed, FakeGpus fake, Set<Placement> theirs) {
    fake.driver().clearFaults();
    List<Placement> places = gpu(fake).instances().stream().map(MigInstance::placement).toList();
    assertThat(Layout.isLegal(places)).as("seed %d: %s", seed, places).isTrue();
    assertThat(places).as("seed %d", seed).containsAll(theirs);
  }

  private void assertComesTo(
      Random random, int seed, FakeGpus fake, FleetOnFake fleet, Set<Placement> theirs) {
    fleet.settle();
    List<Layout> layouts = Layout.all(GpuModel.placements(model(fleet).baseProfiles()));
    List<Layout> possible =
        layouts.stream()
            .filter(
                l -> l.placements().stream().noneMatch(p -> theirs.stream().anyMatch(p::overlaps)))
            .toList();
    Layout wanted = possible.get(random.nextInt(possible.size()));
    for (int round = 0; round < 3; round++) {
      become(fleet, wanted);
    }
    Set<Placement> expected = new HashSet<>(wanted.placements());
    expected.addAll(theirs);
    List<MigInstance> real = gpu(fake).instances();
    assertThat(real.stream().map(MigInstance::placement).collect(Collectors.toSet()))
        .as("seed %d: wanted %s, theirs %s, %s", seed, wanted, theirs, fleet.events())
        .isEqualTo(expected);
    assertThat(real).as("seed %d", seed).allMatch(MigInstance::isUsable);
    assertThat(fleet.fleet().instances())
        .as("seed %d", seed)
        .hasSize(wanted.placements().size())
        .allMatch(reading -> reading.state() == InstanceState.READY);
  }

  private void become(FleetOnFake fleet, Layout layout) {
    Set<Placement> missing = new HashSet<>(layout.placements());
    for (InstanceReading reading : fleet.fleet().instances()) {
      boolean stays =
          reading.state() != InstanceState.DRAINING && missing.remove(reading.placement());
      if (!stays) {
        fleet.fleet().destroy(new Step.Destroy(reading.id()));
      }
    }
    missing.forEach(place -> create(fleet, place));
    fleet.settle();
  }

  private void create(FleetOnFake fleet, Placement place) {
    fleet.fleet().create(new Step.Create("i" + ++names, place));
  }

  private static GpuModel model(FleetOnFake fleet) {
    return fleet.fleet().models().getFirst();
  }

  private static MigGpu gpu(FakeGpus fake) {
    return MigGpu.of(fake.nvml(), 0, 0, ModelDefaults.NONE);
  }
}
