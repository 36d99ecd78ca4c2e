package dev.migrator.live.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Asks a history, also while it is written and after its writer was killed. It changes nothing. */
public final class HistoryReader implements AutoCloseable {
  private static final String NEWEST =
      "SELECT max(ended_at_ms) AS ended_at_ms FROM tenant_slot"
          + " UNION ALL SELECT max(ended_at_ms) FROM tenant_window";

  private static final String BY_SLOT =
      """
      SELECT tenant_id, sum(length_ms) AS length_ms, sum(arrived) AS arrived,
        sum(in_time) AS in_time, sum(late) AS late, sum(dropped) AS dropped,
        sum(goodput) AS goodput, max(queue) AS queue_most, max(model_version) AS model_version,
        avg(abs(arrived - forecast_requests)) AS forecast_error
      FROM tenant_slot WHERE ended_at_ms >= ? GROUP BY tenant_id\
      """;

  private static final String BY_WINDOW =
      """
      SELECT tenant_id, sum(length_ms) AS length_ms, sum(arrived) AS arrived,
        sum(in_time) AS in_time, sum(late) AS late, sum(dropped) AS dropped,
        sum(goodput) AS goodput, max(queue_most) AS queue_most,
        max(model_version_last) AS model_version,
        sum(forecast_error_requests) / nullif(sum(forecast_slots), 0) AS forecast_error
      FROM tenant_window WHERE ended_at_ms >= ? GROUP BY tenant_id\
      """;

  private static final String SUMMARY =
      """
      SELECT name, of.*, coalesce(swapped, 0) AS swapped
      FROM (%s) AS of JOIN tenant USING (tenant_id) LEFT JOIN (
        SELECT tenant_id, count(*) AS swapped FROM retraining
        WHERE outcome = 'swapped' AND ended_at_ms >= ? GROUP BY tenant_id) USING (tenant_id)
      %s ORDER BY name\
      """;

  private final Path file;
  private final Connection connection;

  private HistoryReader(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens a history.
   *
   * @throws IOException if it cannot be read, or is none; in words for its user
   */
  public static HistoryReader open(Path file) throws IOException {
    try {
      return new HistoryReader(file, Database.readable(file));
    } catch (UnusableHistoryException e) {
      throw new IOException(
          "'%s' is no history of this version: %s.".formatted(file, e.getMessage()), e);
    } catch (SQLException e) {
      throw failed(file, e);
    } catch (LinkageError e) {
      throw new IOException(
          ("SQLite's native library cannot be loaded (%s). Maybe the folder for temporary files may"
                  + " not hold programs: set -D%s to another.")
              .formatted(e.getMessage(), NativeLibrary.PROPERTY),
          e);
    }
  }

  /** The names of all tenants that it knows, in order. */
  public List<String> tenants() throws IOException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement("SELECT name FROM tenant ORDER BY name");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
      return names;
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  /** When the last slot ended that it knows of; empty if it knows of none. */
  public Optional<Instant> newest() throws IOException {
    return time("SELECT max(ended_at_ms) FROM (" + NEWEST + ")");
  }

  /**
   * Its rows.
   *
   * @param tenant whose; empty: all
   * @param most the newest of them, so many
   */
  public HistoryTable rows(HistoryKind kind, Optional<String> tenant, Instant since, int most)
      throws IOException {
    String newest =
        "SELECT * FROM %1$s WHERE %2$s >= ?%3$s ORDER BY %2$s DESC, run_id DESC LIMIT ?"
            .formatted(kind, kind.time(), tenant.isPresent() ? " AND tenant = ?" : "");
    String sql =
        "SELECT * FROM (%s) ORDER BY %s, run_id, %s".formatted(newest, kind.time(), kind.then());
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setLong(1, since.toEpochMilli());
      if (tenant.isPresent()) {
        query.setString(2, tenant.get());
      }
      query.setInt(tenant.isPresent() ? 3 : 2, most + 1);
      try (ResultSet row = query.executeQuery()) {
        return table(row, most);
      }
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  /**
   * All tenants over some time.
   *
   * @param tenant whose; empty: all
   */
  public HistorySummary summary(Optional<String> tenant, Instant since) throws IOException {
    Instant oldest = time("SELECT min(ended_at_ms) FROM tenant_slot").orElse(Instant.MAX);
    boolean byWindow =
        oldest.isAfter(since)
            && time("SELECT min(ended_at_ms) FROM tenant_window").orElse(oldest).isBefore(oldest);
    Instant until = newest().orElse(since);
    return new HistorySummary(
        since,
        until,
        byWindow,
        tenants(byWindow ? BY_WINDOW : BY_SLOT, tenant, since),
        count("SELECT count(*) FROM plan WHERE outcome <> 'refused' AND made_at_ms >= ", since),
        count("SELECT count(*) FROM plan WHERE outcome = 'refused' AND made_at_ms >= ", since),
        count("SELECT count(*) FROM step WHERE taken_at_ms >= ", since));
  }

  private List<TenantSummary> tenants(String from, Optional<String> tenant, Instant since)
      throws IOException {
    String sql = SUMMARY.formatted(from, tenant.isPresent() ? "WHERE name = ?" : "");
    List<TenantSummary> tenants = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setLong(1, since.toEpochMilli());
      query.setLong(2, since.toEpochMilli());
      if (tenant.isPresent()) {
        query.setString(3, tenant.get());
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tenants.add(tenant(row));
        }
      }
      return tenants;
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private static TenantSummary tenant(ResultSet row) throws SQLException {
    double error = row.getDouble("forecast_error");
    OptionalDouble forecastError =
        row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(error);
    return new TenantSummary(
        row.getString("name"),
        row.getDouble("length_ms") / 1e3,
        row.getLong("arrived"),
        row.getLong("in_time"),
        row.getLong("late"),
        row.getLong("dropped"),
        row.getDouble("goodput"),
        row.getLong("queue_most"),
        row.getLong("model_version"),
        forecastError,
        row.getLong("swapped"));
  }

  private Optional<Instant> time(String sql) throws IOException {
    try {
      long millis = Database.number(connection, sql);
      return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private long count(String sql, Instant since) throws IOException {
    try {
      return Database.number(connection, sql + since.toEpochMilli());
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private static HistoryTable table(ResultSet row, int most) throws SQLException {
    ResultSetMetaData about = row.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      columns.add(about.getColumnLabel(i));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (row.next()) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        values.add(row.getObject(i));
      }
      rows.add(values);
    }
    boolean isCut = rows.size() > most;
    return new HistoryTable(columns, isCut ? rows.subList(1, rows.size()) : rows, isCut);
  }

  private static IOException failed(Path file, SQLException e) {
    return new IOException("'%s' cannot be read (%s).".formatted(file, e.getMessage()), e);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }
}
