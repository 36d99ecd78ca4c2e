package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.app.scenario.ScenarioFile;
import dev.migrator.app.usage.UsageException;
import dev.migrator.fixtures.nvml.FakeDriver;
import dev.migrator.fixtures.nvml.FakeLibrary;
import dev.migrator.nvml.driver.CallWatch;
import dev.migrator.nvml.driver.NativeNvml;
import dev.migrator.nvml.driver.Nvml;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands on this machine's GPUs, on a stand-in for its driver. */
class GpuMachineTest {
  @TempDir private Path folder;
  private Map<String, String> environment = Map.of();
  private FakeDriver driver;
  private Nvml nvml;

  private record Answer(int code, String out, String err) {}

  @BeforeEach
  void driver() {
    Optional<Path> library = FakeLibrary.compiled(Path.of("target", "fake-nvml"));
    assumeTrue(library.isPresent(), "no gcc here: tests on the stand-in for NVML are skipped");
    environment =
        Map.of(
            NativeNvml.LIBRARY_VARIABLE,
            library.orElseThrow().toString(),
            "MIGRATOR_STATE",
            folder.resolve("state").toString());
    nvml = NativeNvml.open(library.orElseThrow().toString(), new CallWatch());
    driver = new FakeDriver(library.orElseThrow());
    driver.reset(2, "A100-80GB");
  }

  @Test
  void listsGpusAndInstancesLikeNvidiaSmi() throws IOException {
    assertThat(run("list").out())
        .startsWith("GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-")
        .contains("MIG enabled")
        .endsWith("No MIG instances.\n");
    run("apply", balanced());
    makeElsewhere(1, 4, 0, 0, 8);
    String table = run("list").out();
    assertThat(table)
        .containsPattern("  MIG 3g.40gb +Device  3: \\(UUID: MIG-")
        .containsPattern("0 +3g.40gb +4 +0 +4:4 +migrator +-")
        .containsPattern("1 +7g.80gb +1 +0 +0:8 +other +-");
    JsonNode json = json(run("list", "--output", "json").out());
    assertThat(json.get("gpus").get(0).get("instances")).hasSize(4);
    assertThat(json.get("gpus").get(1).get("instances").get(0).get("owner").textValue())
        .isEqualTo("other");
  }

  @Test
  void listsAGpuThatIsLostBesideTheOthers() {
    driver.gpu(1, "lost", 1);
    Answer answer = run("list");
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains("GPU 0: NVIDIA")
        .contains("GPU 1: nvmlDevice")
        .contains("lost");
  }

  @Test
  void tellsProfilesAsTheDriverDoes() throws IOException {
    run("apply", balanced());
    assertThat(run("profiles").out())
        .startsWith("GPU 0: NVIDIA A100-SXM4-80GB, 8 memory slices, 7 compute slices")
        .containsPattern("MIG 1g.10gb +1g +19 +0/7 +9.50 +14 .* \\{0,1,2,3,4,5,6}:1");
    assertThat(run("profiles", "--device", "1").out()).contains("7/7").doesNotContain("GPU 0");
    driver.gpu(1, "mig", 0);
    assertThat(run("profiles", "--device", "1").out())
        .contains("7 compute slices, MIG mode is off\n")
        .contains("7/7");
    JsonNode gpu =
        json(run("profiles", "--device", "1", "--output", "json").out()).get("gpus").get(0);
    assertThat(gpu.get("mig").booleanValue()).isFalse();
    assertThat(gpu.get("profiles")).hasSize(7);
  }

  @Test
  void appliesWhatMigPartedReadsAndTouchesOnlyWhatDiffers() throws IOException {
    Path file = balanced();
    assertThat(run("assert", file).code()).isEqualTo(1);
    Answer dry = run("apply", "--dry-run", file);
    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("create   3g.40gb@4").contains("create   2g.20gb@0");
    assertThat(driver.changes()).isZero();
    assertThat(run("apply", file).code()).isZero();
    assertThat(run("assert", file).code()).isZero();
    long changes = driver.changes();
    Path mixed =
        write(
            """
            version: v1
            mig-configs:
              one: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 1, 1g.10gb: 3}}]
            """);
    assertThat(run("apply", mixed).out())
        .contains("keep     3g.40gb@4", "destroy  2g.20gb@0", "create   1g.10gb@0");
    assertThat(driver.changesSince(changes))
        .containsExactly(
            "destroy-ci 0 2g.20gb@0",
            "destroy-gi 0 2g.20gb@0",
            "create-gi 0 1g.10gb@0",
            "create-ci 0 1g.10gb@0");
    assertThat(run("assert", file).code()).isEqualTo(1);
  }

