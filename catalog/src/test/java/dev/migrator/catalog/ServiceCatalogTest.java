package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceCatalogTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");

  static Stream<ServiceProfile> everyProfile() {
    return ServiceCatalog.entries().stream()
        .map(entry -> ServiceCatalog.model(entry.name(), GpuModels.named(entry.gpu())));
  }

  @Test
  void servesResnet50OnTheSmallestInstanceWithinAHundredMilliseconds() {
    // Batch 16 takes 41.482 ms, twice that fits; batch 32 takes 77.652 ms, twice that does not.
    BatchChoice choice = best("resnet50", "1g", 100);
    assertThat(choice).isEqualTo(new BatchChoice(16, 41_482_000));
    assertThat(choice.perSecond()).isCloseTo(385.7, within(0.05));
  }

  @Test
  void servesBertOnTheWholeGpuWithinTwoHundredMilliseconds() {
    // Batch 16: 63.797 ms, 250.8/s. Batch 32 takes 123.281 ms, twice that is too long.
    BatchChoice choice = best("bert", "7g", 200);
    assertThat(choice).isEqualTo(new BatchChoice(16, 63_797_000));
    assertThat(choice.perSecond()).isCloseTo(250.8, within(0.05));
  }

  @Test
  void neverGoesBeyondTheBatchThatFitsInMemory() {
    assertThat(curve("mobilenetv2", "1g").largestBatch()).isEqualTo(32);
    assertThat(curve("mobilenetv2", "2g").largestBatch()).isEqualTo(128);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> curve("mobilenetv2", "1g").latencyNanos(64));
  }

  @Test
  void promisesNothingBetweenOneLatencyAndTwo() {
    // A lone request takes 13.439 ms on 1g.
    assertThat(curve("bert", "1g").bestWithin(Duration.ofMillis(20))).isEmpty();
    assertThat(curve("bert", "1g").bestWithin(Duration.ofMillis(27))).isPresent();
  }

  @Test
  void keepsMeasurementsThatAreNotMonotonic() {
    LatencyCurve curve = curve("resnet50", "2g");
    assertThat(curve.latencyNanos(1)).isGreaterThan(curve.latencyNanos(2));
  }

  @Test
  void leavesOutSuspectMeasurements() {
    assertThat(curve("densenet169", "3g").largestBatch()).isEqualTo(64);
    assertThat(curve("densenet169", "4g").largestBatch()).isEqualTo(64);
  }

  @ParameterizedTest
  @MethodSource("everyProfile")
  void ordersProfilesAsTheGpuDoes(ServiceProfile service) {
    List<Profile> order = GpuModels.named(service.gpu()).profiles();
    assertThat(service.curves().keySet()).isNotEmpty().isSubsetOf(order);
    assertThat(service.curves().keySet().stream().map(order::indexOf)).isSorted();
    assertThat(service.trainingSpeed().keySet().stream().map(order::indexOf)).isSorted();
  }

  @ParameterizedTest
  @MethodSource("everyProfile")
  void noSmallerBatchBeatsTheChosenOne(ServiceProfile service) {
    for (int millis = 10; millis <= 2000; millis *= 2) {
      Duration slo = Duration.ofMillis(millis);
      service
          .bestWithin(slo)
          .forEach(
              (profile, best) -> {
                assertThat(2 * best.latencyNanos()).isLessThanOrEqualTo(slo.toNanos());
                LatencyCurve curve = service.curve(profile).orElseThrow();
                for (int n = 1; n <= best.batch(); n++) {
                  assertThat(n * 1e9 / curve.latencyNanos(n)).isLessThan(best.perSecond() + 1e-3);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("everyProfile")
  void trainsAtFullSpeedOnTheWholeGpu(ServiceProfile service) {
    Profile whole = GpuModels.named(service.gpu()).whole();
    assertThat(service.trainingSpeedOn(whole)).isEqualTo(1.0);
    assertThat(service.trainingSpeed().values()).allMatch(speed -> speed > 0.1 && speed < 1.01);
  }

  @Test
  void relatesTrainingTimesToTheWholeGpu() {
    // MIGER: 76.97 s on 7g, 390.47 s on 1g.
    ServiceProfile resnet = ServiceCatalog.model("resnet50", A100);
    assertThat(resnet.trainingSpeedOn(A100.profile("1g"))).isEqualTo(76.97 / 390.47, within(1e-9));
    assertThat(resnet.trainingSpeedOn(A100.profile("1gd"))).isZero();
  }

  @Test
  void cannotTrainWhereTheTrainingDidNotFit() {
    ServiceProfile vit = ServiceCatalog.model("vit", A100);
    assertThat(vit.trainingSpeed().keySet())
        .extracting(Profile::key)
        .containsExactly("2g", "3g", "4g", "7g");
  }

  @Test
  void twoSourcesAgreeOnHowResnet50Trains() {
    List<TrainingSeries> all = TrainingSeries.all();
    for (String key : List.of("1g", "2g", "3g")) {
      assertThat(speed(all, "miger/resnet50", key))
          .isEqualTo(speed(all, "migprofiler/resnet50", key), within(0.07));
    }
  }

  @Test
  void saysWhichTrainingSpeedsAreAssumed() {
    assertThat(ServiceCatalog.model("densenet121", A100).source())
        .startsWith("latency: ParvaGPU (SC 2024)")
        .contains("training speed: MIGER (ICPP 2024)")
        .endsWith("assumed like resnet50");
    assertThat(ServiceCatalog.model("resnet50", A100).source()).doesNotContain("assumed");
  }

  @Test
  void suggestsTheNearestModel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceCatalog.model("resnet5O", A100))
        .withMessageStartingWith(
            "model: resnet5O is not known; expected one of resnet50, resnet101")
        .withMessageEndingWith("Maybe resnet50 was meant.");
  }

  @Test
  void inventsNothingForGpuModelsWithoutMeasurements() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceCatalog.model("resnet50", GpuModels.named("A30")))
        .withMessage(
            "resnet50: not measured on A30-24GB; expected one of A100-80GB. No model of the catalog"
                + " was measured on A30-24GB. Maybe write a service profile file.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceCatalog.model("vit", GpuModels.named("A100-40GB")))
        .withMessageContaining("Measured on A100-40GB: bert-base-multilingual-cased");
  }

  @Test
  void namesEachModelOncePerGpu() {
    Set<String> names =
        ServiceCatalog.entries().stream()
            .map(entry -> entry.gpu() + " " + entry.name())
            .collect(Collectors.toSet());
    assertThat(names).hasSize(ServiceCatalog.entries().size()).hasSize(18);
    assertThat(ServiceCatalog.names(A100)).hasSize(13).contains("resnet50", "vit", "bert");
  }

  @Test
  void readmeShowsWhichTrainingSeriesEachModelUses() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("migrator.root"), "catalog", "README.md"));
    for (CatalogModel entry : ServiceCatalog.entries()) {
      String assumed = entry.assumedLike().map(like -> ", assumed like " + like).orElse("");
      assertThat(readme)
          .containsPattern(
              "\\| %s \\| %s \\| .*`%s`%s \\|"
                  .formatted(entry.name(), entry.gpu(), entry.trainingSeries(), assumed));
    }
  }

  private static double speed(List<TrainingSeries> all, String name, String key) {
    return all.stream()
        .filter(series -> series.name().equals(name))
        .findFirst()
        .map(series -> Objects.requireNonNull(series.speeds(A100).get(A100.profile(key))))
        .orElseThrow();
  }

  private static BatchChoice best(String model, String key, int sloMillis) {
    return curve(model, key).bestWithin(Duration.ofMillis(sloMillis)).orElseThrow();
  }

  private static LatencyCurve curve(String model, String key) {
    return ServiceCatalog.model(model, A100).curve(A100.profile(key)).orElseThrow();
  }
}
