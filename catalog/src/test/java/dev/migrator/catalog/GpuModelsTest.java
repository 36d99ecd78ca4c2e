package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuModelsTest {

  @Test
  void knowsFourteenModels() {
    assertThat(GpuModels.all())
        .extracting(GpuModel::name)
        .containsExactly(
            "A100-40GB",
            "A100-80GB",
            "H100-SXM-80GB",
            "H100-PCIe-80GB",
            "H100-94GB",
            "GH200-96GB",
            "GH200-144GB",
            "H200-141GB",
            "B200-180GB",
            "GB200-186GB",
            "B300-288GB",
            "GB300-288GB",
            "A30-24GB",
            "RTX-PRO-6000-96GB");
  }

  @ParameterizedTest
  @CsvSource({
    "A100-80GB, A100-80GB",
    "a100-80gb, A100-80GB",
    "A100-SXM4-80GB, A100-80GB",
    "NVIDIA A100-SXM4-80GB, A100-80GB",
    "nvidia b200, B200-180GB",
    "B200, B200-180GB",
    "h200, H200-141GB",
    "a30, A30-24GB"
  })
  void findsModelsByNameAndAliasInAnyCase(String asked, String name) {
    assertThat(GpuModels.named(asked).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"A100, A100-40GB", "A100-80, A100-80GB", "H10-94GB, H100-94GB"})
  void suggestsTheNearestName(String asked, String nearest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GpuModels.named(asked))
        .withMessageStartingWith("GPU model: " + asked + " is not known; expected one of A100-40GB")
        .withMessageEndingWith("Maybe " + nearest + " was meant.");
  }

  @Test
  void suggestsNothingWhenNothingIsNear() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GpuModels.named("toaster"))
        .withMessageEndingWith("RTX-PRO-6000-96GB.");
  }

  @Test
  void describesAnA100AsNvidiaSmiDoes() {
    GpuModel gpu = GpuModels.named("A100-80GB");
    Profile profile = gpu.profile("3g");
    assertThat(gpu.memorySlices()).isEqualTo(8);
    assertThat(gpu.computeSlices()).isEqualTo(7);
    assertThat(profile.name()).isEqualTo("3g.40gb");
    assertThat(profile.memoryMib()).hasValue(40_192);
    assertThat(profile.multiprocessors()).hasValue(42);
    assertThat(profile.maxInstances()).isEqualTo(2);
    assertThat(profile.starts()).containsExactly(0, 4);
    assertThat(profile.create()).isEqualTo(Duration.ofMillis(200));
    assertThat(profile.destroy()).isEqualTo(Duration.ofMillis(210));
    ProfileFacts facts = GpuModels.facts("A100-80GB").of(profile);
    assertThat(facts.id()).hasValue(9);
    assertThat(facts.decoders()).hasValue(2);
    assertThat(facts.jpeg()).hasValue(0);
  }

  @Test
  void saysWhoseDriverTimesAModelBorrows() {
    assertThat(GpuModels.facts("A30").driverTimesMeasured()).isTrue();
    assertThat(GpuModels.facts("H200").driverTimesOf()).isEqualTo("H100");
    assertThat(GpuModels.facts("H200").driverTimesMeasured()).isFalse();
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertThat(GpuModels.named("B300-288GB").profile("7g").memoryMib()).isEmpty();
    assertThat(GpuModels.facts("B300-288GB").startsInferred()).isTrue();
    assertThat(GpuModels.facts("GB200-186GB").of(GpuModels.named("GB200-186GB").profile("3g")))
        .extracting(ProfileFacts::alsoNamed)
        .asList()
        .containsExactly("3g.95gb");
  }

  @Test
  void everyModelHasAWholeProfileAndLegalPlacements() {
    for (GpuModel gpu : GpuModels.all()) {
      assertThat(gpu.whole().memorySlices()).isEqualTo(gpu.memorySlices());
      assertThat(gpu.whole().computeSlices()).isEqualTo(gpu.computeSlices());
      for (Profile profile : gpu.profiles()) {
        assertThat(profile.starts())
            .as("%s %s", gpu, profile)
            .isSorted()
            .allSatisfy(
                start ->
                    assertThat(start + profile.memorySlices())
                        .isLessThanOrEqualTo(gpu.memorySlices()));
      }
    }
  }

  @Test
  void refusesResourcesWithUnknownKeys() {
    String json =
        Resources.text("gpu-models.json").replaceFirst("\"confidence\"", "\"confidense\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GpuModelsFile.parse("gpu-models.json", json))
        .withMessageStartingWith("gpu-models.json: key gpus[0].confidense is not known")
        .withMessageEndingWith("Maybe confidence was meant.");
  }

  @Test
  void refusesResourcesInWhichTwoModelsShareAName() {
    String json = Resources.text("gpu-models.json").replaceFirst("A100-SXM4-40GB", "NVIDIA b200");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GpuModelsFile.parse("gpu-models.json", json))
        .withMessage(
            "gpu-models.json: name or alias NVIDIA B200 is given twice; expected each once.");
  }
}
