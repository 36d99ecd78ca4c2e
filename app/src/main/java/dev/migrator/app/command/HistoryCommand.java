package dev.migrator.app.command;

import dev.migrator.app.usage.UsageException;
import dev.migrator.live.history.HistoryKind;
import dev.migrator.live.history.HistoryReader;
import dev.migrator.live.history.HistorySummary;
import dev.migrator.live.history.HistoryTable;
import dev.migrator.live.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code history}: what a live system went through, while it runs and afterwards. */
@Command(
    name = "history",
    description = {
      "Show what a live system went through, while it runs and afterwards: each tenant over the"
          + " last ten minutes that were recorded, unless something else is asked for."
    },
    mixinStandardHelpOptions = true)
public final class HistoryCommand implements Callable<Integer> {
  private static final Duration USUAL = Duration.ofMinutes(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DATA", description = "The system's data folder.")
  private Path data = Path.of("");

  @Option(names = "--tenant", paramLabel = "NAME", description = "Only this tenant.")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "So long ago (10m, 1h, 7d) or from then on (2026-11-26T14:00).")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--what",
      paramLabel = "KIND",
      description = "Rows of ${COMPLETION-CANDIDATES}, instead of sums.")
  private Optional<HistoryKind> what = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "1000",
      description = "The newest rows, so many (default: 1000).")
  private int limit = 1000;

  @Mixin private final OutputOption output = new OutputOption();

  /**
   * Asks it.
   *
   * @throws UsageException if there is no history, or nobody of that name in it
   */
  @Override
  public Integer call() {
    Screen screen = Screen.of(spec.commandLine());
    ZoneId zone = ZoneId.systemDefault();
    requireLimit();
    Optional<Instant> from = since.map(text -> parsed(text, zone));
    try (HistoryReader reader = HistoryReader.open(file())) {
      requireTenant(reader);
      Instant newest = reader.newest().orElse(Instant.now());
      answer(screen, reader, new HistoryAnswer(zone), from.orElse(newest.minus(USUAL)), newest);
    } catch (IOException e) {
      throw new UsageException("history: " + e.getMessage(), e);
    }
    return 0;
  }

  private void answer(
      Screen screen, HistoryReader reader, HistoryAnswer answer, Instant from, Instant newest)
      throws IOException {
    if (from.isAfter(newest)) {
      screen.say(
          "nothing is recorded since %s; the last is of %s. Maybe an earlier --since?"
              .formatted(answer.shown(from), answer.shown(newest)));
    }
    if (what.isEmpty()) {
      HistorySummary summary = reader.summary(tenant, from);
      screen.print(output.render(answer.summary(summary), () -> answer.text(summary)));
      return;
    }
    HistoryKind kind = what.get();
    HistoryTable table = reader.rows(kind, tenant, from, limit);
    if (table.isCut()) {
      screen.say("there are older ones; only the newest %d are shown (--limit).".formatted(limit));
    }
    screen.print(output.render(answer.rows(table), () -> answer.text(kind, table)));
  }

  private Path file() {
    Path file = data.resolve(HistoryWriter.NAME);
    if (!Files.exists(file)) {
      throw new UsageException(
          "DATA: '%s' has no %s; expected the data folder of a live system. Maybe the one that its"
                  .formatted(data, HistoryWriter.NAME)
              + " file names as data?");
    }
    return file;
  }

  private void requireLimit() {
    if (limit < 1) {
      throw new UsageException("--limit: %d; expected at least 1.".formatted(limit));
    }
  }

  private void requireTenant(HistoryReader reader) throws IOException {
    if (tenant.isEmpty()) {
      return;
    }
    List<String> names = reader.tenants();
    if (!names.contains(tenant.get())) {
      throw new UsageException(
          "--tenant: '%s' is not in this history; expected one of %s. Maybe its rows were too old?"
              .formatted(tenant.get(), names));
    }
    if (what.filter(kind -> !kind.hasTenants()).isPresent()) {
      throw new UsageException(
          "--tenant: '%s' with --what %s, which are of all tenants; expected only one of the two."
              .formatted(tenant.get(), what.get()));
    }
  }

  private static Instant parsed(String text, ZoneId zone) {
    return Since.parse(text, Instant.now(), zone)
        .orElseThrow(
            () ->
                new UsageException("--since: '%s'; expected %s.".formatted(text, Since.EXPECTED)));
  }
}
