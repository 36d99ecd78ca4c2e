package dev.migrator.nvml.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.fixtures.fleet.FleetContract;
import dev.migrator.nvml.FakeGpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvmlFleetContractTest extends FleetContract {
  @TempDir private Path state;
  private FleetOnFake fleet;
  private int names;

  private FakeGpus fake;

  @BeforeEach
  void open() {
    fake = FakeGpus.of(1, "A100-80GB");
    fleet = new FleetOnFake(fake, state);
  }

  /** The driver's own log of changes, for all ordered pairs of maximal layouts. */
  @Test
  void asksTheDriverForNothingButWhatDiffersBetweenAnyTwoMaximalLayouts() {
    List<Layout> maximal = Layout.maximal(GpuModel.placements(model().baseProfiles()));
    int pairs = 0;
    for (Layout from : maximal) {
      for (Layout to : maximal) {
        if (!from.equals(to)) {
          become(from);
          long before = fake.driver().changes();
          become(to);
          assertThat(fake.driver().changesSince(before))
              .as("%s -> %s", from, to)
              .containsExactlyInAnyOrderElementsOf(changes(from, to));
          pairs++;
        }
      }
    }
    assertThat(pairs).isEqualTo(342);
  }

  private static List<String> changes(Layout from, Layout to) {
    List<String> changes = new ArrayList<>();
    for (Placement place : from.placements()) {
      if (!to.placements().contains(place)) {
        changes.addAll(List.of("destroy-ci 0 " + place, "destroy-gi 0 " + place));
      }
    }
    for (Placement place : to.placements()) {
      if (!from.placements().contains(place)) {
        changes.addAll(List.of("create-gi 0 " + place, "create-ci 0 " + place));
      }
    }
    return changes;
  }

  private void become(Layout layout) {
    List<Placement> missing = new ArrayList<>(layout.placements());
    for (InstanceReading reading : fleet().instances()) {
      if (!missing.remove(reading.placement())) {
        fleet().destroy(new Step.Destroy(reading.id()));
      }
    }
    missing.forEach(p -> fleet().create(new Step.Create("n" + ++names, p)));
    settle();
  }

  @AfterEach
  void close() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Override
  protected Fleet fleet() {
    return fleet.fleet();
  }

  @Override
  protected GpuModel model() {
    return fleet.fleet().models().getFirst();
  }

  @Override
  protected void settle() {
    fleet.settle();
  }
}