  @Test
  void exportsWhatCanBeAppliedAgain() throws IOException {
    run("apply", balanced());
    String places = run("export").out();
    Path counts = write(run("export", "--format", "mig-parted", "--config", "mine").out());
    assertThat(run("assert", "--config", "mine", counts).code()).isZero();
    driver.gpu(0, "reboot", 1);
    assertThat(run("apply", write(places)).code()).isZero();
    assertThat(run("export").out()).isEqualTo(places);
    assertThat(run("assert", write(run("export", "--output", "json").out())).code()).isZero();
  }

  @Test
  void leavesAloneWhatOthersMadeUnlessToldToAdoptIt() throws IOException {
    makeElsewhere(0, 4, 0, 0, 8);
    Answer refused = run("apply", balanced());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("were not made by migrator; nothing is done. Maybe --adopt");
    assertThat(driver.changesSince(0)).noneMatch(change -> change.startsWith("destroy"));
    assertThat(run("apply", "--adopt", balanced()).code()).isZero();
    assertThat(run("assert", balanced()).code()).isZero();
  }

  @Test
  void answersNoWhenSomethingHoldsAnInstance() throws IOException {
    run("apply", balanced());
    driver.hold(0, 0, true);
    Path empty =
        write("version: migrator/v1\ngpus: [{gpu: 0, instances: [{profile: 7g, start: 0}]}]\n");
    Answer answer = run("apply", empty);
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("in use").contains("Held by");
    assertThat(answer.out()).endsWith("Not all of it could be done; see above.\n");
  }

  @Test
  void emptiesAGpuOnlyIfThatIsSaid() throws IOException {
    Path whole = write(ours("{gpu: 0, instances: [{profile: 7g, start: 0}]}"));
    run("apply", whole);
    assertRefused(
        ours("{gpu: 0}"),
        "gpus[0].instances is missing; expected a list of profiles and starts. Maybe [] for a GPU"
            + " without instances?");
    assertRefused(ours("{gpu: 0, mig: true, instances: }"), "gpus[0].instances is missing");
    assertRefused(
        mixed("{devices: [0], mig-enabled: true}"),
        "mig-configs.a[0].mig-devices is missing; expected a map of counts. Maybe {} for GPUs"
            + " without instances?");
    assertRefused(
        ours("{gpu: 0, model: H100, instances: []}"),
        "gpus[0]: model is H100 and that of GPU 0 is NVIDIA A100-SXM4-80GB; expected that they"
            + " agree. Maybe the file comes from another machine?");
    assertThat(run("assert", whole).code()).isZero();
    assertThat(run("apply", write(ours("{gpu: 0, instances: []}"))).code()).isZero();
    assertThat(nvml.gpuInstances(nvml.device(0), 0)).isEmpty();
  }

  @Test
  void takesNoConfigurationThatIsAboutNoGpu() throws IOException {
    String empty = " is empty; expected ";
    assertRefused(ours(""), "gpus" + empty + "at least one GPU");
    assertRefused(mixed(""), "mig-configs.a" + empty + "at least one entry");
    assertRefused(
        mixed("{devices: [], mig-enabled: false}"),
        "mig-configs.a[0].devices" + empty + "all or a list of indices");
    assertRefused(
        "version: v1\nmig-configs: {}\n", "mig-configs" + empty + "at least one configuration.");
    assertThat(run("assert", write(ours(""))).code()).isEqualTo(2);
    Answer named = run("apply", "--config", "nope", write(ours("{gpu: 0, instances: []}")));
    assertThat(named.code()).isEqualTo(2);
    assertThat(named.err()).contains("--config: is nope; expected none, as ");
  }

  private static String ours(String gpus) {
    return "version: migrator/v1\ngpus: [%s]\n".formatted(gpus);
  }

  private static String mixed(String entries) {
    return "version: v1\nmig-configs: {a: [%s]}\n".formatted(entries);
  }

