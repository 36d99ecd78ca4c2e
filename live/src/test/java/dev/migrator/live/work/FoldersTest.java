package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir private Path folder;

  @Test
  void removesAllThatIsInAFolder() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    Files.writeString(deep.resolve("file"), "text");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(deep.resolve("link"), elsewhere);

    Folders.delete(folder.resolve("a"));

    assertThat(folder).isDirectoryContaining(elsewhere::equals);
    assertThat(Folders.in(folder)).containsExactly(elsewhere);
  }

  @Test
  void nothingIsRemovedWhereNothingIs() throws IOException {
    Folders.delete(folder.resolve("a"));

    assertThat(Folders.in(folder.resolve("a"))).isEmpty();
  }

  @Test
  void saysWhatCannotBeRemoved() throws IOException {
    try (Bottomless _ = Bottomless.in(folder)) {
      assertThatThrownBy(() -> Folders.delete(folder)).isInstanceOf(IOException.class);
    }
  }
}
