package dev.migrator.live.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** SQLite, as a history uses it. */
final class Database {
  /** What {@code PRAGMA application_id} says of a history: MIGR. */
  static final int APPLICATION = 0x4d494752;

  /** The version of the schema. */
  static final int VERSION = 1;

  /** How long a statement waits for another program that has locked the file. */
  private static final int BUSY_MILLIS = 1_000;

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private Database() {}

  /**
   * Opens a history to be written, or makes an empty one, for its owner only.
   *
   * @throws UnusableHistoryException if something else is there, or it is damaged
   */
  static Connection writable(Path file, long mostBytes)
      throws SQLException, IOException, UnusableHistoryException {
    own(file);
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      prepare(connection, mostBytes);
      return connection;
    } catch (SQLException | IOException | UnusableHistoryException e) {
      connection.close();
      throw e;
    }
  }

  /** Opens a history to be read; nothing can be written through it. */
  static Connection readable(Path file) throws SQLException, UnusableHistoryException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.READONLY);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.resetOpenMode(SQLiteOpenMode.READWRITE);
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      requireOurs(connection);
      return connection;
    } catch (SQLException | UnusableHistoryException e) {
      connection.close();
      throw e;
    }
  }

  /** The one number that a query answers. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Runs statements to their end; what they answer is not wanted. */
  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Not execute(), which goes on only while it is asked for rows.
      statement.executeUpdate(sql);
    }
  }

  /** SQLite makes the files beside it with the same permissions. */
  private static void own(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS));
    } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(file, OWNERS);
    }
  }

  private static void prepare(Connection connection, long mostBytes)
      throws SQLException, IOException, UnusableHistoryException {
    boolean isNew = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!isNew) {
      requireOurs(connection);
    }
    // Before anything else is written: it cannot be changed later.
    run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
    run(connection, "PRAGMA journal_mode = WAL");
    run(connection, "PRAGMA synchronous = NORMAL");
    run(connection, "PRAGMA journal_size_limit = " + TurnStore.MOST_WAL_BYTES);
    run(
        connection,
        "PRAGMA max_page_count = " + mostBytes / number(connection, "PRAGMA page_size"));
    if (!isNew) {
      requireWhole(connection);
    }
    connection.setAutoCommit(false);
    if (isNew) {
      create(connection);
    }
  }

  private static void create(Connection connection) throws SQLException, IOException {
    run(connection, schema());
    run(connection, "PRAGMA application_id = " + APPLICATION);
    run(connection, "PRAGMA user_version = " + VERSION);
    connection.commit();
  }

  private static String schema() throws IOException {
    try (InputStream in = Database.class.getResourceAsStream("schema.sql")) {
      if (in == null) {
        throw new IllegalStateException("schema.sql is not among our resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void requireOurs(Connection connection)
      throws SQLException, UnusableHistoryException {
    long application = number(connection, "PRAGMA application_id");
    long version = number(connection, "PRAGMA user_version");
    if (application != APPLICATION) {
      throw new UnusableHistoryException("it is another program's");
    }
    if (version != VERSION) {
      throw new UnusableHistoryException(
          "its version is %d; expected %d".formatted(version, VERSION));
    }
  }

  private static void requireWhole(Connection connection)
      throws SQLException, UnusableHistoryException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (row.next() && !row.getString(1).equals("ok")) {
        throw new UnusableHistoryException("it is damaged: " + row.getString(1));
      }
    }
  }
}
