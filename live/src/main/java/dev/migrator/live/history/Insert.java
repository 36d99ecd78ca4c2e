package dev.migrator.live.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A statement that is prepared once and run with other values each time. */
final class Insert implements AutoCloseable {
  private final PreparedStatement statement;

  Insert(Connection connection, String sql) throws SQLException {
    this.statement = connection.prepareStatement(sql);
  }

  /** Runs it; what is empty becomes NULL, and times become numbers. */
  void run(Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, plain(values[i]));
    }
    statement.executeUpdate();
  }

  private static @Nullable Object plain(Object value) {
    return switch (value) {
      case Optional<?> maybe -> maybe.map(Insert::plain).orElse(null);
      case OptionalDouble maybe -> maybe.isPresent() ? maybe.getAsDouble() : null;
      case Instant at -> at.toEpochMilli();
      case Duration length -> length.toNanos() * 1e-6;
      default -> value;
    };
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
