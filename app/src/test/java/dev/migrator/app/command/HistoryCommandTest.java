package dev.migrator.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.app.Migrator;
import dev.migrator.core.model.Outcome;
import dev.migrator.live.history.EventRecord;
import dev.migrator.live.history.HistoryBounds;
import dev.migrator.live.history.HistoryWriter;
import dev.migrator.live.history.PlanRecord;
import dev.migrator.live.history.RetrainingCourse;
import dev.migrator.live.history.RetrainingRecord;
import dev.migrator.live.history.Run;
import dev.migrator.live.history.ServiceRecord;
import dev.migrator.live.history.SlotRecord;
import dev.migrator.live.history.StepRecord;
import dev.migrator.live.history.TurnRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code history}, as a user calls it: of a small history, of none, with wrong words. */
class HistoryCommandTest {
  private static final Instant BEGAN = Instant.parse("2026-11-26T12:00:00Z");
  private static final Run RUN = new Run(BEGAN, 0, Duration.ofSeconds(1), 20);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void sumsUpTheLastTenMinutesByTenant() throws Exception {
    small();
    assertThat(run()).isZero();
    assertThat(out.toString())
        .containsPattern(" to .*: 1 plans \\(0 more refused\\), 1 steps")
        .containsPattern("cats +1000 +90\\.00 % +50 +50 +720\\.0 +0\\.800 +3 +2\\.0 +1 +1")
        .containsPattern("dogs +500 +100\\.00 % +0 +0 +400\\.0 +0\\.800 +3 +- +1 +0");
  }

  @Test
  void answersProgramsWithTimesThatNameTheirZone() throws Exception {
    small();
    assertThat(run("--tenant", "cats", "--output", "json")).isZero();
    JsonNode answer = JsonMapper.builder().build().readTree(out.toString());
    assertThat(answer.get("tenants")).hasSize(1);
    assertThat(answer.get("tenants").get(0).get("attainment").asDouble()).isEqualTo(0.9);
    assertThat(answer.get("until").asText()).endsWith(":01:39" + zone());
    assertThat(run("--output", "yaml")).isZero();
    assertThat(out.toString()).contains("- tenant: \"cats\"");
  }

  @Test
  void showsRowsOfEachKind() throws Exception {
    small();
    assertThat(run("--what", "slots", "--limit", "2")).isZero();
    assertThat(out.toString())
        .containsPattern(":01:39 +cats +10 +9 +1 +0 +3 +7\\.2 +0\\.800 +12\\.0");
    assertThat(err.toString()).contains("only the newest 2 are shown");
    assertThat(run("--what", "windows", "--tenant", "dogs")).isZero();
    assertThat(out.toString()).containsPattern(" 4 +dogs +20 +100 +100");
    assertThat(run("--what", "plans")).isZero();
    assertThat(out.toString())
        .containsPattern("applied +window_begins +3 +1 +12\\.0 +13\\.0 +4\\.5");
    assertThat(run("--what", "steps")).isZero();
    assertThat(out.toString()).containsPattern("create +i +cats +- +done +300\\.0");
    assertThat(run("--what", "retrainings")).isZero();
    assertThat(out.toString()).containsPattern("swapped +5000\\.0 +6000\\.0 +0\\.200 +0\\.220");
    assertThat(run("--what", "services")).isZero();
    assertThat(out.toString()).containsPattern("1g\\.10gb +8 +200 +5\\.0 +4\\.0 +1\\.250");
    assertThat(run("--what", "events", "--output", "json")).isZero();
    assertThat(out.toString()).contains(":00:00" + zone() + "\"");
  }

