package dev.migrator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MpsGpuTest {
  private static final GpuModel WHOLE =
      new GpuModel(
          "G",
          List.of("g"),
          8,
          7,
          List.of(
              new Profile(
                  "G",
                  "7g.80gb",
                  "7g",
                  7,
                  8,
                  1,
                  OptionalInt.of(80_000),
                  OptionalInt.of(98),
                  List.of(0),
                  Duration.ofMillis(200),
                  Duration.ofMillis(200))));
  private static final GpuModel SHARED = MpsGpu.of(WHOLE);

  @Test
  void sharesAreTwentiethsThatMayLieAnywhere() {
    assertThat(SHARED.baseProfiles()).isEqualTo(SHARED.profiles()).hasSize(20);
    assertThat(GpuModel.placements(SHARED.profiles())).hasSize(210);
    Profile third = MpsGpu.share(SHARED, 7);
    assertThat(third.name()).isEqualTo("mps-35%");
    assertThat(third.starts()).startsWith(0, 1).endsWith(13);
    assertThat(MpsGpu.part(third)).isEqualTo(.35);
    assertThat(SHARED.whole().name()).isEqualTo("mps-100%");
  }

  @Test
  void sharesHeldTogetherAddUpToTheGpuAtMost() {
    Placement most = new Placement(MpsGpu.share(SHARED, 13), 0);
    Placement rest = new Placement(MpsGpu.share(SHARED, 7), 13);
    Placement tooMuch = new Placement(MpsGpu.share(SHARED, 8), 12);

    assertThat(Layout.isLegal(List.of(most, rest))).isTrue();
    assertThat(Layout.isLegal(List.of(most, tooMuch))).isFalse();
  }

  @Test
  void driverHasNothingToDoAndEveryProcessSeesTheWholeMemory() {
    assertThat(SHARED.profiles())
        .allSatisfy(
            share -> {
              assertThat(share.sharing()).isEqualTo(Sharing.MPS);
              assertThat(share.create()).isZero();
              assertThat(share.destroy()).isZero();
              assertThat(share.memoryMib()).hasValue(80_000);
              assertThat(share.maxInstances()).isEqualTo(20 / share.memorySlices());
            });
    assertThat(WHOLE.whole().sharing()).isEqualTo(Sharing.MIG);
  }

  @Test
  void layoutsOfSharesAreNeverListed() {
    List<Placement> placements = GpuModel.placements(SHARED.profiles());

    assertThatThrownBy(() -> Layout.all(placements))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mps-5%@0: sharing is MPS; expected MIG.");
  }

  @Test
  void refusesAShareThatThereIsNot() {
    assertThatThrownBy(() -> MpsGpu.share(SHARED, 21))
        .hasMessage("G-MPS: granules is 21; expected from 1 to 20.");
  }
}
