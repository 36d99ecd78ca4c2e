package dev.migrator.live.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was asked for is done as soon as it can be, and what cannot be done is told. */
final class EmulatedFleetTest {
  private static final GpuModel A30 = GpuModels.named("A30");
  private static final Placement LEFT = new Placement(A30.profile("2g"), 0);
  private static final Placement WHOLE = new Placement(A30.profile("4g"), 0);

  private final List<String> events = new ArrayList<>();
  private final Set<String> busy = new HashSet<>();
  private Optional<EmulatedFleet> made = Optional.empty();
  private boolean fails;
  private int calls;
  private long nanos;

  @BeforeEach
  void begin() throws IOException {
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
    DriverFaults faults =
        new DriverFaults() {
          @Override
          public boolean failsNow() {
            calls++;
            return fails;
          }

          @Override
          public Duration delay() {
            return Duration.ZERO;
          }
        };
    EmulatedDriver driver =
        EmulatedDriver.open(List.of(A30), new Forgetful(), () -> nanos, occupants, faults);
    made =
        Optional.of(
            new EmulatedFleet(
                driver, () -> nanos, occupants, (id, what, _) -> events.add(id + " " + what)));
  }

  @Test
  void createsWhereAnotherIsDestroyed() {
    fleet().create(new Step.Create("old", LEFT));
    pass(10);
    fleet().destroy(new Step.Destroy("old"));
    fleet().create(new Step.Create("new", WHOLE));
    assertThat(states()).containsExactly("old DRAINING", "new CREATING");
    pass(10);
    assertThat(states()).containsExactly("new READY");
    assertThat(events).containsExactly("old CREATED", "old DESTROYED", "new CREATED");
  }

  @Test
  void destroysOnlyWhenNothingRunsThereAnyMore() {
    fleet().create(new Step.Create("i", LEFT));
    pass(10);
    busy.add("i");
    fleet().destroy(new Step.Destroy("i"));
    pass(29);
    assertThat(events).containsExactly("i CREATED");
    pass(1);
    assertThat(events).containsExactly("i CREATED", "i NOT_DESTROYED");
    busy.clear();
    pass(2);
    assertThat(states()).isEmpty();
  }

  @Test
  void givesUpACreationAfterFiveTries() {
    fails = true;
    calls = 0;
    fleet().create(new Step.Create("i", LEFT));
    pass(30);
    assertThat(calls).isEqualTo(5);
    assertThat(events).containsExactly("i NOT_CREATED");
    assertThat(states()).isEmpty();
  }

  @Test
  void triesADestructionAgainAfterAPause() {
    fleet().create(new Step.Create("i", LEFT));
    pass(10);
    fails = true;
    calls = 0;
    fleet().destroy(new Step.Destroy("i"));
    pass(30);
    assertThat(calls).isEqualTo(5);
    assertThat(events).containsExactly("i CREATED", "i NOT_DESTROYED");
    fails = false;
    pass(30);
    assertThat(states()).isEmpty();
  }

  @Test
  void refusesWhatNothingMakesRoomFor() {
    fleet().create(new Step.Create("i", LEFT));
    fleet().create(new Step.Create("j", WHOLE));
    assertThat(events).containsExactly("j NOT_CREATED");
    fleet().destroy(new Step.Destroy("unknown"));
    assertThat(events).contains("unknown DESTROYED");
  }

  @Test
  void forgetsACreationThatIsNoLongerWanted() {
    fleet().create(new Step.Create("old", LEFT));
    pass(10);
    busy.add("old");
    fleet().destroy(new Step.Destroy("old"));
    fleet().create(new Step.Create("new", WHOLE));
    fleet().destroy(new Step.Destroy("new"));
    busy.clear();
    pass(10);
    assertThat(states()).isEmpty();
  }

  private EmulatedFleet fleet() {
    return made.orElseThrow();
  }

  /** So many seconds, and somebody looks at each. */
  private void pass(int seconds) {
    for (int i = 0; i < 10 * seconds; i++) {
      nanos += Duration.ofMillis(100).toNanos();
      fleet().instances();
    }
  }

  private List<String> states() {
    return fleet().instances().stream().map(EmulatedFleetTest::state).toList();
  }

  private static String state(InstanceReading reading) {
    return reading.id() + " " + reading.state();
  }

  private static final class Forgetful implements DriverMemory {
    private Optional<byte[]> kept = Optional.empty();

    @Override
    public Optional<byte[]> load() {
      return kept;
    }

    @Override
    public void save(byte[] state) {
      kept = Optional.of(state);
    }
  }
}
