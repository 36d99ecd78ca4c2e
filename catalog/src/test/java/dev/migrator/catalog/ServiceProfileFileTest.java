package dev.migrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceProfileFileTest {
  private static final String GOOD =
      """
      {"model": "net", "gpu": "a100-80gb", "source": "our node",
       "points": [
        {"profile": "7g", "batch": 1, "latencyMs": 4},
        {"profile": "1g.10gb", "batch": 8, "latencyMs": 20.5},
        {"profile": "1g", "batch": 1, "latencyMs": 8.2}],
       "trainingSpeed": {"7g": 1, "1g": 0.2}}
      """;

  @TempDir Path folder;

  @Test
  void readsOfWhatWasSeenOnlyTheCores() throws IOException {
    String more = "\"measured\": {\"wholeCores\": 0.1, \"anything\": [1]}, \"model\"";
    Path file = Files.writeString(folder.resolve("net.json"), GOOD.replace("\"model\"", more));
    assertThat(ServiceProfileFile.read(file).model()).isEqualTo("net");
    assertThat(ServiceProfileFile.wholeCores(file)).hasValue(0.1);
    Path without = Files.writeString(folder.resolve("other.json"), GOOD);
    assertThat(ServiceProfileFile.wholeCores(without)).isEmpty();
  }

  @Test
  void readsProfilesByNameAndByKey() throws IOException {
    Path file = Files.writeString(folder.resolve("net.json"), GOOD);
    ServiceProfile service = ServiceProfileFile.read(file);
    assertThat(service.model()).isEqualTo("net");
    assertThat(service.gpu()).isEqualTo("A100-80GB");
    assertThat(service.source()).isEqualTo("our node");
    assertThat(service.curves().keySet()).extracting(Profile::key).containsExactly("1g", "7g");
    assertThat(service.trainingSpeed().keySet())
        .extracting(Profile::key)
        .containsExactly("1g", "7g");
    Profile small = GpuModels.named("A100-80GB").profile("1g");
    assertThat(service.curve(small).orElseThrow().latencyNanos(8)).isEqualTo(20_500_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet50", "vit-base", "bert-base"})
  void readsWhatWeMeasuredOfAnH100(String model) throws IOException {
    ServiceProfile service = ServiceProfileFile.read(Path.of("../bench/gpu/h100", model + ".json"));
    assertThat(service.model()).isEqualTo(model);
    GpuModel gpu = GpuModels.named(service.gpu());
    for (String key : List.of("1g", "2g", "3g", "4g", "7g")) {
      Profile profile = gpu.profile(key);
      assertThat(service.curve(profile).orElseThrow().largestBatch()).isEqualTo(256);
      assertThat(service.trainingSpeed()).containsKey(profile);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "model"        | "modell"       | net.json: key modell is not known; expected one of model, gpu, source, points, trainingSpeed, measured. Maybe model was meant.
          "batch": 8     | "batch": 0     | net.json: points[1].batch is 0; expected a whole number of at least 1.
          "batch": 8     | "batch": 8.5   | net.json: points[1].batch is 8.5; expected a whole number of at least 1.
          "batch": 8     | "batch": "8"   | net.json: points[1].batch is "8"; expected a whole number of at least 1.
          "batch": 8,    | ''             | net.json: points[1].batch is missing; expected a whole number of at least 1.
          20.5           | -20.5          | net.json: points[1].latencyMs is -20.5; expected a number above 0.
          20.5           | "20ms"         | net.json: points[1].latencyMs is "20ms"; expected a number above 0.
          "1g.10gb"      | "1g.5gb"       | net.json: points[1].profile is 1g.5gb; expected a profile of A100-80GB: one of 1g, 1g+me, 1gd, 2g, 3g, 4g, 7g.
          "batch": 8     | "batch": 1     | net.json: batch 1 on 1g.10gb is given twice; expected each once.
          "1g": 0.2      | "5g": 0.2      | net.json: trainingSpeed.5g is 5g; expected a profile of A100-80GB: one of 1g, 1g+me, 1gd, 2g, 3g, 4g, 7g.
          "1g": 0.2      | "7g.80gb": 0.2 | net.json: trainingSpeed.7g.80gb is 0.2; expected each profile once.
          "1g": 0.2      | "1g": 0        | net.json: trainingSpeed.1g is 0; expected a number above 0.
          "our node"     | ""             | net.json: source is ""; expected a text.
          """)
  void namesFileKeyAndValueOfWhatIsWrong(String right, String wrong, String message) {
    assertThat(GOOD).contains(right);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceProfileFile.parse("net.json", GOOD.replace(right, wrong)))
        .withMessage(message);
  }

  @Test
  void suggestsTheNearestGpuModel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceProfileFile.parse("net.json", GOOD.replace("a100-80gb", "H20")))
        .withMessageStartingWith("net.json: gpu is H20; expected a GPU model.")
        .withMessageContaining("Maybe H200-141GB was meant.");
  }

  @Test
  void refusesFilesThatAreNotJson() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ServiceProfileFile.parse("net.json", "{\"model\": \"a\",\n \"model\": 1}"))
        .withMessageStartingWith("net.json: line 2 is not valid JSON: Duplicate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceProfileFile.parse("net.json", "[]"))
        .withMessage("net.json: content is []; expected an object.");
    assertThatIllegalArgumentException().isThrownBy(() -> ServiceProfileFile.parse("net.json", ""));
  }

  @Test
  void refusesProfilesWithoutPoints() {
    String json = "{\"model\":\"a\",\"gpu\":\"A30\",\"points\":[],\"trainingSpeed\":{}}";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceProfileFile.parse("net.json", json))
        .withMessage("net.json: points is []; expected at least one point.");
  }

  @Test
  void saysWhenAFileIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceProfileFile.read(folder.resolve("none.json")))
        .withMessageEndingWith(
            "none.json: cannot be read; expected a service profile file in JSON.");
  }
}
