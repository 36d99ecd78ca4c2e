package dev.migrator.nvml.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.nvml.FakeGpus;
import dev.migrator.nvml.device.GpuList;
import dev.migrator.nvml.device.MigInstance;
import dev.migrator.nvml.device.ModelDefaults;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process ends at every point of a plan in turn; the next one brings the GPU back to the plan,
 * nothing is leaked, and an instance of somebody else is never touched. Crashes here are errors
 * that nothing catches.
 */
class CrashTest {
  @TempDir private Path folder;
  private FakeGpus fake;
  private int worlds;
  private int names;

  /** From a layout to another, beside an instance of somebody else. */
  private record Plan(Layout from, Layout to) {}

  @Test
  void recoversFromACrashAtEveryCallOfNvml() {
    Plan plan = plan(List.of("3g@0", "2g@4"), List.of("2g@0", "1g@2", "2g@4"));
    int calls = callsOf(plan);
    assertThat(calls).isGreaterThan(100);
    for (int call = 0; call < calls; call++) {
      crashAtCall(plan, call, false);
      crashAtCall(plan, call, true);
    }
  }

  @Test
  void recoversFromACrashAtEveryWriteOfTheRecord() {
    crashAtWrites(plan(List.of("3g@0", "2g@4"), List.of("2g@0", "1g@2", "2g@4")));
  }

  /** 50 pairs of layouts, every call and every write. */
  @Test
  @Tag("long")
  void recoversFromACrashAnywhereBetweenManyLayouts() {
    List<Layout> layouts = Layout.all(GpuModel.placements(model().baseProfiles()));
    List<Layout> free =
        layouts.stream().filter(l -> l.placements().stream().noneMatch(p -> p.end() > 6)).toList();
    for (int i = 0; i < 50; i++) {
      int from = i * 31 % free.size();
      int other = 1 + i * 57 % (free.size() - 1);
      Plan plan = new Plan(free.get(from), free.get((from + other) % free.size()));
      int calls = callsOf(plan);
      for (int call = 0; call < calls; call++) {
        crashAtCall(plan, call, call % 2 == 0);
      }
      crashAtWrites(plan);
    }
  }

  private void crashAtWrites(Plan plan) {
    for (MemoryFiles.Ending ending : MemoryFiles.Ending.values()) {
      int write = 0;
      while (crashAtWrite(plan, write, ending)) {
        write++;
      }
      assertThat(write).as("writes of the record").isGreaterThan(1);
    }
  }

  private int callsOf(Plan plan) {
    try (FleetOnFake fleet = begun(plan)) {
      CrashingNvml nvml = new CrashingNvml(fake.nvml());
      fleet.restart(nvml.asNvml());
      int before = nvml.calls();
      become(fleet, plan.to());
      int calls = nvml.calls() - before;
      assertRecovered(fleet, plan, "without a crash");
      return calls;
    }
  }

  private void crashAtCall(Plan plan, int call, boolean after) {
    try (FleetOnFake fleet = begun(plan)) {
      CrashingNvml nvml = new CrashingNvml(fake.nvml());
      fleet.restart(nvml.asNvml());
      nvml.crashAt(call, after);
      String where = "crash %s call %d".formatted(after ? "after" : "before", call);
      assertThat(crashes(fleet, plan)).as(where).isTrue();
      fleet.restart();
      become(fleet, plan.to());
      assertRecovered(fleet, plan, where);
    }
  }

  private boolean crashAtWrite(Plan plan, int write, MemoryFiles.Ending ending) {
    try (FleetOnFake fleet = begun(plan)) {
      fleet.files().crashAt(write, ending);
      boolean crashed = crashes(fleet, plan);
      fleet.files().noCrash();
      fleet.restart();
      become(fleet, plan.to());
      assertRecovered(fleet, plan, "crash %s write %d".formatted(ending, write));
      return crashed;
    }
  }

  private static boolean hasCrashed(Runnable work) {
    try {
      work.run();
      return false;
    } catch (Crash e) {
      return true;
    }
  }

  private boolean crashes(FleetOnFake fleet, Plan plan) {
    return hasCrashed(() -> become(fleet, plan.to()));
  }

  /** A world with the plan's first layout, and at slice 6 an instance that is not ours. */
  private FleetOnFake begun(Plan plan) {
    fake = FakeGpus.of(1, "A100-80GB");
    try (FleetOnFake admin = new FleetOnFake(fake, folder.resolve("admin" + worlds))) {
      admin.fleet().create(new Step.Create("theirs", parsed("1g@6")));
      admin.settle();
    }
    FleetOnFake fleet = new FleetOnFake(fake, folder.resolve("state" + worlds++));
    become(fleet, plan.from());
    return fleet;
  }

  /** Level-triggered, as the control loop is: what should be is compared with what is. */
  private void become(FleetOnFake fleet, Layout layout) {
    Set<Placement> there = new HashSet<>();
    for (InstanceReading reading : fleet.fleet().instances()) {
      if (layout.placements().contains(reading.placement())
          && reading.state() != InstanceState.DRAINING) {
        there.add(reading.placement());
      } else {
        fleet.fleet().destroy(new Step.Destroy(reading.id()));
      }
    }
    layout.placements().stream()
        .filter(place -> !there.contains(place))
        .forEach(p -> fleet.fleet().create(new Step.Create("i" + ++names, p)));
    fleet.settle();
  }

  private void assertRecovered(FleetOnFake fleet, Plan plan, String where) {
    Map<Placement, InstanceState> readings = new HashMap<>();
    fleet.fleet().instances().forEach(r -> readings.put(r.placement(), r.state()));
    assertThat(readings.keySet())
        .as("%s: %s", where, fleet.events())
        .isEqualTo(Set.copyOf(plan.to().placements()));
    assertThat(readings.values()).as(where).allMatch(state -> state == InstanceState.READY);
    List<MigInstance> real = fleet.fleet().gpus().getFirst().instances();
    assertThat(real).as(where).allMatch(MigInstance::isUsable);
    Set<Placement> expected = new HashSet<>(plan.to().placements());
    expected.add(parsed("1g@6"));
    assertThat(real.stream().map(MigInstance::placement).collect(Collectors.toSet()))
        .as(where)
        .isEqualTo(expected);
    assertThat(fake.driver().changesSince(0)).as(where).noneMatch("destroy-gi 0 1g.10gb@6"::equals);
    fleet
        .fleet()
        .instances()
        .forEach(reading -> assertThat(fleet.fleet().uuid(reading.id())).as(where).isPresent());
  }

  private Plan plan(List<String> from, List<String> to) {
    return new Plan(layout(from), layout(to));
  }

  private Layout layout(List<String> places) {
    return new Layout(places.stream().map(this::parsed).toList());
  }

  private Placement parsed(String place) {
    List<String> parts = List.of(place.split("@"));
    return new Placement(model().profile(parts.get(0)), Integer.parseInt(parts.get(1)));
  }

  private GpuModel model() {
    FakeGpus gpus = fake == null ? fake = FakeGpus.of(1, "A100-80GB") : fake;
    return GpuList.read(gpus.nvml(), ModelDefaults.NONE)
        .getFirst()
        .gpu()
        .orElseThrow()
        .geometry()
        .model();
  }
}
