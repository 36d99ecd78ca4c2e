package dev.migrator.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.live.work.ProbeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveFileTest {
  private static final String SMALL =
      """
      name: small
      gpus: {model: A100-80GB, count: 1}
      windows: {length: 20s}
      tenants:
        - name: cats
          model: perceptron
          slo: 300ms
          cpu: [{batch: 1, time: 1ms}, {batch: 8, time: 2ms}]
      """;

  @Test
  void readsTheExample() {
    Path example = Path.of(System.getProperty("migrator.root"), "examples", "live.yaml");
    LiveConfiguration live = LiveFile.read(example);
    assertThat(live.loop().slotsPerWindow()).isEqualTo(20);
    assertThat(live.tenants())
        .extracting(t -> t.tenant().name())
        .containsExactly("photos", "signals");
    assertThat(live.tenants()).allSatisfy(t -> assertThat(t.load()).isPresent());
    assertThat(live.tenants().getFirst().epochs())
        .isEqualTo(Map.of("all-layers", 6, "last-layer", 4));
    assertThat(live.worker()).isEmpty();
  }

  @Test
  void readsTheExampleForRealGpus() {
    Path example = Path.of(System.getProperty("migrator.root"), "examples", "live-nvml.yaml");
    LiveConfiguration live = LiveFile.read(example);
    assertThat(live.fleet()).isEqualTo(new LiveConfiguration.Real(List.of(0), Optional.empty()));
    assertThat(live.worker()).isNotEmpty();
    assertThat(live.tenants())
        .extracting(t -> t.tenant().service().model())
        .containsExactly("resnet50", "bert");
  }

  @Test
  void takesProfilesAndPlacesOfTheGpusThatThereAre() {
    Path example = Path.of(System.getProperty("migrator.root"), "examples", "live-nvml.yaml");
    GpuModel published = GpuModels.named("A100-80GB");
    GpuModel there =
        new GpuModel(
            published.name(),
            List.of(),
            8,
            7,
            published.profiles().stream().map(LiveFileTest::withoutItsLastPlace).toList());
    LiveConfiguration live = LiveFile.read(example, List.of(there));
    assertThat(live.loop().models()).containsExactly(there);
    List<Profile> usable = live.loop().gpus().getFirst().profiles();
    assertThat(usable).extracting(Profile::key).containsExactly("1g", "2g", "3g");
    assertThat(usable.getFirst().starts()).containsExactly(0, 1, 2, 3, 4, 5);
    ServiceProfile service = live.tenants().getFirst().tenant().service();
    assertThat(service.curve(usable.getFirst())).isPresent();
    assertThatThrownBy(() -> LiveFile.read(example, List.of(there, there)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("gpus is 1 x A100-80GB; expected 2 x A100-80GB");
  }

  @Test
  void refusesGpusInAnotherOrderThanTheMachines(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mixed.yaml");
    String gpus = "gpus: [{model: H100-SXM-80GB, count: 2}, {model: A100-80GB}]";
    Files.writeString(file, SMALL.replace("gpus: {model: A100-80GB, count: 1}", gpus));
    GpuModel first = GpuModels.named("H100-SXM-80GB");
    GpuModel other = GpuModels.named("A100-80GB");

    assertThat(LiveFile.read(file, List.of(first, first, other)).loop().models())
        .containsExactly(first, first, other);
    assertThatThrownBy(() -> LiveFile.read(file, List.of(first, other, first)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "gpus is 2 x H100-SXM-80GB, 1 x A100-80GB;"
                + " expected 1 x H100-SXM-80GB, 1 x A100-80GB, 1 x H100-SXM-80GB, which are those");
  }

  @Test
  void hasSensibleDefaults() {
    LiveConfiguration live = LiveFile.parse("f", SMALL);
    assertThat(live.gatewayPort()).isEqualTo(8000);
    assertThat(live.apiPort()).isEqualTo(8001);
    assertThat(live.fleet()).isEqualTo(new LiveConfiguration.Emulated(1));
    assertThat(live.windows()).isEmpty();
    assertThat(live.probes()).isEmpty();
    assertThat(live.loop().slot()).isEqualTo(Duration.ofSeconds(1));
    LiveTenantEntry cats = live.tenants().getFirst();
    assertThat(cats.token()).isEmpty();
    assertThat(cats.stream()).isEmpty();
    assertThat(cats.load()).isEmpty();
    assertThat(cats.tenant().weight()).isEqualTo(1);
  }

  @Test
  void readsHowRetrainingsAreTriedOut() {
    LiveConfiguration live = LiveFile.parse("f", SMALL + "probes: {epochs: 3, limit: 4s}\n");
    assertThat(live.probes()).contains(new ProbeSettings(128, 3, Duration.ofSeconds(4)));
  }

  @Test
  void instancesAreAsMuchSlowerAsTheirShareIsSmaller() {
    var service = LiveFile.parse("f", SMALL).tenants().getFirst().tenant().service();
    Profile small = profile(service.curves().keySet().stream().toList(), "1g");
    Profile whole = profile(service.curves().keySet().stream().toList(), "7g");
    // Three milliseconds besides what is computed.
    assertThat(service.curve(whole).orElseThrow().latencyNanos(8)).isEqualTo(5_000_000);
    assertThat(service.curve(small).orElseThrow().latencyNanos(8)).isEqualTo(17_000_000);
    assertThat(service.trainingSpeedOn(whole)).isEqualTo(1);
  }

  @Test
  void readsATenantThatComesLater() {
    LiveConfiguration live = LiveFile.parse("f", SMALL);
    LiveTenantEntry dogs =
        LiveFile.tenant(
            live,
            "{\"name\":\"dogs\",\"model\":\"no-op\",\"slo\":\"1s\",\"token\":\"t\","
                + "\"cpu\":[{\"batch\":1,\"time\":\"1ms\"}]}");
    assertThat(dogs.tenant().name()).isEqualTo("dogs");
    assertThat(dogs.token()).contains("t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: small | name: small\\nfleet: nvml | worker is missing; expected the command",
        "name: small | name: small\\nfleet: nvml\\nworker: [w] | cpu is of emulated GPUs",
        "name: small | name: small\\nfleet: nvml\\nwhole-cores: 1 | whole-cores is of emulated",
        "name: small | name: small\\ndevices: [0] | devices is of real GPUs",
        "name: small | name: small\\nfleet: nvml\\ndevices: [0, 1] | expected 1 different indices",
        "slo: 300ms | slo: 1s\\n    profile: x.json | cpu is beside `profile`",
        "name: small | name: small\\nfleet: nvm | Maybe `nvml`?",
        "name: small | name: small\\nwhole-core: 1 | Maybe `whole-cores`?",
        "name: small | name: small\\nwhole-cores: 2 | expected a number from 0.001 to 1",
        "name: small | name: small\\ngateway: 70000 | expected a whole number from 0 to 65535",
        "name: small | name: small\\n"
            + "gateway: 9001\\n"
            + "api: 9001 | api is 9001; expected one port for",
        "name: small | name: small\\ngateway: 8001 | gateway is 8001; expected one port for",
        "name: small | name: small\\nplanning: {forecast: clairvoyant} | knows the future",
        "name: small | name: small\\nprobes: {epochs: 1} | expected a whole number from 2",
        "name: cats | name: ../cats | expected small letters, digits and hyphens",
        "slo: 300ms | slo: 1ms | shorter than two batches take",
        "slo: 300ms | slo: 1s\\n    arrivals: {generate: steady} | stream is missing",
        "batch: 8 | batch: 1 | expected each batch once",
      })
  void refusesWhatIsWrong(String there, String instead, String said) {
    String text = SMALL.replace(there, instead.replace("\\n", "\n"));
    assertThatThrownBy(() -> LiveFile.parse("f", text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(said);
  }

  @Test
  void saysWhatIsMissingWhereNobodyKnowsHowFastAModelIsOnAGpu() {
    String text =
        SMALL
            .replace("name: small", "name: small\nfleet: nvml\nworker: [w]")
            .replaceAll("\\n +cpu: .*", "");
    assertThatThrownBy(() -> LiveFile.parse("f", text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "tenants[0].profile is missing; expected what perceptron does on A100")
        .hasMessageContaining("resnet50")
        .hasMessageContaining("service_profiles.py");
  }

  @Test
  void isToldFromAScenario() {
    assertThatThrownBy(() -> ScenarioFile.parse("f", "fleet: emulated\n" + SMALL, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is of a live system; expected a scenario. Maybe `migrator serve`");
  }

  private static Profile withoutItsLastPlace(Profile profile) {
    return new Profile(
        profile.gpu(),
        profile.name(),
        profile.key(),
        profile.computeSlices(),
        profile.memorySlices(),
        profile.maxInstances(),
        profile.memoryMib(),
        profile.multiprocessors(),
        profile.starts().subList(0, profile.starts().size() - 1),
        profile.create(),
        profile.destroy());
  }

  private static Profile profile(List<Profile> profiles, String key) {
    return profiles.stream().filter(p -> p.key().equals(key)).findFirst().orElseThrow();
  }
}