  @Test
  void saysHowMuchWasDoneWhenTimeRanOut() throws IOException {
    driver.option("latency-percent", 400);
    Path sevenths =
        write(
            "version: v1\n"
                + "mig-configs: {a: [{devices: [0], mig-enabled: true, mig-devices: {1g.10gb:"
                + " 7}}]}\n");
    Answer answer = run("apply", "--timeout", 1, "--output", "json", sevenths);
    long made =
        driver.changesSince(0).stream().filter(change -> change.startsWith("create-ci")).count();
    String message =
        "Not done within 1 s (--timeout): 0 of 0 destroyed, %d of 7 created.".formatted(made);
    assertThat(answer.code()).as(answer.err()).isEqualTo(1);
    assertThat(answer.err()).contains(message);
    assertThat(json(answer.out()).get("done").booleanValue()).isFalse();
    assertThat(json(answer.out()).get("messages").toString()).contains(message);
  }

  @Test
  void refusesToTakeNoTime() throws IOException {
    for (int seconds : new int[] {0, -5}) {
      Answer answer = run("apply", "--timeout", seconds, balanced());
      assertThat(answer.code()).isEqualTo(2);
      assertThat(answer.err())
          .contains("--timeout: is %d; expected at least 1 second.".formatted(seconds));
    }
    assertThat(driver.changes()).isZero();
  }

  @Test
  void changesMigModeOnlyWhenAskedTo() throws IOException {
    driver.gpu(1, "mig", 0);
    Path second =
        write("version: migrator/v1\ngpus: [{gpu: 1, instances: [{profile: 7g, start: 0}]}]\n");
    Answer refused = run("apply", second);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("`migrator gpu mode --device 1 --enable`");
    assertThat(run("mode").out()).containsPattern("1 +disabled +disabled");
    assertThat(run("mode", "--enable").code()).as("without naming a GPU").isEqualTo(2);
    assertThat(run("mode", "--enable", "--device", "1").code()).isZero();
    assertThat(run("apply", second).code()).isZero();
    assertThat(run("mode", "--disable", "--device", "1").code()).isEqualTo(2);
  }

  @Test
  void saysWhatIsWrongWithAConfiguration() throws IOException {
    assertRefused("version: v2\n", "version is v2; expected v1 (mig-parted's) or migrator/v1.");
    assertRefused("version: v1\n", "mig-configs is missing; expected a map of configurations");
    assertRefused(
        "version: v1\nmig-configs: {a: [], b: []}\n",
        "has the configurations a, b; expected --config");
    assertRefused(
        "version: v1\n"
            + "mig-configs: {a: [{devices: all, mig-enabled: true, mig-devices: {5g.40gb: 1}}]}\n",
        "mig-configs.a[0]: profile 5g.40gb is not one of GPU 0");
    assertRefused(
        "version: v1\n"
            + "mig-configs: {a: [{devices: all, mig-enabled: true, mig-devices: {3g.45gb: 1}}]}\n",
        "7g.80gb]. Maybe 3g.40gb?");
    assertRefused(
        "version: v1\n"
            + "mig-configs: {a: [{devices: all, mig-enabled: true, mig-devices: {3g.40gb: 2,"
            + " 1g.10gb: 1}}]}\n",
        "{3g.40gb=2, 1g.10gb=1} does not fit on GPU 0");
    assertRefused(
        "version: migrator/v1\ngpus: [{gpu: 0, instances: [{profile: 3g, start: 1}]}]\n",
        "gpus[0]: 3g.40gb starts at 1; expected one of [0, 4].");
    assertRefused(
        "version: migrator/v1\n"
            + "gpus: [{gpu: 0, instances: [{profile: 3g, start: 0}, {profile: 1g, start: 3}]}]\n",
        "cannot exist together");
    assertRefused("version: migrator/v1\ngpus: [{gpu: 7, instances: []}]\n", "GPU 7 is not there");
    assertRefused(
        "version: migrator/v1\ngpus: [{gpu: 0, instnaces: []}]\n",
        "gpus[0].instnaces is not known; expected one of gpu, uuid, model, mig, instances. Maybe"
            + " instances was meant.");
    assertRefused(
        "version: migrator/v1\ngpus: [{gpu: 0, instances: []}, {gpu: 0, instances: []}]\n",
        "is about GPU 0, as an earlier entry is");
  }

  private void assertRefused(String text, String message) throws IOException {
    Answer answer = run("apply", write(text));
    assertThat(answer.code()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err()).contains(message);
  }

