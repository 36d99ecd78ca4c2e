package dev.migrator.app.mig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.fixtures.nvml.FakeDriver;
import dev.migrator.fixtures.nvml.FakeLibrary;
import dev.migrator.nvml.driver.NativeNvml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every legal layout of an A100, as a file, on a stand-in for its driver. */
class ExportApplyTest {
  private static final GpuModel A100 = GpuModels.named("A100-80GB");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int ALL = 298;

  @TempDir private Path folder;
  private FakeDriver driver;

  @Test
  void exportAfterApplyIsWhatWasAppliedForEveryLegalLayout() {
    Optional<Path> library = FakeLibrary.compiled(Path.of("target", "fake-nvml"));
    assumeTrue(library.isPresent(), "no gcc here: tests on the stand-in for NVML are skipped");
    driver = new FakeDriver(library.orElseThrow());
    driver.reset(1, "A100-80GB");
    driver.option("transient-busy", 0);
    Map<String, String> environment =
        Map.of(NativeNvml.LIBRARY_VARIABLE, library.orElseThrow().toString());
    try {
      assertThat(Machine.with(environment, this::checkAll)).isEqualTo(ALL);
    } finally {
      delete(state());
    }
  }

  private int checkAll(Machine machine) {
    MigChanges changes = new MigChanges(machine, state());
    List<Layout> layouts = Layout.all(GpuModel.placements(A100.baseProfiles()));
    for (Layout layout : layouts) {
      assertThat(apply(changes, written("layout", ours(layout))).done()).as("%s", layout).isTrue();
      String exported = json(changes.export(List.of()));
      assertThat(exported).contains("\"instances\":" + places(layout));
      long before = driver.changes();
      assertThat(apply(changes, written("exported", exported)).done()).isTrue();
      assertThat(json(changes.export(List.of()))).isEqualTo(exported);
      assertThat(driver.changes()).as("changes of what is right already").isEqualTo(before);
    }
    return layouts.size();
  }

  /** In memory where that can be had: thousands of writes to a disk are not what is tested. */
  private Path state() {
    try {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createDirectories(
              memory.resolve("migrator-test-" + ProcessHandle.current().pid()))
          : folder.resolve("state");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path state) {
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Difference apply(MigChanges changes, Path file) {
    return changes.apply(file, Optional.empty(), false, LIMIT, _ -> {});
  }

  private static String ours(Layout layout) {
    return "{\"version\":\"migrator/v1\",\"gpus\":[{\"gpu\":0,\"instances\":%s}]}"
        .formatted(places(layout));
  }

  private static String places(Layout layout) {
    return layout.placements().stream()
        .map(ExportApplyTest::place)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String place(Placement place) {
    return "{\"profile\":\"%s\",\"start\":%d}".formatted(place.profile().name(), place.start());
  }

  private Path written(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Object answer) {
    try {
      return JsonMapper.builder().build().writeValueAsString(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void findsPlacesForAllCountsThatAnyLayoutHasAndKeepsAsManyAsPossible() {
    List<Layout> layouts = Layout.all(GpuModel.placements(A100.baseProfiles()));
    for (Layout wanted : layouts) {
      var counts =
          wanted.placements().stream()
              .collect(Collectors.toMap(Placement::profile, _ -> 1, Integer::sum));
      assertThat(Arranging.of(counts, 0, wanted.placements()).orElseThrow())
          .as("what is right stays")
          .containsExactlyInAnyOrderElementsOf(wanted.placements());
      assertThat(Arranging.of(counts, 0, List.of())).isPresent();
    }
  }
}
