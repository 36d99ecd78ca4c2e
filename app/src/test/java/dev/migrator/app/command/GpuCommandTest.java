package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GpuCommandTest {

  @Test
  void listsProfilesAsNvidiaSmiDoes() {
    List<String> lines = run("profiles", "--model", "A100-80GB").lines().toList();
    assertThat(lines.getFirst()).isEqualTo("A100-80GB: Ampere, 8 memory slices, 7 compute slices");
    assertThat(lines).hasSize(3 + 7);
    assertThat(lines.get(3).split(" +"))
        .containsExactly(
            "1g.10gb",
            "1g",
            "19",
            "7",
            "9.50",
            "14",
            "1",
            "0",
            "0",
            "0",
            "0.16",
            "0.20",
            "{0,1,2,3,4,5,6}:1");
  }

  @Test
  void marksWhatIsNotKnownAndWhatIsBorrowed() {
    assertThat(run("profiles", "--model", "B300-288GB"))
        .containsPattern("1g.34gb +1g +19 +7 +- +-")
        .contains("create and destroy are those of H100, the nearest measured.")
        .contains("placements are those of the family; ask the driver.");
  }

  @Test
  void printsTheSameProfilesAsJsonAndAsYaml() throws IOException {
    JsonNode json = json(run("profiles", "--model", "a30", "--output", "json"));
    JsonNode yaml =
        YAMLMapper.builder()
            .build()
            .readTree(run("profiles", "--model", "a30", "--output", "yaml"));
    assertThat(json.get("model").textValue()).isEqualTo("A30-24GB");
    assertThat(json.get("profiles")).hasSize(5);
    assertThat(json.get("profiles").get(0).get("memoryMib").intValue()).isEqualTo(5952);
    assertThat(json.has("lines")).isFalse();
    assertThat(yaml).isEqualTo(json);
  }

  @Test
  void drawsTheMaximalLayoutsOverTheMemorySlices() {
    List<String> lines = run("layouts", "--maximal").lines().toList();
    assertThat(lines)
        .hasSize(20)
        .contains(
            "|4g         |2g   |1g|..|", "|7g                     |", "|3g         |3g         |")
        .endsWith(
            "A100-80GB with 1g.10gb, 2g.20gb, 3g.40gb, 4g.40gb, 7g.80gb: 298 layouts (the empty one"
                + " included), 19 of them maximal.");
  }

  @Test
  void saysWhichLayoutsCanTakeMore() {
    assertThat(run("layouts", "--model", "A30", "--profiles", "2g,4g.24gb"))
        .isEqualToNormalizingNewlines(
            """
            |.|.|.|.|  can take more
            |2g |.|.|  can take more
            |2g |2g |
            |4g     |
            |.|.|2g |  can take more
            A30-24GB with 2g.12gb, 4g.24gb: 5 layouts (the empty one included), 2 of them maximal.
            """);
  }

  @Test
  void printsLayoutsAsJson() throws IOException {
    JsonNode json = json(run("layouts", "--maximal", "--output", "json"));
    assertThat(json.get("all").intValue()).isEqualTo(298);
    assertThat(json.get("maximal").intValue()).isEqualTo(19);
    assertThat(json.get("layouts")).hasSize(19);
    assertThat(json.get("layouts").get(18).get("instances").get(0).toString())
        .isEqualTo("{\"profile\":\"7g.80gb\",\"start\":0,\"size\":8}");
  }

  @Test
  void drawsEveryLayoutOfEveryModelToTheSameWidth() {
    for (GpuModel gpu : GpuModels.all()) {
      List<String> drawings =
          run("layouts", "--model", gpu.name())
              .lines()
              .filter(line -> line.startsWith("|"))
              .map(line -> line.substring(0, line.lastIndexOf('|')))
              .toList();
      assertThat(drawings.stream().map(String::length).distinct()).as(gpu.name()).hasSize(1);
      assertThat(drawings).doesNotHaveDuplicates();
    }
  }

  @Test
  void refusesModelsAndProfilesThatAreNotKnown() {
    assertThat(failure("profiles", "--model", "A100-80"))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("Maybe A100-80GB was meant.");
    assertThat(failure("layouts", "--profiles", "1g,5g"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("A100-80GB: no profile 5g; expected one of 1g.10gb");
  }

  private static JsonNode json(String text) throws IOException {
    return JsonMapper.builder().build().readTree(text);
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    int code = commandLine().setOut(new PrintWriter(out)).execute(args);
    assertThat(code).isZero();
    return out.toString();
  }

  private static CommandLine commandLine() {
    return new CommandLine(new GpuCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static Exception failure(String... args) {
    AtomicReference<Exception> failure = new AtomicReference<>(new IllegalStateException("none"));
    commandLine()
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              failure.set(e);
              return 2;
            })
        .execute(args);
    return failure.get();
  }
}
