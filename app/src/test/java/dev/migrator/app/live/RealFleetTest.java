package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import dev.migrator.live.emulated.Occupants;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RealFleetTest {
  private static final GpuModel GPU = GpuModels.named("A100-80GB");
  private static final Placement WHOLE = new Placement(GPU.profile("7g"), 0);
  private static final Placement SMALL = new Placement(GPU.profile("1g"), 2);

  private final Driver driver = new Driver();
  private final Set<String> busy = new HashSet<>();
  private final List<String> told = new ArrayList<>();

  /** What a driver shows, and what it was asked for. */
  private static final class Driver implements Fleet {
    final Map<String, InstanceReading> shown = new LinkedHashMap<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public List<InstanceReading> instances() {
      return List.copyOf(shown.values());
    }

    @Override
    public void create(Step.Create step) {
      asked.add("create " + step.instance());
      show(step.instance(), step.placement(), InstanceState.CREATING);
    }

    @Override
    public void destroy(Step.Destroy step) {
      asked.add("destroy " + step.instance());
    }

    void show(String id, Placement place, InstanceState state) {
      shown.put(id, new InstanceReading(id, place, state));
    }
  }

  private RealFleet fleet() {
    Occupants occupants =
        new Occupants() {
          @Override
          public boolean isBusy(String instance) {
            return busy.contains(instance);
          }

          @Override
          public InstanceState state(String instance) {
            return InstanceState.READY;
          }
        };
    return new RealFleet(
        driver, List.of(GPU), occupants, (id, what, detail) -> told.add(id + " " + what));
  }

  @Test
  void destroysOnlyWhenTheWorkerIsGoneAndCreatesInItsPlaceAfterThat() {
    driver.show("old", WHOLE, InstanceState.READY);
    busy.add("old");
    RealFleet fleet = fleet();
    fleet.destroy(new Step.Destroy("old"));
    fleet.create(new Step.Create("new", SMALL));
    assertThat(driver.asked).isEmpty();
    assertThat(fleet.instances())
        .extracting(InstanceReading::state)
        .containsExactly(InstanceState.DRAINING, InstanceState.CREATING);

    busy.clear();
    fleet.instances();
    assertThat(driver.asked).containsExactly("destroy old", "create new");
  }

  @Test
  void tellsWhatBecameOfEachInstance() {
    driver.show("old", WHOLE, InstanceState.READY);
    RealFleet fleet = fleet();
    fleet.destroy(new Step.Destroy("old"));
    driver.shown.remove("old");
    fleet.create(new Step.Create("made", SMALL));
    fleet.create(new Step.Create("failed", new Placement(GPU.profile("1g"), 3)));
    driver.show("made", SMALL, InstanceState.READY);
    driver.shown.remove("failed");
    fleet.instances();
    driver.shown.remove("made");
    fleet.instances();
    assertThat(told)
        .containsExactly("old DESTROYED", "made CREATED", "failed NOT_CREATED", "made LOST");
  }

  @Test
  void plansOnlyWithPlacesThatOthersLeave() {
    GpuModel free = FreeSlices.of(List.of(GPU), List.of(SMALL)).getFirst();
    assertThat(free.profile("7g").starts()).isEmpty();
    assertThat(free.profile("3g").starts()).containsExactly(4);
    assertThat(free.profile("1g").starts()).doesNotContain(2).contains(0, 1, 3);
    assertThat(FreeSlices.of(List.of(GPU, GPU), List.of())).containsExactly(GPU, GPU);
    assertThatThrownBy(() -> FreeSlices.of(List.of(GPU, GPU), List.of(SMALL)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Maybe leave that GPU out by `devices`?");
  }
}
