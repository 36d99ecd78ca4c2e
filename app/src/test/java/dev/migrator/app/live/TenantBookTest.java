package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.live.daemon.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantBookTest {
  @TempDir private Path folder;

  private TenantBook open() throws IOException {
    return TenantBook.open(folder, Set.of("cats"));
  }

  @Test
  void readsWhatWasCommittedAndNothingElse() throws IOException {
    TenantBook book = open();
    book.comes("dogs", "a text").commit();
    Roster.Change staged = book.comes("birds", "another");
    assertThat(open().changed()).isEqualTo(Map.of("dogs", Optional.of("a text")));
    staged.commit();
    assertThat(open().changed().keySet()).containsExactly("dogs", "birds");
    book.goes("cats").commit();
    book.goes("dogs").commit();
    assertThat(open().changed())
        .isEqualTo(Map.of("birds", Optional.of("another"), "cats", Optional.empty()));
  }

  @Test
  void aHalfThatACrashLeftIsWrittenAnew() throws IOException {
    open().comes("dogs", "a text").commit();
    Files.writeString(folder.resolve(TenantBook.NAME + ".part"), "{\"bi");
    TenantBook book = open();
    assertThat(book.changed()).containsOnlyKeys("dogs");
    book.comes("birds", "another").commit();
    assertThat(open().changed()).containsOnlyKeys("dogs", "birds");
  }

  @Test
  void isForItsOwnerOnlyAsItHoldsTokens() throws IOException {
    open().comes("dogs", "token: secret").commit();
    assertThat(Files.getPosixFilePermissions(folder.resolve(TenantBook.NAME)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void refusesWhatItDidNotWrite() throws IOException {
    Files.writeString(folder.resolve(TenantBook.NAME), "{");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Maybe it was edited?");
  }
}