  @Test
  void measuresWhatScenariosThenUse() throws IOException {
    Path file = folder.resolve("calibration.json");
    Path worker = folder.resolve("worker.sh");
    Files.writeString(
        worker,
        "echo starting\necho \"{\\\"event\\\":\\\"ready\\\",\\\"port\\\":1}\"\nread line\n");
    driver.option("latency-percent", 20);
    Answer answer =
        run("calibrate", "--device", "0", "--rounds", "1", "--worker", "sh " + worker, file);
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out()).containsPattern("7g.80gb +0\\.");
    assertThat(answer.err())
        .containsPattern("1g.10gb: create [0-9.]+ s, destroy [0-9.]+ s, worker start [0-9.]+ s");
    assertThat(nvml.gpuInstances(nvml.device(0), 0)).as("nothing is left behind").isEmpty();
    JsonNode json = json(Files.readString(file));
    assertThat(json.get("gpu").textValue()).isEqualTo("A100-80GB");
    assertThat(json.get("profiles")).hasSize(5);
    JsonNode whole = json.get("profiles").get(4);
    assertThat(whole.get("createSeconds").doubleValue()).isGreaterThanOrEqualTo(0.048);
    Path scenario = folder.resolve("scenario.yaml");
    Files.writeString(scenario, scenario("reconfiguration: {calibration: calibration.json}"));
    var settings = ScenarioFile.read(scenario, Optional.empty()).load().experiment().settings();
    assertThat(settings.gpus().getFirst().model().whole().create().toMillis())
        .isEqualTo(Math.round(whole.get("createSeconds").doubleValue() * 1000));
  }

  @Test
  void measuresNothingThatCannotBeWritten() throws IOException {
    Path file = write("a file");
    for (Path wrong : List.of(folder, folder.resolve("missing/times.json"), file.resolve("t"))) {
      Answer answer = run("calibrate", "--rounds", "1", wrong);
      assertThat(answer.code()).as("%s", wrong).isEqualTo(2);
      assertThat(answer.err()).contains(wrong + ": ").contains("; expected ");
    }
    assertThat(driver.changes()).isZero();
  }

  @Test
  void showsWhatWasMeasuredEvenIfItsFolderIsGone() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Path worker = folder.resolve("worker.sh");
    Files.writeString(
        worker,
        "rm -rf %s\necho \"{\\\"event\\\":\\\"ready\\\",\\\"port\\\":1}\"\nread line\n"
            .formatted(place));
    Answer answer =
        run("calibrate", "--rounds", "1", "--worker", "sh " + worker, place.resolve("times.json"));
    assertThat(answer.code()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err()).contains("cannot be written");
    assertThat(answer.out()).containsPattern("7g.80gb +0\\.");
  }

  @Test
  void replacesTheFileOfAnEarlierMeasurement() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Path earlier = Files.writeString(place.resolve("earlier.json"), "earlier");
    Path link = Files.createSymbolicLink(folder.resolve("times.json"), earlier);
    assertThat(run("calibrate", "--rounds", "1", link).code()).isZero();
    assertThat(json(Files.readString(earlier)).get("profiles")).hasSize(5);
    assertThat(place).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void saysThatThereIsNoDriver() {
    environment = Map.of(NativeNvml.LIBRARY_VARIABLE, "libno-such-thing.so.1");
    Answer answer = run("list");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).startsWith("migrator: no NVIDIA driver here: libno-such-thing.so.1");
  }

  private static String scenario(String reconfiguration) {
    return """
    name: calibrated
    gpus: {model: A100-80GB}
    windows: {count: 1, length: 20s, slot: 1s}
    %s
    tenants:
      - name: vision
        model: resnet50
        slo: 100ms
        arrivals: {generate: steady, mean: 10/s}
    """
        .formatted(reconfiguration);
  }

  private Path balanced() throws IOException {
    return write(
        """
        version: v1
        mig-configs:
          all-balanced:
          - devices: [0]
            mig-enabled: true
            mig-devices: {"1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1}
        """);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "config", ".yaml"), text);
  }

  private void makeElsewhere(int gpu, int kind, int profileId, int start, int size) {
    Nvml.Device device = nvml.device(gpu);
    nvml.createComputeInstance(
        nvml.createGpuInstance(device, profileId, new Nvml.Extent(start, size)), kind);
  }

  private static JsonNode json(String text) throws IOException {
    return JsonMapper.builder().build().readTree(text);
  }

  /** As the root command does. */
  private static int refused(Exception failure, StringWriter err) throws Exception {
    if (failure instanceof UsageException) {
      err.append("migrator: ").append(failure.getMessage());
      return 2;
    }
    throw failure;
  }

  private Answer run(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new GpuCommand(environment))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((failure, _, _) -> refused(failure, err))
            .execute(words);
    return new Answer(code, out.toString(), err.toString());
  }
}
