package dev.migrator.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import dev.migrator.core.model.Tenant;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.daemon.Newcomer;
import dev.migrator.live.daemon.Roster;
import dev.migrator.live.work.TenantSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantBookTest {
  private static final Profile WHOLE = GpuModels.named("A30-24GB").profile("4g");
  private static final ServiceProfile SERVICE =
      new ServiceProfile(
          "net",
          "A30-24GB",
          Map.of(WHOLE, new LatencyCurve(List.of(new BatchChoice(1, 1_000_000)))),
          Map.of(WHOLE, 1.0),
          "made up");

  @TempDir private Path folder;

  private TenantBook open() throws IOException {
    return TenantBook.open(folder, Set.of("cats"));
  }

  /** To whom no token was made. */
  private static Newcomer newcomer(String name, String text) {
    return newcomer(name, text, Optional.empty());
  }

  private static Newcomer newcomer(String name, String text, Optional<String> madeToken) {
    return new Newcomer(
        new TenantSettings(
            new Tenant(name, SERVICE, Duration.ofSeconds(1), 1),
            "net",
            Token.of(madeToken.orElse("given")),
            1,
            Optional.empty(),
            1,
            Map.of(),
            List.of()),
        text,
        madeToken);
  }

  private static Newcomer withToken(String name, String token) {
    return newcomer(name, "a text", Optional.of(token));
  }

  private Path tokenOf(String tenant) {
    return folder.resolve("tokens").resolve(tenant);
  }

  @Test
  void readsWhatWasCommittedAndNothingElse() throws IOException {
    TenantBook book = open();
    book.comes(newcomer("dogs", "a text")).commit();
    Roster.Change staged = book.comes(newcomer("birds", "another"));
    assertThat(open().changed()).isEqualTo(Map.of("dogs", Optional.of("a text")));
    staged.commit();
    assertThat(open().changed().keySet()).containsExactly("dogs", "birds");
    book.goes("cats").commit();
    book.goes("dogs").commit();
    assertThat(open().changed())
        .isEqualTo(
            Map.of(
                "birds",
                Optional.of("another"),
                "cats",
                Optional.empty(),
                "dogs",
                Optional.empty()));
  }

  @Test
  void whoWentIsRememberedUntilNothingOfItIsLeft() throws IOException {
    TenantBook book = open();
    book.comes(newcomer("dogs", "a text")).commit();
    book.goes("cats").commit();
    book.goes("dogs").commit();
    assertThat(open().gone()).containsExactlyInAnyOrder("cats", "dogs");

    book.cleared("cats");
    book.cleared("dogs");
    book.comes(newcomer("birds", "another")).commit();
    // Without it the one of the system's file would be there again.
    assertThat(open().changed())
        .isEqualTo(Map.of("birds", Optional.of("another"), "cats", Optional.empty()));
  }

  @Test
  void whoCameBackSinceIsNotForgottenWithItsPredecessor() throws IOException {
    TenantBook book = open();
    book.comes(newcomer("dogs", "a text")).commit();
    book.goes("dogs").commit();
    book.cleared("dogs");
    book.comes(newcomer("dogs", "another")).commit();
    book.comes(newcomer("birds", "a third")).commit();
    assertThat(open().changed()).containsEntry("dogs", Optional.of("another"));
    assertThat(open().gone()).isEmpty();
  }

  @Test
  void thousandsMayComeAndGo() throws IOException {
    TenantBook book = open();
    for (int i = 0; i < TenantBook.MOST + 10; i++) {
      book.comes(withToken("guest-" + i, "secret")).commit();
      book.goes("guest-" + i).commit();
      book.cleared("guest-" + i);
    }
    assertThat(open().changed()).hasSize(1);
    assertThat(folder.resolve("tokens")).isEmptyDirectory();
  }

  @Test
  void aMadeTokenIsKeptForItsOwnerOnlyAndStays() throws IOException {
    TenantBook book = open();
    Roster.Change staged = book.comes(withToken("dogs", "secret"));
    assertThat(open().madeToken("dogs")).isEmpty();
    staged.commit();
    assertThat(open().madeToken("dogs")).contains("secret");
    assertThat(Files.getPosixFilePermissions(tokenOf("dogs")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    book.comes(newcomer("dogs", "changed", book.madeToken("dogs"))).commit();
    assertThat(open().madeTokenOrNew("dogs")).isEqualTo("secret");
  }

  @Test
  void theTokenOfWhoWentIsGoneAndWhoComesUnderItsNameGetsAnother() throws IOException {
    TenantBook book = open();
    book.comes(withToken("dogs", "secret")).commit();
    book.goes("dogs").commit();
    assertThat(tokenOf("dogs")).doesNotExist();
    assertThat(book.madeToken("dogs")).isEmpty();
    book.comes(withToken("dogs", "another")).commit();
    assertThat(open().madeToken("dogs")).contains("another");
  }

  @Test
  void aKillBetweenTheBookAndTheTokenOfWhoWentLeavesNothing() throws IOException {
    TenantBook book = open();
    book.comes(withToken("dogs", "secret")).commit();
    book.goes("dogs").commit();
    Files.writeString(tokenOf("dogs"), "secret");

    // As it may be seen while it goes.
    assertThat(book.madeToken("dogs")).isEmpty();
    assertThat(open().madeToken("dogs")).isEmpty();
    assertThat(tokenOf("dogs")).doesNotExist();
  }

  @Test
  void aKillBeforeTheTokenOfWhoComesIsKeptMakesAnotherAsNobodyWasTold() throws IOException {
    TenantBook book = open();
    book.comes(withToken("dogs", "secret"));
    assertThat(open().changed()).isEmpty();
    assertThat(folder.resolve("tokens")).isEmptyDirectory();

    book.comes(withToken("dogs", "secret")).commit();
    Files.delete(tokenOf("dogs"));
    String made = open().madeTokenOrNew("dogs");
    assertThat(made).isNotEqualTo("secret").hasSize(48);
    assertThat(open().madeTokenOrNew("dogs")).isEqualTo(made);
  }

  @Test
  void aTokenIsNotReplacedByTheOneOfACallAtTheSameTime() throws IOException {
    TenantBook book = open();
    Newcomer first = withToken("dogs", "secret");
    Newcomer second = withToken("dogs", "another");
    book.comes(first).commit();
    assertThatThrownBy(() -> book.comes(second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Maybe two changed it at once?");
    assertThat(open().madeToken("dogs")).contains("secret");
  }

  @Test
  void aHalfThatACrashLeftIsWrittenAnew() throws IOException {
    open().comes(newcomer("dogs", "a text")).commit();
    Files.writeString(folder.resolve(TenantBook.NAME + ".part"), "{\"bi");
    TenantBook book = open();
    assertThat(book.changed()).containsOnlyKeys("dogs");
    book.comes(newcomer("birds", "another")).commit();
    assertThat(open().changed()).containsOnlyKeys("dogs", "birds");
  }

  @Test
  void isForItsOwnerOnlyAsItHoldsTokens() throws IOException {
    open().comes(newcomer("dogs", "token: secret")).commit();
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
