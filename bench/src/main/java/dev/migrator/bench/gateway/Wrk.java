package dev.migrator.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: as fast as answers come, or with pauses. */
public final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern QUANTILE = Pattern.compile("(50|99)%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern FAILED =
      Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)|Socket errors: (.*)");
  private static final String SCRIPT =
      """
      wrk.method = "POST"
      wrk.body = '%s'
      wrk.headers["Content-Type"] = "application/json"
      wrk.headers["Authorization"] = "Bearer %s"
      """;
  private static final String PAUSES =
      """
      function delay()
        return math.random(1, %d)
      end
      """;

  private final Path folder;

  /** With a folder for its scripts. */
  public Wrk(Path folder) {
    this.folder = folder;
  }

  /**
   * What it measured.
   *
   * @param perSecond requests answered a second
   * @param p50Millis median latency
   * @param p99Millis its 99th percentile
   * @param failures what it says of failures; empty if there were none
   */
  public record Result(double perSecond, double p50Millis, double p99Millis, String failures) {

    /** In one line. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "%8.0f/s, p50 %.2f, p99 %.2f ms %s",
          perSecond,
          p50Millis,
          p99Millis,
          failures);
    }

    /** As a JSON object. */
    public String json() {
      return String.format(
          Locale.ROOT,
          "{\"perSecond\":%.0f,\"p50Millis\":%.3f,\"p99Millis\":%.3f,\"failures\":\"%s\"}",
          perSecond,
          p50Millis,
          p99Millis,
          failures);
    }
  }

  /**
   * Runs it on one thread.
   *
   * @param mostPauseMillis each connection pauses from one to so many milliseconds between two
   *     requests, at random; 0: not at all
   */
  public Result run(int port, int connections, int seconds, int mostPauseMillis)
      throws IOException {
    Path script = folder.resolve("script-" + mostPauseMillis + ".lua");
    String text = SCRIPT.formatted(OpenLoop.BODY, GatewayHost.TOKEN);
    Files.writeString(
        script, mostPauseMillis == 0 ? text : text + PAUSES.formatted(mostPauseMillis));
    List<String> command = new ArrayList<>(List.of("wrk", "-t1", "--latency"));
    command.addAll(List.of("-c" + connections, "-d" + seconds + "s", "-s", script.toString()));
    command.add("http://127.0.0.1:%d/v2/models/%s/infer".formatted(port, GatewayHost.TENANT));
    try (Child wrk = Child.start(command)) {
      return parse(wrk.all());
    }
  }

  static Result parse(String text) {
    Matcher rate = RATE.matcher(text);
    Matcher failed = FAILED.matcher(text);
    return new Result(
        rate.find() ? Double.parseDouble(rate.group(1)) : 0,
        quantile(text, "50"),
        quantile(text, "99"),
        failed.find() ? failed.group() : "");
  }

  private static double quantile(String text, String which) {
    Matcher matcher = QUANTILE.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(which)) {
        return Double.parseDouble(matcher.group(2)) * millis(matcher.group(3));
      }
    }
    return 0;
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "us" -> 1e-3;
      case "ms" -> 1;
      default -> 1e3;
    };
  }
}
