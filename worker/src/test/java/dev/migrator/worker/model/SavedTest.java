package dev.migrator.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.worker.contract.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of weights: what was written is read, and nothing else is taken for it. */
final class SavedTest {
  @TempDir Path folder;

  @Test
  void readsWhatWasWritten() throws Exception {
    Saved saved = Saved.read(written());
    assertThat(saved.fact("network")).isEqualTo("n");
    assertThat(saved.arrays().get(0)).containsExactly(1.5f, -2f);
    assertThat(saved.arrays().get(1)).isEmpty();
    assertThatThrownBy(() -> saved.fact("colour")).isInstanceOf(Refused.class);
  }

  @Test
  void refusesAFileThatIsCutOffOrChangedAtAnyPlace() throws Exception {
    byte[] whole = Files.readAllBytes(written());
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x40;
      refuses(changed);
      refuses(Arrays.copyOf(whole, at));
    }
  }

  @Test
  void refusesNumbersThatAreNotFinite() throws Exception {
    Path file = folder.resolve("nan");
    new Saved(new TreeMap<>(), List.of(new float[] {Float.NaN})).write(file);
    assertThatThrownBy(() -> Saved.read(file)).hasMessageContaining("NaN");
  }

  private void refuses(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("wrong"), bytes);
    assertThatThrownBy(() -> Saved.read(file)).isInstanceOf(Refused.class);
  }

  private Path written() throws IOException {
    Path file = folder.resolve("weights");
    new Saved(new TreeMap<>(Map.of("network", "n")), List.of(new float[] {1.5f, -2f}, new float[0]))
        .write(file);
    return file;
  }
}
