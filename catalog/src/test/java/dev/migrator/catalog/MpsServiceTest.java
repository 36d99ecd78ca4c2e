package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MpsServiceTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final GpuModel SHARES = MpsGpu.of(A100);

  static Stream<CatalogModel> everyModel() {
    return ServiceCatalog.entries().stream();
  }

  @Test
  void halfOfTheGpuLiesBetweenTheInstancesOfThreeAndFourSlices() {
    LatencyCurve curve = curve(shared("resnet50"), 10);

    double rate = (1291.913 + 1491.663) / 2;
    assertThat(curve.latencyNanos(32) * 1e-9)
        .isCloseTo(32 / rate * (1 + MpsSettings.INTERFERENCE) / 1.05, within(1e-6));
  }

  @Test
  void interferenceMakesEverythingThatMuchSlower() {
    ServiceProfile alone = shared("resnet50", 0);
    ServiceProfile disturbed = shared("resnet50", 0.1);

    assertThat(curve(disturbed, 7).latencyNanos(8))
        .isCloseTo(Math.round(1.1 * curve(alone, 7).latencyNanos(8)), within(2L));
    assertThat(1.1 * disturbed.trainingSpeedOn(share(7)))
        .isCloseTo(alone.trainingSpeedOn(share(7)), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("everyModel")
  void rateGoesToNothingWithTheShareAndEveryBatchFits(CatalogModel entry) {
    GpuModel gpu = GpuModels.named(entry.gpu());
    ServiceProfile service = ServiceCatalog.model(entry.name(), gpu);
    ServiceProfile shared = MpsService.of(service, gpu, MpsSettings.USUAL);
    List<Profile> shares = MpsGpu.of(gpu).profiles();

    assertThat(shared.curves().keySet()).containsExactlyElementsOf(shares);
    int largest = Objects.requireNonNull(service.curves().get(gpu.whole())).largestBatch();
    for (Profile share : shares) {
      assertThat(shared.curve(share).orElseThrow().largestBatch()).isEqualTo(largest);
    }
    long twentieth = shared.curve(shares.get(0)).orElseThrow().latencyNanos(largest);
    long tenth = shared.curve(shares.get(1)).orElseThrow().latencyNanos(largest);
    assertThat(twentieth).isCloseTo(2 * tenth, within(2L));
  }

  /** Trainings side by side do no more than instances do that fill the GPU. */
  @ParameterizedTest
  @MethodSource("everyModel")
  void trainingsDoNoMoreTogetherThanInstancesThatFillTheGpu(CatalogModel entry) {
    GpuModel gpu = GpuModels.named(entry.gpu());
    ServiceProfile service = ServiceCatalog.model(entry.name(), gpu);
    ServiceProfile shared = MpsService.of(service, gpu, new MpsSettings(0, true));
    double fills = 0;
    for (Profile profile : gpu.baseProfiles()) {
      fills = Math.max(fills, service.trainingSpeedOn(profile) * 7 / profile.computeSlices());
    }

    for (Profile share : MpsGpu.of(gpu).profiles()) {
      double perGpu = shared.trainingSpeedOn(share) / MpsGpu.part(share) / MpsService.WITHOUT_MIG;
      assertThat(perGpu).as("%s on %s", entry.name(), share).isLessThanOrEqualTo(fills + 1e-9);
    }
    assertThat(shared.trainingSpeedOn(MpsGpu.of(gpu).whole())).isCloseTo(1.05, within(1e-9));
  }

  @Test
  void trainsAsOnAnInstanceOfThatSizeAtLeast() {
    ServiceProfile service = ServiceCatalog.model("resnet50", A100);
    ServiceProfile shared = shared("resnet50", 0.05);

    assertThat(shared.trainingSpeedOn(share(2))).isCloseTo(0.1 * 7 * 0.1971, within(1e-3));
    for (Profile share : SHARES.profiles()) {
      for (Profile profile : A100.baseProfiles()) {
        if (profile.computeSlices() <= 7 * MpsGpu.part(share)) {
          assertThat(shared.trainingSpeedOn(share))
              .as("%s beside %s", share, profile)
              .isGreaterThanOrEqualTo(0.99 * service.trainingSpeedOn(profile));
        }
      }
    }
  }

  @Test
  void trainsAsEkyaMeasuredItAloneWhereThatIsAskedFor() {
    ServiceProfile service = ServiceCatalog.model("resnet50", A100);
    ServiceProfile shared = MpsService.of(service, A100, new MpsSettings(0, false));

    double alone = 5.4607 / 15.185301;
    assertThat(shared.trainingSpeedOn(share(2)))
        .isCloseTo(MpsService.WITHOUT_MIG * alone, within(1e-9));
  }

  @Test
  void refusesInterferenceBelowNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MpsSettings(-0.1, true))
        .withMessage("sharing: interference is -0.1; expected a number of at least 0.");
  }

  /** What is derived exceeds what was measured with 2 to 5 processes by the usual interference. */
  @Test
  void usualInterferenceIsTheMedianOfWhatWasMeasured() {
    List<Double> excess = new ArrayList<>();
    rows().forEach(row -> excess.add(derivedOverMeasured(row) - 1));

    assertThat(excess).hasSize(325);
    assertThat(quantile(excess, 0.5)).isCloseTo(MpsSettings.INTERFERENCE, within(0.0005));
    assertThat(quantile(excess, 0.1)).isGreaterThan(-0.07);
    assertThat(quantile(excess, 0.9)).isLessThan(0.1);
  }

  @Test
  void capacityWithinAnSloIsWhatWasMeasuredForEqualShares() {
    Map<String, Double> best = new LinkedHashMap<>();
    for (List<String> row : rows()) {
      double perProcess = Double.parseDouble(row.get(4)) / Integer.parseInt(row.get(3));
      boolean isInTime = 2 * Integer.parseInt(row.get(2)) / perProcess <= 0.2;
      if (isInTime) {
        best.merge(row.get(1) + " " + row.get(3), perProcess, Math::max);
      }
    }
    assertThat(best).hasSize(44);
    best.forEach(
        (key, measured) -> {
          int processes = Integer.parseInt(key.split(" ")[1]);
          if (processes != 3) {
            double derived =
                curve(shared(key.split(" ")[0]), MpsGpu.GRANULES / processes)
                    .bestWithin(Duration.ofMillis(200))
                    .orElseThrow()
                    .perSecond();
            assertThat(derived / MpsService.WITHOUT_MIG / measured).as(key).isBetween(0.85, 1.08);
          }
        });
  }

  @Test
  void trainingsWithoutMigAreThatMuchFaster() {
    List<Double> gains = new ArrayList<>();
    String header = "gpu,series,seconds,source";
    for (List<String> row : Resources.rows("whole-gpu-training.csv", header)) {
      TrainingSeries series =
          TrainingSeries.all().stream()
              .filter(s -> s.name().equals(row.get(1)))
              .findFirst()
              .orElseThrow();
      double instance = Objects.requireNonNull(series.values().get("7g"));
      gains.add(instance / Double.parseDouble(row.get(2)));
    }
    List<Double> sorted = gains.stream().sorted().toList();

    assertThat(sorted).hasSize(10);
    assertThat((sorted.get(4) + sorted.get(5)) / 2)
        .isCloseTo(MpsService.WITHOUT_MIG, within(0.005));
  }

  @Test
  void refusesAModelThatWasNotMeasuredOnTheWholeGpu() {
    ServiceProfile service = ServiceCatalog.model("resnet50", A100);
    Map<Profile, LatencyCurve> curves = new LinkedHashMap<>(service.curves());
    curves.remove(A100.whole());
    ServiceProfile partial =
        new ServiceProfile("mine", "A100-80GB", curves, service.trainingSpeed(), "here");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MpsService.of(partial, A100, MpsSettings.USUAL))
        .withMessage(
            "mine: not measured on 7g.80gb of A100-80GB; expected it, for what it does on shares"
                + " by MPS is derived from that.");
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) (share * (sorted.size() - 1)));
  }

  /** With equal shares, without interference, within an instance of the whole GPU. */
  private static double derivedOverMeasured(List<String> row) {
    int processes = Integer.parseInt(row.get(3));
    int batch = Integer.parseInt(row.get(2));
    // A third of the GPU is no whole number of granules: between those next to it.
    ServiceProfile shared = shared(row.get(1), 0);
    double granules = (double) MpsGpu.GRANULES / processes;
    double below = rate(shared, (int) granules, batch);
    double above = rate(shared, (int) Math.ceil(granules), batch);
    double rate = below + (granules - (int) granules) * (above - below);
    return rate / MpsService.WITHOUT_MIG * processes / Double.parseDouble(row.get(4));
  }

  private static double rate(ServiceProfile shared, int granules, int batch) {
    return batch / (curve(shared, granules).latencyNanos(batch) * 1e-9);
  }

  private static List<List<String>> rows() {
    String header = "gpu,model,batch,processes,throughputPerSecond,source";
    return Resources.rows("mps-inference.csv", header);
  }

  private static ServiceProfile shared(String model) {
    return shared(model, MpsSettings.INTERFERENCE);
  }

  private static ServiceProfile shared(String model, double interference) {
    MpsSettings settings = new MpsSettings(interference, true);
    return MpsService.of(ServiceCatalog.model(model, A100), A100, settings);
  }

  private static LatencyCurve curve(ServiceProfile service, int granules) {
    return service.curve(share(granules)).orElseThrow();
  }

  private static Profile share(int granules) {
    return MpsGpu.share(SHARES, granules);
  }
}
