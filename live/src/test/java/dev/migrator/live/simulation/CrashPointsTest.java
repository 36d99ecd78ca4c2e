package dev.migrator.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.live.emulated.DriverFaults;
import dev.migrator.live.emulated.DriverInstance;
import dev.migrator.live.journal.Known;
import dev.migrator.live.journal.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From one layout to another, killed at every single operation of disk and driver in turn: what is
 * there afterwards is a legal layout of which every instance is known, and nothing known is
 * missing.
 */
final class CrashPointsTest {
  private static final int TRANSITIONS = 50;
  private static final GpuModel A100 = GpuModels.named("A100-40GB");
  private static final GpuModel A30 = GpuModels.named("A30");
  private static final long SECOND = 1_000_000_000L;

  @Test
  void recoversFromEveryCrashPointBetweenFiftyLayouts() {
    List<Layout> layouts = Layout.all(GpuModel.placements(A100.baseProfiles()));
    assertThat(layouts).hasSize(298);
    Random random = new Random(1);
    int points = 0;
    for (int i = 0; i < TRANSITIONS; i++) {
      Layout from = layouts.get(random.nextInt(layouts.size()));
      Layout to = layouts.get(random.nextInt(layouts.size()));
      points += crashEverywhere(A100, from, to, i);
    }
    assertThat(points).isGreaterThan(TRANSITIONS * 10);
  }

  @Test
  @Tag("long")
  void recoversFromEveryCrashPointBetweenAllLayoutsOfAnA30() {
    List<Layout> layouts = Layout.all(GpuModel.placements(A30.baseProfiles()));
    int points = 0;
    for (Layout from : layouts) {
      for (Layout to : layouts) {
        points += crashEverywhere(A30, from, to, points);
      }
    }
    System.out.println(points + " crash points");
  }

  /** Until a run ends without being killed; returns how often one was. */
  private static int crashEverywhere(GpuModel gpu, Layout from, Layout to, long seed) {
    int point = 0;
    while (isKilledAt(point, gpu, from, to, seed)) {
      point++;
    }
    return point;
  }

  private static boolean isKilledAt(int point, GpuModel gpu, Layout from, Layout to, long seed) {
    Machine machine = machine(gpu, new Random(seed * 1_000 + point));
    machine.boot();
    change(machine, Layout.EMPTY, from, "old");
    boolean wasKilled = false;
    machine.fuse.light(point);
    try {
      change(machine, from, to, "new");
      machine.fuse.putOut();
    } catch (Crash _) {
      wasKilled = true;
      machine.kill();
      machine.boot();
    }
    settle(machine);
    checkWhole(machine, "%s to %s, killed at %d".formatted(from, to, point));
    if (!wasKilled) {
      assertThat(machine.hardware()).hasSameSizeAs(to.placements());
    }
    return wasKilled;
  }

  private static Machine machine(GpuModel gpu, Random random) {
    LoopSettings settings = Setting.settings(gpu, 1);
    return new Machine(
        settings,
        List.of(Setting.member("a", gpu)),
        new Recipe("random", Map.of()),
        DriverFaults.NONE,
        PlanAttempt.PATIENT,
        random);
  }

  /** As the loop does it: each step is on disk before it is applied. */
  private static void change(Machine machine, Layout from, Layout to, String name) {
    Set<Placement> kept = new TreeSet<>(from.placements());
    kept.retainAll(to.placements());
    List<Step> steps = new ArrayList<>();
    for (DriverInstance instance : machine.hardware()) {
      if (!kept.contains(instance.placement())) {
        steps.add(new Step.Drain(instance.id()));
        steps.add(new Step.Destroy(instance.id()));
      }
    }
    for (Placement placement : to.placements()) {
      if (!kept.contains(placement)) {
        steps.add(new Step.Create(name + placement, placement));
        steps.add(new Step.Start(name + placement, new Task.Infer("a")));
      }
    }
    steps.forEach(step -> apply(machine, step));
    settle(machine);
  }

  private static void apply(Machine machine, Step step) {
    Machine.Process process = machine.process.orElseThrow();
    process.journal().step(0, step);
    switch (step) {
      case Step.Create create -> process.fleet().create(create);
      case Step.Destroy destroy -> process.fleet().destroy(destroy);
      case Step.Start start -> machine.workloads.start(start);
      case Step.Drain drain -> machine.workloads.drain(drain);
      case Step.Admit _, Step.Withhold _, Step.Checkpoint _, Step.Swap _ ->
          throw new AssertionError(step);
    }
  }

  /** Time passes, and somebody looks now and then. */
  private static void settle(Machine machine) {
    for (int i = 0; i < 20; i++) {
      machine.nanos += SECOND / 4;
      machine.process.orElseThrow().fleet().instances();
    }
  }

  private static void checkWhole(Machine machine, String when) {
    List<DriverInstance> hardware = machine.hardware();
    List<Known> known = machine.process.orElseThrow().journal().memory().instances();
    assertThat(Layout.isLegal(hardware.stream().map(DriverInstance::placement).toList()))
        .as(when)
        .isTrue();
    assertThat(hardware)
        .as(when)
        .allMatch(instance -> instance.phase() == DriverInstance.Phase.PRESENT);
    assertThat(known).as(when).noneMatch(Known::isOpen);
    assertThat(known.stream().map(Known::id).collect(Collectors.toSet()))
        .as(when)
        .isEqualTo(hardware.stream().map(DriverInstance::id).collect(Collectors.toSet()));
    machine.check();
  }
}
