package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.Migrator;
import dev.migrator.app.scenario.LiveFile;
import dev.migrator.app.scenario.LiveTenantEntry;
import dev.migrator.catalog.ServiceProfileFile;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code profile}, as a user calls it, with a worker that answers and computes nothing. */
final class ProfileCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file =
        Files.writeString(
            folder.resolve("live.yaml"),
            system("cpu: [{batch: 1, time: 1ms}]", "cpu: [{batch: 1, time: 1ms}]", 0.5));
  }

  @Test
  void measuresWhatLiveFileAndScenarioTakeThen() throws IOException {
    int code =
        run("--sizes", "3g,7g.80gb", "--batches", "4,1", "--to", folder.resolve("out").toString());

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("cats, plain", "3g.40gb", "p99 ms", "Written to ");
    Path cats = folder.resolve("out").resolve("cats.json");
    ServiceProfile profile = ServiceProfileFile.read(cats);
    assertThat(profile.curves().keySet()).extracting(Profile::key).containsExactly("3g", "7g");
    assertThat(profile.curves().values())
        .allSatisfy(curve -> assertThat(curve.largestBatch()).isEqualTo(4));
    assertThat(Files.readString(cats)).contains("\"wholeCores\" : 0.5", "\"startSeconds\" : ");

    Path other =
        Files.writeString(
            folder.resolve("measured.yaml"),
            system("profile: out/cats.json", "profile: out/dogs.json", 0.5));
    LiveTenantEntry tenant = LiveFile.read(other).tenants().getFirst();
    assertThat(tenant.tenant().service()).isEqualTo(profile);
    Path scenario =
        Files.writeString(
            folder.resolve("scenario.yaml"),
            """
            name: small
            gpus: {model: A100-80GB, count: 1}
            windows: {count: 1, length: 20s}
            tenants:
              - {name: cats, model: out/cats.json, slo: 10s, accuracy: 0.9, arrivals: {generate: bursty, mean: 5/s}}
            """);
    assertThat(command("simulate", scenario.toString())).isZero();
  }

  @Test
  void leavesNoHalfFileAndNoWorker() throws IOException {
    assertThat(run("--sizes", "3g", "--batches", "1", "--tenant", "dogs")).isZero();

    assertThat(filesOf(folder.resolve("data").resolve("profiles"))).containsExactly("dogs.json");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThat(run("--tenant", "cat")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--tenant: 'cat' is not known; expected one of cats, dogs. Maybe cats?");
    assertThat(run("--sizes", "3g.41gb")).isEqualTo(2);
    assertThat(err.toString()).contains("'3g.41gb' is not known", "Maybe 3g.40gb?");
    assertThat(run("--batches", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("0 is no size; expected whole numbers from 1 to 1024");
    assertThat(run("--batches", "4,4")).isEqualTo(2);
    assertThat(err.toString()).contains("each once");
    assertThat(run("--to", folder.resolve("one.json").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is one file for 2 tenants; expected a folder");
    assertThat(run("--seconds-per-point", "0")).isEqualTo(2);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAProfileMeasuredWithOtherCores() throws IOException {
    assertThat(run("--sizes", "7g", "--batches", "1", "--to", folder.resolve("out").toString()))
        .isZero();
    Path other =
        Files.writeString(
            folder.resolve("other.yaml"),
            system("profile: out/cats.json", "profile: out/dogs.json", 0.25));

    assertThat(command("serve", other.toString(), "--check")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "tenants[0].profile is 'out/cats.json', measured with whole-cores 0.5; expected one"
                + " measured with whole-cores 0.25");
  }

  @Test
  void saysWhichWorkerCannotBeMeasured() throws IOException {
    Path broken =
        Files.writeString(
            folder.resolve("broken.yaml"),
            Files.readString(file).replace(EchoWorker.class.getName(), "no.such.Worker"));

    assertThat(command("profile", broken.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("cats on 1g.10gb: cannot be measured: the worker ended before it was ready");
  }

  private String system(String cats, String dogs, double cores) {
    return """
    name: small
    gpus: {model: A100-80GB, count: 1}
    windows: {length: 20s}
    whole-cores: %s
    data: %s
    worker: [%s, -XX:TieredStopAtLevel=1, -cp, "%s", %s]
    tenants:
      - {name: cats, model: plain, slo: 10s, %s}
      - {name: dogs, model: plain, slo: 10s, %s}
    """
        .formatted(
            cores,
            folder.resolve("data"),
            Path.of(System.getProperty("java.home"), "bin", "java"),
            Path.of(EchoWorker.class.getProtectionDomain().getCodeSource().getLocation().getPath()),
            EchoWorker.class.getName(),
            cats,
            dogs);
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("profile", file.toString()));
    args.addAll(List.of(options));
    if (!args.contains("--seconds-per-point")) {
      args.addAll(List.of("--seconds-per-point", "0.02"));
    }
    return command(args.toArray(String[]::new));
  }

  private int command(String... args) {
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), args);
  }

  private static List<String> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
