package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.fixtures.nvml.FakeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process, on the GPUs of a stand-in for NVIDIA's driver. */
class ServeOnGpusTest {
  @TempDir private Path folder;
  private ServedSystem system = new ServedSystem(Path.of(""), Map.of());

  @BeforeEach
  void driver() {
    Optional<Path> compiled = FakeLibrary.compiled(Path.of("target", "fake-nvml"));
    assumeTrue(compiled.isPresent(), "no gcc here: tests on the stand-in for NVML are skipped");
    system = on(compiled.orElseThrow());
  }

  @AfterEach
  void end() {
    system.close();
  }

  private ServedSystem on(Path library) {
    return new ServedSystem(
        folder,
        Map.of(
            "MIGRATOR_NVML_LIBRARY", library.toString(),
            "FAKE_NVML_STATE", folder.resolve("world").toString(),
            "FAKE_NVML_GPUS", "2",
            "MIGRATOR_STATE", folder.resolve("state").toString()));
  }

  @Test
  void servesOnInstancesThatItMakesAdoptsAndLeavesOthersAlone() throws Exception {
    apply("other", "{profile: 3g.40gb, start: 4}");
    Path file = file("devices: [0]");

    system.begin(file);
    system.await("an answer", () -> system.infer("cats", "cats-secret").contains("outputs"));
    List<String> made = uuids("migrator");
    assertThat(made).isNotEmpty();
    assertThat(system.log()).contains("sees MIG-", "holds itself to nothing", "event=gpu-not-ours");
    assertThat(system.daemon().descendants()).isNotEmpty();

    system.kill();
    assertThat(uuids("migrator")).as("after a kill").containsAll(made);
    int left = uuids("migrator").size();

    system.begin(file);
    system.await("recovery", () -> system.log().contains("event=recovered"));
    assertThat(system.log()).contains("%d instances kept, 0 removed, 0 gone".formatted(left));
    system.await("one after it", () -> system.infer("cats", "cats-secret").contains("outputs"));
    assertThat(system.run("gpu", "apply", empty().toString()).code())
        .as("beside the daemon")
        .isEqualTo(2);

    system.stop();
    assertThat(system.log()).contains("event=stopped");
    assertThat(uuids("other")).hasSize(1);
    assertThat(uuids("migrator").size()).isEqualTo(layoutOfLastTurn());
  }

  @Test
  void refusesBeforeAnythingIsStartedWhatIsNotThere() throws Exception {
    assertThat(system.run("serve", file("devices: [3]").toString()).out())
        .contains("devices: GPU 3 is not there; expected one of the 2 GPUs of this machine");
    assertThat(system.run("gpu", "mode", "--disable", "--device", "1").code()).isZero();
    ServedSystem.Answer off = system.run("serve", file("devices: [1]").toString());
    assertThat(off.code()).isEqualTo(2);
    assertThat(off.out()).contains("GPU 1 is not in MIG mode", "gpu mode --enable --device 1");
    ServedSystem.Answer missing =
        on(Path.of("nowhere.so")).run("serve", file("devices: [0]").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.out()).contains("no NVIDIA driver here");
    assertThat(folder.resolve("data").resolve("journal")).doesNotExist();
  }

  private Path file(String devices) throws IOException {
    return Files.writeString(
        folder.resolve("live.yaml"),
        """
        name: gpus
        fleet: nvml
        gpus: {model: A100-80GB, count: 1}
        %s
        windows: {length: 20s, slot: 1s}
        reconfiguration: {start: 1s}
        data: %s
        gateway: 0
        api: 0
        worker: %s
        tenants:
          - name: cats
            model: resnet50
            slo: 2s
            token: cats-secret
            stream: {kind: vectors}
            arrivals: {generate: steady, mean: 20/s}
        """
            .formatted(devices, folder.resolve("data"), ServedSystem.worker()));
  }

  private Path empty() throws IOException {
    return layout("");
  }

  private Path layout(String instances) throws IOException {
    return Files.writeString(
        folder.resolve("layout.yaml"),
        "version: migrator/v1\ngpus:\n- {gpu: 0, instances: [%s]}\n".formatted(instances));
  }

  private void apply(String state, String instances) throws Exception {
    String file = layout(instances).toString();
    assertThat(system.run("gpu", "apply", "--state", folder.resolve(state).toString(), file).code())
        .isZero();
  }

  private int layoutOfLastTurn() throws IOException {
    String last = system.log().lines().filter(l -> l.contains("event=turn")).toList().getLast();
    Matcher layout = Pattern.compile("layout=(\\S+)").matcher(last);
    return layout.find() && !layout.group(1).equals("empty")
        ? layout.group(1).split(",").length
        : 0;
  }

  private List<String> uuids(String owner) throws Exception {
    JsonNode gpus =
        JsonMapper.builder().build().readTree(system.run("gpu", "list", "--output", "json").out());
    List<String> uuids = new ArrayList<>();
    for (JsonNode instance : gpus.get("gpus").get(0).get("instances")) {
      if (instance.get("owner").asText().equals(owner)) {
        uuids.add(instance.toString());
      }
    }
    return uuids;
  }
}
