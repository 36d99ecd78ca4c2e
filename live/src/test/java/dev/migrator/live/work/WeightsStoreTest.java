package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsStoreTest {
  @TempDir private Path folder;

  @Test
  void keepsTheLastFewAndKnowsTheLatestAfterARestart() throws IOException {
    Path kept = folder.resolve("kept");
    assertThat(new WeightsStore(kept, "perceptron").latest()).isEmpty();
    for (int version = 1; version <= 12; version++) {
      Path made = Files.writeString(folder.resolve("made"), "weights " + version);
      new WeightsStore(kept, "perceptron").add(made, version, 0.5 + version / 100.0);
      assertThat(made).doesNotExist();
    }
    Weights latest = new WeightsStore(kept, "perceptron").latest().orElseThrow();
    assertThat(latest.version()).isEqualTo(12);
    assertThat(latest.accuracy()).isEqualTo(0.62);
    assertThat(Path.of(latest.file())).hasContent("weights 12");
    try (Stream<Path> files = Files.list(kept.resolve("perceptron"))) {
      assertThat(files).hasSize(WeightsStore.MOST_KEPT);
    }
  }

  @Test
  void takesNoOtherFileForWeights() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Files.writeString(one.resolve("12-0.62.part"), "half");
    Files.writeString(one.resolve("notes"), "mine");
    assertThat(new WeightsStore(folder, "one").latest()).isEmpty();
  }

  @Test
  void aModelNeverFindsWhatAnotherLearned() throws IOException {
    learn("perceptron", 7);
    assertThat(new WeightsStore(folder, "convolutional").latest()).isEmpty();
    learn("convolutional", 1);

    assertThat(new WeightsStore(folder, "perceptron").latest().orElseThrow().version())
        .isEqualTo(7);
    assertThat(new WeightsStore(folder, "convolutional").latest().orElseThrow().version())
        .isEqualTo(1);
  }

  @Test
  void aModelMayHaveAnyName() throws IOException {
    List<String> names =
        List.of("../../outside", "Perceptron", "perceptron", "a b", "x".repeat(900));
    for (String name : names) {
      learn(name, 1 + names.indexOf(name));
    }
    assertThat(new WeightsStore(folder, "x".repeat(900)).latest().orElseThrow().version())
        .isEqualTo(5);
    assertThat(Files.exists(folder.resolve("../../outside"))).isFalse();
    assertThat(Folders.in(folder)).hasSize(WeightsStore.MOST_MODELS);
  }

  @Test
  void forgetsTheModelThatLearnedLongestAgo() throws IOException {
    for (String model : List.of("a", "b", "c", "d")) {
      learn(model, 1);
      long age = 'z' - model.charAt(0);
      FileTime then = FileTime.from(Instant.ofEpochSecond(1_000_000 - age));
      Files.setLastModifiedTime(folder.resolve(model), then);
    }
    learn("b", 2);

    assertThat(Folders.in(folder))
        .extracting(path -> path.getFileName().toString())
        .containsExactlyInAnyOrder("b", "c", "d");
  }

  private void learn(String model, int version) throws IOException {
    Path made = Files.createTempFile("made", "");
    new WeightsStore(folder, model).add(made, version, 0.5);
  }
}
