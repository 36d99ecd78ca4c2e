package dev.migrator.nvml.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.nvml.fleet.Owned.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipRecordTest {
  private static final Path FILE = Path.of("gpu.instances");

  @TempDir private Path folder;
  private final MemoryFiles files = new MemoryFiles();

  private OwnershipRecord opened() {
    return OwnershipRecord.open(files.apply(FILE));
  }

  private String text() {
    return files.contents().get(FILE);
  }

  private void write(String text) {
    files.contents().put(FILE, text);
  }

  @Test
  void keepsWhatIsOursUnderTheNextEpoch() {
    OwnershipRecord first = opened();
    Owned one = Owned.intended("i 1%\n", "3g.40gb", 4);
    Owned two = Owned.intended("i2", "1g.10gb+me", 0);
    first.put(one);
    first.put(two);
    first.put(one.in(Phase.EXISTS));
    first.put(two.in(Phase.GONE));
    OwnershipRecord second = opened();
    assertThat(second.all()).containsExactly(one.in(Phase.EXISTS));
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
  }

  @Test
  void isOnDiskAsSoonAsItIsWritten() throws IOException {
    Path file = folder.resolve("gpu.instances");
    Owned one = Owned.intended("i1", "3g.40gb", 4);
    OwnershipRecord.open(new FileOnDisk(file)).put(one);
    assertThat(Files.readString(file)).contains(one.line());
    assertThat(OwnershipRecord.open(new FileOnDisk(file)).all()).containsExactly(one);
  }

  @Test
  void leavesOutALastLineThatIsCutOffAnywhere() {
    opened().put(Owned.intended("i1", "3g.40gb", 4));
    String whole = text();
    opened().put(Owned.intended("i2", "3g.40gb", 0));
    String longer = text();
    int from = longer.lastIndexOf('\n', longer.length() - 2) + 1;
    for (int end = from; end < longer.length(); end++) {
      write(longer.substring(0, end));
      assertThat(opened().all()).as("cut at %d", end).hasSize(1);
    }
    write(longer);
    assertThat(opened().all()).hasSize(2);
    assertThat(whole).contains("i1");
  }

  @Test
  void refusesDamageThatNoCrashCanHaveDone() {
    OwnershipRecord ownership = opened();
    ownership.put(Owned.intended("i1", "3g.40gb", 4));
    ownership.put(Owned.intended("i2", "3g.40gb", 0));
    write(text().replace("i1", "i9"));
    assertThatThrownBy(this::opened)
        .isInstanceOf(StateException.class)
        .hasMessageContaining("is damaged in line 2")
        .hasMessageContaining("Maybe ");
  }

  @Test
  void staysSmallHoweverMuchHappens() {
    OwnershipRecord ownership = opened();
    for (int i = 0; i < 25_000; i++) {
      Owned one = Owned.intended("i" + i, "1g.10gb", 0);
      ownership.put(one);
      ownership.put(one.in(Phase.GONE));
    }
    assertThat(text().length()).isLessThan(2_000_000);
  }

  @Test
  void saysThatItsFolderCannotBeWrittenTo() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> OwnershipRecord.open(new FileOnDisk(file.resolve("gpu.instances"))))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("cannot be read or written");
  }
}
