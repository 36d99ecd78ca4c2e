package dev.migrator.live.emulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Placement;
import dev.migrator.live.emulated.DriverAnswer.Refusal;
import dev.migrator.live.emulated.DriverInstance.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As strict as a real driver, and its state outlives whoever opened it. */
final class EmulatedDriverTest {
  private static final GpuModel A30 = GpuModels.named("A30");
  private static final GpuModel A100 = GpuModels.named("A100-40GB");
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path folder;
  private long nanos;
  private final Set<String> busy = new HashSet<>();

  private final Occupants occupants =
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

  @Test
  void takesTheProfilesTimes() throws IOException {
    EmulatedDriver driver = open(A100);
    Placement place = at(A100, "3g", 4);
    assertThat(driver.create("i", place)).isEqualTo(new DriverAnswer.Begun());
    nanos += place.profile().create().toNanos() - 1;
    assertThat(driver.instances()).containsExactly(new DriverInstance("i", place, Phase.CREATING));
    nanos += 1;
    assertThat(driver.instances()).containsExactly(new DriverInstance("i", place, Phase.PRESENT));
    assertThat(driver.destroy("i")).isEqualTo(new DriverAnswer.Begun());
    assertThat(driver.instances())
        .containsExactly(new DriverInstance("i", place, Phase.DESTROYING));
    nanos += place.profile().destroy().toNanos();
    assertThat(driver.instances()).isEmpty();
  }

  @Test
  void refusesWhatARealOneRefuses() throws IOException {
    EmulatedDriver driver = open(A30);
    driver.create("i", at(A30, "2g", 0));
    assertRefused(driver.create("j", at(A30, "1g", 1)), Refusal.INSUFFICIENT_RESOURCES);
    assertRefused(driver.create("i", at(A30, "1g", 3)), Refusal.NAME_TAKEN);
    assertRefused(driver.create("j", at(A30, "1g", 3).on(1)), Refusal.INVALID_ARGUMENT);
    assertRefused(driver.create("j", at(A100, "1g", 3)), Refusal.INVALID_ARGUMENT);
    assertRefused(driver.destroy("j"), Refusal.NOT_FOUND);
    assertRefused(driver.destroy("i"), Refusal.IN_USE);
    nanos += 10 * SECOND;
    busy.add("i");
    assertRefused(driver.destroy("i"), Refusal.IN_USE);
    busy.clear();
    assertThat(driver.destroy("i")).isEqualTo(new DriverAnswer.Begun());
  }

  @Test
  void refusesMoreOfAProfileThanThereMayBe() throws IOException {
    EmulatedDriver driver = open(A30);
    Placement media = at(A30, "1g+me", 0);
    driver.create("i", media);
    assertRefused(driver.create("j", at(A30, "1g+me", 1)), Refusal.INSUFFICIENT_RESOURCES);
  }

  @Test
  void goesOnWithTheNextProcess() throws IOException {
    EmulatedDriver first = open(A100);
    first.create("stays", at(A100, "3g", 4));
    nanos += 10 * SECOND;
    first.instances();
    first.create("comes", at(A100, "2g", 0));
    EmulatedDriver second = open(A100);
    assertThat(second.instances())
        .extracting(DriverInstance::id, DriverInstance::phase)
        .containsExactly(tuple("stays", Phase.PRESENT), tuple("comes", Phase.CREATING));
    nanos += 10 * SECOND;
    assertThat(second.instances()).allMatch(instance -> instance.phase() == Phase.PRESENT);
  }

  @Test
  void listensToTheLastProcessOnly() throws IOException {
    EmulatedDriver first = open(A100);
    EmulatedDriver second = open(A100);
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    assertRefused(first.create("i", at(A100, "3g", 4)), Refusal.FENCED);
    assertThat(second.create("i", at(A100, "3g", 4))).isEqualTo(new DriverAnswer.Begun());
  }

  @Test
  void saysWhatIsWrongWithItsState() throws IOException {
    open(A100).create("i", at(A100, "3g", 4));
    assertThatThrownBy(() -> open(A30))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Maybe it is of other GPUs");
    Files.writeString(folder.resolve("driver"), "{");
    assertThatThrownBy(() -> open(A100)).isInstanceOf(IOException.class);
  }

  private EmulatedDriver open(GpuModel gpu) throws IOException {
    FileMemory memory = new FileMemory(folder.resolve("driver"));
    return EmulatedDriver.open(List.of(gpu), memory, () -> nanos, occupants, DriverFaults.NONE);
  }

  private static Placement at(GpuModel gpu, String profile, int start) {
    return new Placement(gpu.profile(profile), start);
  }

  private static void assertRefused(DriverAnswer answer, Refusal why) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            DriverAnswer.Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
  }
}
