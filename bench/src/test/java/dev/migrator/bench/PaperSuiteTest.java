package dev.migrator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.scenario.Scenario;
import dev.migrator.app.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scenarios of the evaluation: the files are what the program writes, and evenly chosen. */
class PaperSuiteTest {
  private static final Path FOLDER = Path.of("../examples");

  @Test
  void theFilesAreWhatTheProgramWrites() throws IOException {
    Map<String, String> there = new TreeMap<>();
    for (Path file : files("paper", "traces")) {
      there.put(FOLDER.relativize(file).toString().replace('\\', '/'), Files.readString(file));
    }

    assertThat(there).containsExactlyInAnyOrderEntriesOf(PaperSuite.files());
  }

  @Test
  void eachHalfShowsEachValueEquallyOften() throws IOException {
    List<Scenario> scenarios = scenarios();
    assertThat(counts(scenarios, "half")).hasSize(2).containsValue(12L);
    for (String half : List.of("tuning", "report")) {
      List<Scenario> of =
          scenarios.stream().filter(s -> half.equals(s.labels().get("half"))).toList();
      assertThat(counts(of, "pattern").values()).containsExactly(4L, 4L, 4L);
      assertThat(counts(of, "load").values()).containsExactly(4L, 4L, 4L);
      assertThat(counts(of, "series").values()).containsExactly(4L, 4L, 4L);
      assertThat(counts(of, "tenants").values()).containsExactly(3L, 3L, 3L, 3L);
    }
  }

  @Test
  void eachLoadsWithoutAWarningAndIsNamedLikeItsFile() throws IOException {
    for (Path file : files("paper")) {
      Scenario scenario = ScenarioFile.read(file, Optional.empty());
      assertThat(file).hasFileName(scenario.name() + ".yaml");
      assertThat(scenario.load().warnings()).isEmpty();
      assertThat(scenario.windows()).isEqualTo(10);
    }
  }

  private static Map<String, Long> counts(List<Scenario> scenarios, String label) {
    return scenarios.stream()
        .map(scenario -> scenario.labels().getOrDefault(label, ""))
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private static List<Scenario> scenarios() throws IOException {
    return files("paper").stream().map(file -> ScenarioFile.read(file, Optional.empty())).toList();
  }

  private static List<Path> files(String... folders) throws IOException {
    List<Path> all = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(all::add);
      }
    }
    return all;
  }
}
