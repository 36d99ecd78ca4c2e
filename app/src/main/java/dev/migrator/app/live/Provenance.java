package dev.migrator.app.live;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a profile came about.
 *
 * @param at when its measurement began, in UTC
 * @param processor of the machine, as the system names it
 * @param processors how many it has
 * @param system its operating system
 * @param load how many programs wanted a processor when the measurement began, a mean over a
 *     minute; below 0 where that is not known
 * @param worker the command that was measured
 * @param version of the program that measured
 * @param secondsPerPoint how long each size of batch was measured
 * @param wholeCores what the whole of the emulated GPU computes, in CPU cores
 */
public record Provenance(
    String at,
    String processor,
    int processors,
    String system,
    double load,
    List<String> worker,
    String version,
    double secondsPerPoint,
    double wholeCores) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL_NAME = "model name";

  static Provenance of(
      Instant at, List<String> worker, String version, Duration perPoint, double wholeCores) {
    return new Provenance(
        at.truncatedTo(ChronoUnit.SECONDS).toString(),
        nameOfProcessor(),
        Runtime.getRuntime().availableProcessors(),
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        worker,
        version,
        perPoint.toMillis() / 1e3,
        wholeCores);
  }

  private static String nameOfProcessor() {
    if (!Files.isReadable(CPU_INFO)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL_NAME))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
