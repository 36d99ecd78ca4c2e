package dev.migrator.live.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The file of a history while it is open to be written: a transaction for each turn. */
final class TurnStore implements AutoCloseable {
  /** What may wait in the file beside it, because somebody reads for long. */
  static final long MOST_WAL_BYTES = 64L << 20;

  private final Path file;
  private final Connection connection;
  private final TurnRows rows;
  private final Retention retention;

  private TurnStore(Path file, Connection connection, HistoryBounds bounds) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.rows = new TurnRows(connection);
    this.retention = new Retention(connection, bounds);
  }

  /**
   * Opens it, or makes an empty one.
   *
   * @throws UnusableHistoryException if something else is there, or it is damaged
   */
  static TurnStore open(Path file, HistoryBounds bounds)
      throws SQLException, IOException, UnusableHistoryException {
    Connection connection = Database.writable(file, bounds.mostBytes());
    try {
      return new TurnStore(file, connection, bounds);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Keeps a turn as a whole; if it fails, nothing of it is there. */
  void keep(TurnRecord turn) throws SQLException {
    try {
      requireRoomBeside();
      rows.write(turn);
      connection.commit();
    } catch (SQLException e) {
      undo();
      throw e;
    }
  }

  /** Removes what is too much, after that turn. */
  void tidy(TurnRecord turn) throws SQLException {
    try {
      if (retention.apply(turn.at(), turn.rows())) {
        rows.forgetNames();
      }
    } catch (SQLException e) {
      undo();
      throw e;
    }
  }

  /** Of the file and of what waits beside it. */
  long bytes() {
    return size(file) + size(beside());
  }

  @Override
  public void close() throws SQLException {
    try {
      rows.close();
    } finally {
      connection.close();
    }
  }

  private void undo() {
    rows.forget();
    try {
      connection.rollback();
    } catch (SQLException _) {
      // Some failures undo everything by themselves, and then there is nothing more to undo.
    }
  }

  private void requireRoomBeside() throws SQLException {
    if (size(beside()) > MOST_WAL_BYTES) {
      connection.commit();
      Database.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
      connection.commit();
      if (size(beside()) > MOST_WAL_BYTES) {
        throw new SQLException(
            "%s has more than %d bytes; expected that they go into the history. Maybe somebody"
                    .formatted(beside(), MOST_WAL_BYTES)
                + " reads it and does not end?");
      }
    }
  }

  private Path beside() {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
