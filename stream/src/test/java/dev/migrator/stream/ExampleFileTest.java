package dev.migrator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of examples: what was written is read, and nothing else is taken for it. */
final class ExampleFileTest {
  private static final ImageStream IMAGES =
      new ImageStream(1, Drift.within(Duration.ofSeconds(100)));

  @TempDir Path folder;

  @Test
  void readsWhatWasWritten() throws IOException {
    Path file = write("a.examples", 20);
    Examples read = ExampleFile.read(file);
    assertThat(read.shape()).isEqualTo(IMAGES.shape());
    assertThat(read.size()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(read.list().get(i).input()).isEqualTo(examples(20).list().get(i).input());
      assertThat(read.list().get(i).label()).isEqualTo(examples(20).list().get(i).label());
    }
    assertThat(Files.list(folder)).containsExactly(file);
  }

  @Test
  void refusesAFileThatIsCutOffAtAnyPlace() throws IOException {
    byte[] whole = Files.readAllBytes(write("a.examples", 1));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ExampleFile.read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAFileOfWhichAnyByteIsChanged() throws IOException {
    byte[] whole = Files.readAllBytes(write("a.examples", 1));
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Path file = Files.write(folder.resolve("changed"), changed);
      assertThatThrownBy(() -> ExampleFile.read(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAHeaderThatPromisesTooMuch() throws IOException {
    for (int[] header :
        List.of(
            new int[] {2, 1, 4, 10, 0},
            new int[] {1, 0, 10, 0},
            new int[] {1, Integer.MAX_VALUE, 4, 10, 0},
            new int[] {1, 4, 65_536, 65_536, 65_536, 65_536, 10, 1},
            new int[] {1, 1, 4, 10, -1},
            new int[] {1, 1, 4, 10, Integer.MAX_VALUE},
            new int[] {1, 1, 0, 10, 1})) {
      Path file = withHeader(header);
      assertThatThrownBy(() -> ExampleFile.read(file))
          .as(Arrays.toString(header))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesALabelThatTheShapeDoesNotHave() {
    Example wrong = new Example(new float[4], 10);
    assertThatThrownBy(() -> new Examples(new Shape(List.of(4), 10), List.of(wrong)))
        .hasMessageContaining("label is 10");
  }

  @Test
  void readsAFolderInTheOrderOfNames() throws IOException {
    write("b.examples", 3);
    write("a.examples", 2);
    Files.writeString(folder.resolve("c.examples.unfinished"), "half");
    Examples all = ExampleFolder.read(folder);
    assertThat(all.size()).isEqualTo(5);
    assertThat(all.list().get(2).input()).isEqualTo(examples(3).list().get(0).input());
  }

  @Test
  void refusesAFolderWithoutExamplesOrOfTwoShapes() throws IOException {
    assertThatThrownBy(() -> ExampleFolder.read(folder)).hasMessageContaining("0 files");
    write("a.examples", 2);
    Shape other = new Shape(List.of(4), 10);
    Examples others = new Examples(other, List.of(new Example(new float[4], 0)));
    ExampleFile.write(folder.resolve("b.examples"), others);
    assertThatThrownBy(() -> ExampleFolder.read(folder)).hasMessageContaining("b.examples");
  }

  private Path write(String name, int count) throws IOException {
    Path file = folder.resolve(name);
    ExampleFile.write(file, examples(count));
    return file;
  }

  private static Examples examples(int count) {
    Duration end = Duration.ofSeconds(10);
    return new Examples(IMAGES.shape(), IMAGES.between(Duration.ZERO, end, count, 0));
  }

  private Path withHeader(int... numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("MIGREXMP".getBytes(StandardCharsets.US_ASCII));
    for (int number : numbers) {
      bytes.putInt(number);
    }
    CRC32 sum = new CRC32();
    sum.update(bytes.array(), 0, bytes.position());
    bytes.putInt((int) sum.getValue());
    return Files.write(folder.resolve("header"), Arrays.copyOf(bytes.array(), bytes.position()));
  }
}
