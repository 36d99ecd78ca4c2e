package dev.migrator.live.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history's file: what is kept, what is dropped, what is removed, and what may be in its way. */
final class HistoryWriterTest {
  private static final HistoryBounds SMALL =
      new HistoryBounds(
          Duration.ofMinutes(1), 1_000, Duration.ofMinutes(10), 200, 100, 64 << 20, 1_000);

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve(HistoryWriter.NAME);
  }

  @Test
  void keepsEachTurnAndAddsItToItsWindow() throws Exception {
    Turns turns = new Turns(1, "cats", "dogs");
    write(turns, 50, HistoryBounds.USUAL);
    assertThat(number("SELECT count(*) FROM slots")).isEqualTo(100);
    assertThat(number("SELECT count(*) FROM windows")).isEqualTo(6);
    assertThat(number("SELECT sum(arrived) FROM slots")).isEqualTo(turns.sum.arrived());
    assertThat(number("SELECT sum(late) FROM windows")).isEqualTo(turns.sum.late());
    assertWindowsAreTheSumsOfTheirSlots();
    assertThat(number("SELECT count(*) FROM services WHERE slowness = 1.25")).isEqualTo(6);
    assertThat(number("SELECT count(*) FROM plans WHERE reasons = 'window_begins,backlog'"))
        .isEqualTo(3);
    assertThat(number("SELECT count(*) FROM steps WHERE took_ms = 300 AND tenant = 'cats'"))
        .isEqualTo(10);
    assertThat(number("SELECT 100 * gain FROM retrainings LIMIT 1")).isEqualTo(22, within(1e-6));
    assertThat(number("SELECT sum(arrived) FROM hours")).isEqualTo(turns.sum.arrived());
    assertThat(warnings).isEmpty();
  }

  @Test
  void aFileThatWasClosedIsGoneOnWithAsAnotherRun() throws Exception {
    write(new Turns(1, "cats"), 10, HistoryBounds.USUAL);
    write(new Turns(2, "cats", "dogs"), 10, HistoryBounds.USUAL);
    // The same times again, as when the clock was set back: nothing is lost.
    assertThat(number("SELECT count(DISTINCT run_id) FROM windows")).isEqualTo(2);
    assertThat(number("SELECT sum(arrived) FROM slots"))
        .isEqualTo(number("SELECT sum(arrived) FROM windows"));
    assertThat(number("SELECT count(*) FROM tenant")).isEqualTo(2);
  }

  @Test
  void slotsThatAreRemovedStillCountInTheirWindows() throws Exception {
    Turns turns = new Turns(3, "cats", "dogs");
    write(turns, 200, SMALL);
    assertThat(number("SELECT count(*) FROM slots")).isBetween(120.0, 144.0);
    assertThat(number("SELECT sum(arrived) FROM windows")).isEqualTo(turns.sum.arrived());
    assertThat(number("SELECT sum(in_time) FROM windows")).isEqualTo(turns.sum.withinSlo());
    assertThat(number("SELECT sum(dropped) FROM windows")).isEqualTo(turns.sum.dropped());
    assertThat(number("SELECT sum(goodput) FROM windows"))
        .isEqualTo(turns.sum.goodput(), within(1e-6));
    assertThat(number("SELECT sum(slots) FROM windows")).isEqualTo(400);
  }

  @Test
  void theFileStaysBounded() throws Exception {
    Turns turns = new Turns(4, "a", "b", "c", "d", "e", "f", "g", "h");
    write(turns, 1_500, SMALL);
    double before = number("PRAGMA page_count");
    write(turns, 3_000, SMALL);
    assertThat(number("SELECT count(*) FROM slots")).isLessThanOrEqualTo(1_050 + 10 * 8);
    assertThat(number("SELECT count(*) FROM windows")).isLessThanOrEqualTo(210 + 10);
    assertThat(number("SELECT count(*) FROM steps")).isLessThanOrEqualTo(105 + 10);
    assertThat(number("SELECT count(*) FROM events")).isLessThanOrEqualTo(105 + 10);
    // Free pages are spared for what comes next, so many and not more.
    assertThat(number("PRAGMA page_count")).isLessThan(before + 2 * Retention.SPARE_PAGES);
    assertThat(number("SELECT count(*) FROM run")).isLessThanOrEqualTo(2);
  }

  @Test
  void spaceThatIsFreeIsHandedBackInSmallSteps() throws Exception {
    Turns turns = new Turns(4, "a", "b", "c", "d", "e", "f", "g", "h");
    write(turns, 6_000, HistoryBounds.USUAL);
    double before = number("PRAGMA page_count");
    assertThat(before).isGreaterThan(4 * Retention.SPARE_PAGES);
    write(turns, 800, SMALL);
    assertThat(number("PRAGMA page_count")).isLessThan(before / 2);
  }

  @Test
  void namesThatNothingRefersToAreForgotten() throws Exception {
    Turns turns = new Turns(5, "old");
    write(turns, 5, HistoryBounds.USUAL);
    sql(
        "DELETE FROM tenant_slot; DELETE FROM tenant_window; DELETE FROM service_window;"
            + "DELETE FROM step; DELETE FROM retraining; DELETE FROM event; DELETE FROM plan");
    write(new Turns(6, "new"), 5, HistoryBounds.USUAL);
    assertThat(number("SELECT count(*) FROM tenant")).isEqualTo(1);
    assertThat(number("SELECT count(*) FROM run")).isEqualTo(1);
  }

  @Test
  void aLockedFileHoldsUpNobodyAndIsCaughtUpWith() throws Exception {
    Turns turns = new Turns(7, "cats");
    try (HistoryWriter writer = begin(HistoryBounds.USUAL);
        Connection other = connection()) {
      writer.keep(turns.next());
      await(() -> writer.health().kept() == 1);
      other.setAutoCommit(false);
      sql(other, "CREATE TABLE x (y)");
      for (int i = 0; i < 100; i++) {
        writer.keep(turns.next());
      }
      assertThat(writer.health().waiting()).isGreaterThanOrEqualTo(99);
      other.rollback();
      await(() -> writer.health().kept() == 101);
      assertThat(writer.health().dropped()).isZero();
    }
    assertThat(number("SELECT sum(arrived) FROM slots")).isEqualTo(turns.sum.arrived());
  }

  @Test
  void whatFindsNoRoomToWaitIsDroppedAndCounted() throws Exception {
    Turns turns = new Turns(8, "cats");
    try (HistoryWriter writer = begin(HistoryBounds.USUAL);
        Connection other = connection()) {
      writer.keep(turns.next());
      await(() -> writer.health().kept() == 1);
      other.setAutoCommit(false);
      sql(other, "CREATE TABLE x (y)");
      for (int i = 0; i < HistoryWriter.MOST_WAITING + 50; i++) {
        writer.keep(turns.next());
      }
      // One may have been taken out of the queue, to be tried again.
      assertThat(writer.health().dropped()).isBetween(49L, 50L);
      other.rollback();
    }
    assertThat(number("SELECT count(*) FROM slots")).isGreaterThan(1);
  }

  @Test
  void manyRowsThatWaitAreBoundedLikeManyTurns() throws Exception {
    String[] many = new String[2_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "tenant" + i;
    }
    Turns turns = new Turns(9, many);
    try (HistoryWriter writer = begin(HistoryBounds.USUAL);
        Connection other = connection()) {
      writer.keep(new Turns(1, "cats").next());
      await(() -> writer.health().kept() == 1);
      other.setAutoCommit(false);
      sql(other, "CREATE TABLE x (y)");
      for (int i = 0; i < 30; i++) {
        writer.keep(turns.next());
      }
      assertThat(writer.health().waiting() * 4_000)
          .isLessThanOrEqualTo(HistoryWriter.MOST_WAITING_ROWS);
      assertThat(writer.health().dropped()).isGreaterThan(10);
      other.rollback();
    }
  }

  @Test
  void aFullDiskOnlyCountsAsDropped() throws Exception {
    HistoryBounds full =
        new HistoryBounds(
            Duration.ofDays(1), 1_000_000, Duration.ofDays(1), 100_000, 100_000, 200_000, 1_000);
    try (HistoryWriter writer = begin(full)) {
      feed(writer, new Turns(10, "cats", "dogs"), 3_000);
      await(() -> writer.health().waiting() == 0);
      assertThat(writer.health().dropped()).isPositive();
      assertThat(writer.health().kept()).isPositive();
    }
    assertThat(warnings).hasSize(1).first().asString().contains("cannot be written", "full");
    assertThat(Files.size(file)).isLessThanOrEqualTo(200_000);
    assertWindowsAreTheSumsOfTheirSlots();
  }

  @Test
  void aProcessWhoseFilesMayNotGrowGoesOnWithoutThem() throws Exception {
    // Files of at most 100 KiB: to the process, a full disk.
    Process process = start("2000", "bash", "-c", "ulimit -f 100; exec \"$@\"", "bash");
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines.getLast()).isEqualTo("the end");
    assertThat(lines).filteredOn(line -> line.contains("cannot be written")).isNotEmpty();
    write(new Turns(11, "cats"), 10, HistoryBounds.USUAL);
    assertThat(warnings).isEmpty();
    assertWindowsAreTheSumsOfTheirSlots();
  }

  @Test
  void afterAKillAllThatWasKeptIsThereAndWhole() throws Exception {
    for (int i = 0; i < 3; i++) {
      Process process = start("100000");
      long kept = 0;
      try (BufferedReader lines = process.inputReader()) {
        while (kept < 150 + 50 * i) {
          kept = Long.parseLong(lines.readLine().replace("kept ", ""));
        }
      } finally {
        process.destroyForcibly();
        process.waitFor();
      }
      try (HistoryReader reader = HistoryReader.open(file)) {
        assertThat(reader.newest()).isPresent();
        assertThat(reader.tenants()).containsExactly("cats", "dogs");
      }
      assertThat(number("SELECT count(*) FROM windows WHERE run_id = " + (i + 1))).isPositive();
      assertThat(number("SELECT sum(slots) FROM windows WHERE run_id = " + (i + 1)))
          .isGreaterThanOrEqualTo(2.0 * kept);
      assertThat(number("SELECT sum(arrived) FROM slots"))
          .isEqualTo(number("SELECT sum(arrived) FROM windows"));
    }
    write(new Turns(12, "cats"), 10, HistoryBounds.USUAL);
    assertThat(warnings).isEmpty();
  }

  @Test
  void whoeverReadsMeanwhileSeesWholeTurnsOnly() throws Exception {
    Turns turns = new Turns(13, "cats");
    try (HistoryWriter writer = begin(HistoryBounds.USUAL)) {
      for (int i = 1; i <= 10; i++) {
        long kept = 30L * i;
        feed(writer, turns, 30);
        await(() -> writer.health().kept() >= kept - 15);
        assertThat(
                number(
                    "SELECT (SELECT sum(arrived) FROM slots) - (SELECT sum(arrived) FROM windows)"))
            .isZero();
        await(() -> writer.health().kept() == kept);
        try (HistoryReader reader = HistoryReader.open(file)) {
          assertThat(reader.summary(Optional.empty(), Turns.BEGAN).tenants().getFirst().arrived())
              .isEqualTo(turns.sum.arrived());
        }
      }
    }
  }

  @Test
  void nothingCanBeWrittenByWhoeverReads() throws Exception {
    write(new Turns(14, "cats"), 10, HistoryBounds.USUAL);
    try (Connection reading = Database.readable(file)) {
      assertThatThrownBy(() -> sql(reading, "DELETE FROM tenant"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("readonly");
    }
  }

  @Test
  void isForItsOwnerOnly() throws Exception {
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (HistoryWriter writer = begin(HistoryBounds.USUAL)) {
      feed(writer, new Turns(15, "cats"), 5);
      await(() -> writer.health().kept() == 5);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
              .as(each.toString())
              .isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void whatIsNoHistoryIsSetAsideAndANewOneBegun() throws Exception {
    Files.writeString(file, "this is no database ".repeat(1_000));
    write(new Turns(16, "cats"), 5, HistoryBounds.USUAL);
    assertThat(number("SELECT count(*) FROM slots")).isEqualTo(5);
    assertThat(warnings)
        .hasSize(1)
        .first()
        .asString()
        .contains("set aside as history.db.set-aside");
    assertThat(setAside().getFirst()).content().startsWith("this is no database");
  }

  @Test
  void anotherProgramsDatabaseIsSetAside() throws Exception {
    sql("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
    write(new Turns(17, "cats"), 5, HistoryBounds.USUAL);
    assertThat(warnings).hasSize(1).first().asString().contains("another program's");
    file = setAside().getFirst();
    assertThat(number("SELECT count(*) FROM theirs")).isEqualTo(1);
  }

  @Test
  void aHistoryOfAnotherVersionIsSetAside() throws Exception {
    write(new Turns(18, "cats"), 5, HistoryBounds.USUAL);
    sql("PRAGMA user_version = 2");
    assertThatThrownBy(() -> HistoryReader.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version is 2; expected 1");
    write(new Turns(18, "cats"), 5, HistoryBounds.USUAL);
    assertThat(warnings).hasSize(1);
    assertThat(number("SELECT count(*) FROM slots")).isEqualTo(5);
  }

  @Test
  void aDamagedHistoryIsSetAside() throws Exception {
    write(new Turns(19, "cats", "dogs"), 2_000, HistoryBounds.USUAL);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 20_000; i < bytes.length - 20_000; i += 3) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
    write(new Turns(20, "cats"), 5, HistoryBounds.USUAL);
    assertThat(warnings).hasSize(1).first().asString().contains("damaged");
    assertThat(number("SELECT count(*) FROM slots")).isEqualTo(5);
  }

  @Test
  void noMoreThanThreeAreSetAside() throws Exception {
    Turns turns = new Turns(21, "cats");
    for (int i = 0; i < 5; i++) {
      Files.writeString(file, "no database ".repeat(1_000));
      write(turns, 2, HistoryBounds.USUAL);
    }
    assertThat(setAside()).hasSize(SetAside.MOST);
  }

  @Test
  void aFolderThatIsNotThereIsToldOnceAndEverythingIsDropped() throws Exception {
    file = folder.resolve("missing").resolve(HistoryWriter.NAME);
    try (HistoryWriter writer = begin(HistoryBounds.USUAL)) {
      feed(writer, new Turns(22, "cats"), 20);
      await(() -> writer.health().dropped() == 20);
    }
    assertThat(warnings).hasSize(1);
  }

  private void assertWindowsAreTheSumsOfTheirSlots() throws SQLException {
    for (String column : List.of("arrived", "in_time", "late", "dropped", "length_ms")) {
      assertThat(
              number(
                  """
                  SELECT count(*) FROM windows AS w WHERE w.%1$s <> (
                    SELECT sum(s.%1$s) FROM slots AS s
                    WHERE s.run_id = w.run_id AND s.window = w.window AND s.tenant = w.tenant)\
                  """
                      .formatted(column)))
          .as(column)
          .isZero();
    }
    assertThat(number("SELECT sum(goodput) FROM slots"))
        .isEqualTo(number("SELECT sum(goodput) FROM windows"), within(1e-6));
  }

  private void write(Turns turns, int count, HistoryBounds bounds) throws InterruptedException {
    HistoryWriter writer = begin(bounds);
    feed(writer, turns, count);
    await(() -> writer.health().waiting() == 0);
    writer.close();
    assertThat(writer.health().dropped()).isZero();
  }

  private static void feed(HistoryWriter writer, Turns turns, int count)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      writer.keep(turns.next());
      await(() -> writer.health().waiting() < 200);
    }
  }

  private HistoryWriter begin(HistoryBounds bounds) {
    return HistoryWriter.begin(file, bounds, warnings::add);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in vain").isLessThan(until);
      Thread.sleep(1);
    }
  }

  private List<Path> setAside() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().contains("set-aside"))
          .filter(f -> !f.toString().matches(".*-(wal|shm)"))
          .sorted()
          .toList();
    }
  }

  private Process start(String turns, String... launcher) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KilledWriter.class.getName(), file.toString(), turns));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private void sql(String text) throws SQLException {
    try (Connection connection = connection()) {
      sql(connection, text);
    }
  }

  private static void sql(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(text);
    }
  }

  private double number(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getDouble(1) : 0;
    }
  }
}
