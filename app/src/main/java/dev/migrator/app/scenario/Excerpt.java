package dev.migrator.app.scenario;

import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceException;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceOptions;
import java.nio.file.Path;
import java.util.Arrays;
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
  private final Overlay overlay;
  private Optional<Kept> kept = Optional.empty();

  /** What was read last. */
  private record Kept(long from, int length, long seed, int[] counts) {}

  /**
   * Parts of a trace laid over each other: arrivals of several sources of the same kind.
   *
   * @param parts how many
   * @param apart seconds from the beginning of one to that of the next
   */
  record Overlay(int parts, int apart) {
    static final Overlay NONE = new Overlay(1, 0);
  }

  /**
   * @param file where it is
   * @param repeat whether the trace begins again where it ends
   */
  Excerpt(Path file, TraceFormat format, TraceOptions.Gaps gaps, boolean repeat, Overlay overlay) {
    this.file = file;
    this.format = format;
    this.gaps = gaps;
    this.repeat = repeat;
    this.overlay = overlay;
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
    int[] sum = part(from, length, seed);
    for (int part = 1; part < overlay.parts(); part++) {
      int[] more = part(from + (long) part * overlay.apart(), length, seed + part);
      Arrays.setAll(sum, second -> Math.addExact(sum[second], more[second]));
    }
    return sum;
  }

  private int[] part(long from, int length, long seed) {
    return Trace.slice(file, format, new TraceOptions(gaps, seed), from, length, repeat);
  }
}
