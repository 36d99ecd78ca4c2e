package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsStoreTest {
  @TempDir private Path folder;

  @Test
  void keepsTheLastFewAndKnowsTheLatestAfterARestart() throws IOException {
    Path kept = folder.resolve("kept");
    assertThat(new WeightsStore(kept).latest()).isEmpty();
    for (int version = 1; version <= 12; version++) {
      Path made = Files.writeString(folder.resolve("made"), "weights " + version);
      new WeightsStore(kept).add(made, version, 0.5 + version / 100.0);
      assertThat(made).doesNotExist();
    }
    Weights latest = new WeightsStore(kept).latest().orElseThrow();
    assertThat(latest.version()).isEqualTo(12);
    assertThat(latest.accuracy()).isEqualTo(0.62);
    assertThat(Path.of(latest.file())).hasContent("weights 12");
    try (Stream<Path> files = Files.list(kept)) {
      assertThat(files).hasSize(WeightsStore.MOST_KEPT);
    }
  }

  @Test
  void takesNoOtherFileForWeights() throws IOException {
    Files.writeString(folder.resolve("12-0.62.part"), "half");
    Files.writeString(folder.resolve("notes"), "mine");
    assertThat(new WeightsStore(folder).latest()).isEmpty();
  }
}
