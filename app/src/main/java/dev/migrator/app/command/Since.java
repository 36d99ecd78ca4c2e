package dev.migrator.app.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time in the past as one writes it: so long ago, or when. */
final class Since {
  /** What is understood. */
  static final String EXPECTED =
      "a length of time as 30s, 10m, 1h or 7d, or a time as 2026-11-26, 2026-11-26T14:00 or"
          + " 2026-11-26T13:00:00Z";

  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

  private Since() {}

  /**
   * What a text means; empty if nothing.
   *
   * @param now from which lengths count back
   * @param zone of times that name none
   */
  static Optional<Instant> parse(String text, Instant now, ZoneId zone) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return Optional.of(now.minus(length(Long.parseLong(ago.group(1)), ago.group(2).charAt(0))));
    }
    List<Function<String, Instant>> forms =
        List.of(
            form -> OffsetDateTime.parse(form).toInstant(),
            form -> LocalDateTime.parse(form).atZone(zone).toInstant(),
            form -> LocalDate.parse(form).atStartOfDay(zone).toInstant());
    return forms.stream().flatMap(form -> tried(form, text.replace(' ', 'T')).stream()).findFirst();
  }

  private static Duration length(long count, char unit) {
    return switch (unit) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      case 'h' -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Optional<Instant> tried(Function<String, Instant> form, String text) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
