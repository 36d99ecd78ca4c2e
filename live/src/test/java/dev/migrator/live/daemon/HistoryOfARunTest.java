package dev.migrator.live.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.TenantScore;
import dev.migrator.live.history.HistoryBounds;
import dev.migrator.live.history.HistoryKind;
import dev.migrator.live.history.HistoryReader;
import dev.migrator.live.history.HistoryTable;
import dev.migrator.live.history.HistoryWriter;
import dev.migrator.live.work.TenantView;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the history of a real daemon on emulated GPUs says is what the daemon itself counts. */
final class HistoryOfARunTest {
  private final List<String> warnings = new ArrayList<>();

  @TempDir private Path data;

  @Test
  void itsSumsAreTheScorecardsAndItsStoriesHaveEnds() throws Exception {
    Path file = data.resolve(HistoryWriter.NAME);
    LiveView last;
    try (HistoryWriter writer = HistoryWriter.begin(file, HistoryBounds.USUAL, warnings::add)) {
      try (Rig rig = new Rig(data, writer, "plain", "plain")) {
        rig.await("cats served", () -> rig.serves("cats"));
        rig.await("dogs served", () -> rig.serves("dogs"));
        for (int i = 0; i < 60; i++) {
          rig.infer(i % 3 == 0 ? "dogs" : "cats");
        }
        rig.await(
            "new weights",
            () -> rig.count("weights-swapped", "cats") + rig.count("weights-swapped", "dogs") > 1);
        rig.close();
        last = rig.daemon.view().orElseThrow();
      }
    }
    assertThat(warnings).isEmpty();
    assertThat(last.history().dropped()).isZero();
    for (TenantScore score : last.scorecard().tenants()) {
      String slots = "FROM slots WHERE slot >= 0 AND tenant = '" + score.name() + "'";
      assertThat(number(file, "SELECT sum(arrived) " + slots)).isEqualTo(score.requests());
      assertThat(number(file, "SELECT sum(in_time) " + slots)).isEqualTo(score.withinSlo());
      assertThat(number(file, "SELECT sum(goodput) " + slots))
          .isEqualTo(score.goodput(), within(1e-6));
    }
    for (TenantView tenant : last.tenants()) {
      String windows = "FROM windows WHERE tenant = '" + tenant.settings().name() + "'";
      assertThat(number(file, "SELECT sum(arrived) " + windows))
          .isEqualTo(tenant.total().arrived());
      assertThat(number(file, "SELECT sum(late) " + windows)).isEqualTo(tenant.total().late());
      assertThat(number(file, "SELECT sum(dropped) " + windows))
          .isEqualTo(tenant.total().dropped());
    }
    assertThat(number(file, "SELECT count(*) FROM plans WHERE outcome = 'applied'"))
        .isEqualTo(last.plans());
    assertThat(number(file, "SELECT count(*) FROM plans WHERE reasons LIKE '%window_begins%'"))
        .isPositive();
    assertThat(number(file, "SELECT count(*) FROM retrainings WHERE outcome = 'swapped'"))
        .isEqualTo(last.scorecard().retrainings());
    assertThat(number(file, "SELECT count(*) FROM steps WHERE kind = 'swap' AND outcome = 'done'"))
        .isEqualTo(last.scorecard().retrainings());
    assertThat(
            number(
                file,
                "SELECT count(*) FROM retrainings WHERE outcome = 'swapped' AND took_ms > 0"
                    + " AND expected_ms > 0 AND setup_ms > 0 AND accuracy_claimed > 0"))
        .isEqualTo(last.scorecard().retrainings());
    assertThat(
            number(
                file,
                "SELECT count(*) FROM steps WHERE kind IN ('create', 'start')"
                    + " AND outcome = 'done' AND took_ms > 0"))
        .isPositive();
    assertThat(number(file, "SELECT sum(batches) FROM services")).isPositive();
    assertThat(number(file, "SELECT count(*) FROM events WHERE kind = 'weights-swapped'"))
        .isEqualTo(last.scorecard().retrainings());
    try (HistoryReader reader = HistoryReader.open(file)) {
      HistoryTable steps =
          reader.rows(HistoryKind.STEPS, Optional.of("cats"), Instant.EPOCH, 1_000);
      assertThat(steps.rows()).isNotEmpty();
    }
  }

  private static double number(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getDouble(1) : 0;
    }
  }
}
