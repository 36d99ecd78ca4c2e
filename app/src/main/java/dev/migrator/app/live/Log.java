package dev.migrator.app.live;

import dev.migrator.live.daemon.TurnLine;
import dev.migrator.live.event.Event;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The daemon's log: a line each, of {@code key=value}. */
final class Log {
  private final PrintWriter out;

  Log(PrintWriter out) {
    this.out = out;
  }

  void say(String event, String rest) {
    line("event=" + event + (rest.isEmpty() ? "" : " " + rest));
  }

  void turn(TurnLine turn) {
    line(turn.text());
  }

  void event(Event event) {
    String tenant = event.tenant().isEmpty() ? "" : " tenant=" + event.tenant();
    line("event=" + event.kind() + tenant + " text=" + quoted(event.text()));
  }

  private synchronized void line(String text) {
    out.println("at=" + Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    out.flush();
  }

  /** What workers say comes from outside: it must not break lines or begin new ones. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\');
              }
              quoted.appendCodePoint(c);
            });
    return quoted.append('"').toString();
  }
}
