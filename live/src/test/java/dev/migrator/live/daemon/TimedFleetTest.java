package dev.migrator.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimedFleetTest {
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Profile THREE = GPU.profile("3g");
  private static final Profile WHOLE = GPU.profile("7g");

  private long now = 5;
  private final TimedFleet fleet = new TimedFleet(() -> now);

  @Test
  void instancesComeAndGoAfterTheDriversTimes() {
    fleet.create(new Step.Create("a", new Placement(THREE, 0)));
    assertThat(state("a")).isEqualTo(InstanceState.CREATING);
    now += THREE.create().toNanos();
    assertThat(state("a")).isNotEqualTo(InstanceState.CREATING);
    fleet.destroy(new Step.Destroy("a"));
    assertThat(state("a")).isEqualTo(InstanceState.DRAINING);
    now += THREE.destroy().toNanos();
    assertThat(fleet.instances()).isEmpty();
  }

  @Test
  void anInstanceWaitsForTheSlicesOfOneThatGoes() {
    fleet.create(new Step.Create("a", new Placement(THREE, 0)));
    now += THREE.create().toNanos();
    fleet.destroy(new Step.Destroy("a"));
    fleet.create(new Step.Create("b", new Placement(WHOLE, 0)));
    now += WHOLE.create().toNanos();
    assertThat(state("b")).isEqualTo(InstanceState.CREATING);
    now += THREE.destroy().toNanos();
    assertThat(state("b")).isNotEqualTo(InstanceState.CREATING);
  }

  private InstanceState state(String id) {
    List<InstanceReading> readings = fleet.instances();
    return readings.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow().state();
  }
}
