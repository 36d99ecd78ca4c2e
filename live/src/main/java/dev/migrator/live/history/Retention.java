package dev.migrator.live.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Removes what is too old or too much, some rows every few turns, the oldest first, and hands space
 * back to the file system. Rows are counted only when there may be a twentieth too many; so a table
 * may hold that much more than its bound says.
 */
final class Retention {
  /** Free pages that are left for what comes next. */
  static final int SPARE_PAGES = 250;

  private static final int PAGES_AT_ONCE = 200;

  /** Turns from one look to the next. */
  private static final int TURNS_BETWEEN = 10;

  private static final int LEAST_ROWS_AT_ONCE = 100;

  /** Looks after which names are looked for that nothing refers to any more. */
  private static final int LOOKS_BETWEEN_TIDYING = 8_640;

  private final Connection connection;
  private final HistoryBounds bounds;
  private final List<Table> tables;
  private int looksUntilTidying;
  private int turns;
  private int rowsSince;

  /** A table, its primary key, in whose order it is, and how much of it is kept. */
  private static final class Table {
    final String name;
    final String[] key;
    final String time;
    final Duration span;
    final long most;

    /** Rows that it has at most; empty before they were counted. */
    OptionalLong atMost = OptionalLong.empty();

    Table(String name, String key, String time, Duration span, long most) {
      this.name = name;
      this.key = key.split(",");
      this.time = time;
      this.span = span;
      this.most = most;
    }
  }

  Retention(Connection connection, HistoryBounds bounds) {
    this.connection = connection;
    this.bounds = bounds;
    Duration rest = bounds.restFor();
    String numbered = "run_id,number";
    this.tables =
        List.of(
            new Table(
                "tenant_slot",
                "ended_at_ms,tenant_id",
                "ended_at_ms",
                bounds.slotsFor(),
                bounds.mostSlots()),
            new Table("tenant_window", "run_id,window", "ended_at_ms", rest, bounds.mostWindows()),
            new Table("service_window", "run_id,window", "ended_at_ms", rest, bounds.mostWindows()),
            new Table("plan", numbered, "made_at_ms", rest, bounds.mostOthers()),
            new Table("step", numbered, "taken_at_ms", rest, bounds.mostOthers()),
            new Table("retraining", numbered, "asked_at_ms", rest, bounds.mostOthers()),
            new Table("event", numbered, "happened_at_ms", rest, bounds.mostOthers()));
  }

  /**
   * To be called once a turn, of which few do something; commits by itself.
   *
   * @param now the time of that turn
   * @param rows that it wrote, at most
   * @return whether names may have been removed
   */
  boolean apply(Instant now, int rows) throws SQLException {
    rowsSince += rows;
    if (turns++ % TURNS_BETWEEN != 0) {
      return false;
    }
    int atOnce = Math.min(bounds.removedAtOnce(), LEAST_ROWS_AT_ONCE + 2 * rowsSince);
    for (Table table : tables) {
      table.atMost =
          OptionalLong.of(
              table.atMost.isPresent() ? table.atMost.getAsLong() + rowsSince : count(table));
      removeOld(table, now.minus(table.span).toEpochMilli(), atOnce);
      removeSurplus(table, atOnce);
    }
    rowsSince = 0;
    boolean tidied = --looksUntilTidying < 0;
    if (tidied) {
      removeNames();
      looksUntilTidying = LOOKS_BETWEEN_TIDYING;
    }
    handBack();
    connection.commit();
    return tidied;
  }

  private void removeOld(Table table, long before, int atOnce) throws SQLException {
    String oldest =
        "SELECT %s FROM %s ORDER BY %s LIMIT 1"
            .formatted(table.time, table.name, String.join(",", table.key));
    try (PreparedStatement query = connection.prepareStatement(oldest);
        ResultSet row = query.executeQuery()) {
      if (!row.next() || row.getLong(1) >= before) {
        return;
      }
    }
    remove(table, atOnce, before);
  }

  private void removeSurplus(Table table, int atOnce) throws SQLException {
    if (table.atMost.orElse(0) <= table.most + table.most / 20) {
      return;
    }
    long surplus = count(table) - table.most;
    table.atMost = OptionalLong.of(table.most + surplus);
    if (surplus > 0) {
      remove(table, (int) Math.min(surplus, atOnce), Long.MAX_VALUE);
    }
  }

  /** Of the first rows those that are older. */
  private void remove(Table table, int first, long before) throws SQLException {
    String key = String.join(",", table.key);
    String sql =
        """
        DELETE FROM %1$s WHERE %2$s < ? AND (%3$s) <= (
          SELECT %3$s FROM (SELECT %3$s FROM %1$s ORDER BY %3$s LIMIT ?)
          ORDER BY %4$s LIMIT 1)\
        """
            .formatted(table.name, table.time, key, String.join(" DESC,", table.key) + " DESC");
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setLong(1, before);
      delete.setLong(2, first);
      long removed = delete.executeLargeUpdate();
      table.atMost = OptionalLong.of(table.atMost.orElse(removed) - removed);
    }
  }

  private long count(Table table) throws SQLException {
    return Database.number(connection, "SELECT count(*) FROM " + table.name);
  }

  private void removeNames() throws SQLException {
    Database.run(
        connection,
        """
        DELETE FROM tenant WHERE tenant_id NOT IN (
          SELECT tenant_id FROM tenant_slot UNION SELECT tenant_id FROM tenant_window
          UNION SELECT tenant_id FROM service_window UNION SELECT tenant_id FROM retraining
          UNION SELECT tenant_id FROM step WHERE tenant_id IS NOT NULL
          UNION SELECT tenant_id FROM event WHERE tenant_id IS NOT NULL)\
        """);
    Database.run(
        connection,
        """
        DELETE FROM run WHERE run_id < (SELECT max(run_id) FROM run) AND run_id NOT IN (
          SELECT run_id FROM tenant_slot UNION SELECT run_id FROM tenant_window
          UNION SELECT run_id FROM plan UNION SELECT run_id FROM step
          UNION SELECT run_id FROM retraining UNION SELECT run_id FROM event)\
        """);
  }

  private void handBack() throws SQLException {
    long free = Database.number(connection, "PRAGMA freelist_count");
    if (free > SPARE_PAGES) {
      Database.run(
          connection,
          "PRAGMA incremental_vacuum(%d)".formatted(Math.min(PAGES_AT_ONCE, free - SPARE_PAGES)));
    }
  }
}
