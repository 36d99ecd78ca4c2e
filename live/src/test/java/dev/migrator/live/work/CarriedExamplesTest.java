package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.stream.Example;
import dev.migrator.stream.Examples;
import dev.migrator.stream.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriedExamplesTest {
  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private Path aside() {
    return folder.resolve("carried.examples");
  }

  private Path write(int window) throws IOException {
    List<Example> one = List.of(new Example(new float[] {window}, 1));
    return new TrainingData(data()).write(new Examples(new Shape(List.of(1), 2), one), window);
  }

  /** The window of the examples that the next start finds. */
  private Optional<Integer> taken() throws IOException {
    return new CarriedExamples(folder)
        .take(data())
        .map(examples -> (int) examples.list().getFirst().input()[0]);
  }

  @Test
  void theNewestWindowGoesOn() throws IOException {
    assertThat(taken()).isEmpty();
    write(7);
    write(8);
    assertThat(taken()).contains(8);
    assertThat(aside()).exists();
    new CarriedExamples(folder).remove();
    assertThat(folder).isDirectoryNotContaining("glob:**.examples");
  }

  @Test
  void aWindowThatWasNotWrittenToItsEndIsPassedOver() throws IOException {
    write(7);
    Path torn = TrainingData.in(write(8));
    byte[] half = Files.readAllBytes(torn);
    Files.write(torn, java.util.Arrays.copyOf(half, half.length / 2));
    assertThat(taken()).contains(7);
  }

  @Test
  void aKillWhileItIsPutAsideLosesNothingAndTakesNothingOlder() throws IOException {
    write(7);
    Path newest = write(8);
    // Killed when the other window was removed.
    Folders.delete(data().resolve("w000000007"));
    assertThat(taken()).contains(8);
    // Killed before the rest of the data was removed.
    assertThat(newest).exists();
    assertThat(taken()).contains(8);
    // Killed after that.
    Folders.delete(data());
    assertThat(taken()).contains(8);
  }

  @Test
  void aKillBeforeWhatWasPutAsideIsRemovedTakesTheWindowThatWasWrittenSince() throws IOException {
    write(8);
    assertThat(taken()).contains(8);
    Folders.delete(data());
    // The journal was lost as well, so that windows are counted anew.
    write(0);
    assertThat(taken()).contains(0);
  }

  @Test
  void whatWasPutAsideAndCannotBeReadIsAsNothing() throws IOException {
    write(8);
    assertThat(taken()).contains(8);
    Files.copy(
        Files.writeString(folder.resolve("noise"), "noise"),
        aside(),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(taken()).isEmpty();
  }
}