  @Test
  void goesBackAsFarAsIsAskedFor() throws Exception {
    small();
    assertThat(run("--since", "2026-11-26T12:01:30Z", "--what", "slots", "--tenant", "dogs"))
        .isZero();
    assertThat(out.toString().lines()).hasSize(1 + 10);
    assertThat(run("--since", "2099-01-01")).isZero();
    assertThat(err.toString()).contains("nothing is recorded since", "Maybe an earlier --since?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", "10", "5w", "2026-13-01", ""})
  void saysWhichTimesItUnderstands(String wrong) throws Exception {
    small();
    assertThat(run("--since", wrong)).isEqualTo(2);
    assertThat(err.toString()).contains("--since: '" + wrong + "'; expected a length of time");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("has no history.db; expected the data folder");
    Files.writeString(folder.resolve(HistoryWriter.NAME), "no database ".repeat(1_000));
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("cannot be read", "not a database");
    Files.delete(folder.resolve(HistoryWriter.NAME));
    small();
    assertThat(run("--tenant", "cat")).isEqualTo(2);
    assertThat(err.toString()).contains("--tenant: 'cat'", "expected one of [cats, dogs]");
    assertThat(run("--tenant", "cats", "--what", "plans")).isEqualTo(2);
    assertThat(err.toString()).contains("which are of all tenants");
    assertThat(run("--limit", "0")).isEqualTo(2);
    assertThat(run("--what", "dreams")).isEqualTo(2);
  }

  private int run(String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] command = new String[options.length + 2];
    command[0] = "history";
    command[1] = folder.toString();
    System.arraycopy(options, 0, command, 2, options.length);
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), Map.of(), command);
  }

  /** The zone of this machine at that time, as it is written. */
  private static String zone() {
    ZoneOffset offset = ZoneId.systemDefault().getRules().getOffset(BEGAN);
    return offset.toString();
  }

  /** A hundred slots of two tenants. */
  private void small() throws IOException, InterruptedException {
    HistoryWriter writer =
        HistoryWriter.begin(folder.resolve(HistoryWriter.NAME), HistoryBounds.USUAL, _ -> {});
    for (int slot = 0; slot < 100; slot++) {
      writer.keep(turn(slot));
    }
    while (writer.health().kept() < 100) {
      Thread.sleep(1);
    }
    writer.close();
  }

  private static TurnRecord turn(int slot) {
    Instant at = BEGAN.plusSeconds(slot);
    Outcome cats = new Outcome(10, 9, slot % 2, (slot + 1) % 2, 3, 7.2);
    Outcome dogs = new Outcome(5, 5, 0, 0, 3, 4);
    boolean first = slot == 0;
    return new TurnRecord(
        RUN,
        at,
        slot,
        Duration.ofSeconds(1),
        List.of(
            new SlotRecord("cats", cats, 0.8, 1, 1, OptionalDouble.of(12)),
            new SlotRecord("dogs", dogs, 0.8, 1, 1, OptionalDouble.empty())),
        List.of(new ServiceRecord("cats", "1g.10gb", 8, 10, 50e6, 40e6)),
        first ? List.of(plan(at)) : List.of(),
        first ? List.of(step(at)) : List.of(),
        first ? List.of(retraining(at)) : List.of(),
        first ? List.of(new EventRecord(1, at, "hello", "cats", "said")) : List.of());
  }

  private static PlanRecord plan(Instant at) {
    return new PlanRecord(
        1,
        at,
        0,
        "migrator",
        List.of("window_begins"),
        PlanRecord.Outcome.APPLIED,
        20,
        3,
        1,
        12,
        OptionalDouble.of(13),
        4.5,
        "");
  }

  private static StepRecord step(Instant at) {
    return new StepRecord(
        1,
        at,
        0,
        "create",
        "i",
        "1g.10gb@0",
        "cats",
        "",
        StepRecord.Outcome.DONE,
        Optional.of(Duration.ofMillis(300)),
        "");
  }

  private static RetrainingRecord retraining(Instant at) {
    return new RetrainingRecord(
        1,
        at,
        0,
        "cats",
        "all-layers",
        "i",
        "4g.40gb@0",
        0.7,
        OptionalDouble.of(0.9),
        RetrainingCourse.ASKED
            .began(Duration.ofSeconds(2), Duration.ofSeconds(5))
            .trained(Duration.ofSeconds(6))
            .swapped(at.plusSeconds(8), 0.65, 0.88)
            .measured(0.87));
  }
}
