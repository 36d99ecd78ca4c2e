package dev.migrator.app.scenario;

import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceException;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A part of a trace file that is kept once it was read, for a file is read to its end and a tenant
 * may have thousands of copies.
 */
final class Excerpt {
  private final Path file;
  private final TraceFormat format;
  private final TraceOptions.Gaps gaps;
  private final boolean repeat;
  private Optional<Kept> kept = Optional.empty();

  /** What was read last. */
  private record Kept(long from, int length, long seed, int[] counts) {}

  /**
   * @param file where it is
   * @param repeat whether the trace begins again where it ends
   */
  Excerpt(Path file, TraceFormat format, TraceOptions.Gaps gaps, boolean repeat) {
    this.file = file;
    this.format = format;
    this.gaps = gaps;
    this.repeat = repeat;
  }

  /**
   * So many seconds from that one on. Not copied: treat as immutable.
   *
   * @throws TraceException if they cannot be had
   */
  int[] counts(long from, int length, long seed) {
    Kept found =
        kept.filter(k -> k.from == from && k.length == length && k.seed == seed)
            .orElseGet(() -> new Kept(from, length, seed, read(from, length, seed)));
    kept = Optional.of(found);
    return found.counts;
  }

  private int[] read(long from, int length, long seed) {
    return Trace.slice(file, format, new TraceOptions(gaps, seed), from, length, repeat);
  }
}
