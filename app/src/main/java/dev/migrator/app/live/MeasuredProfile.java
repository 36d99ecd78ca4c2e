package dev.migrator.app.live;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.migrator.app.output.OutputFormat;
import dev.migrator.app.scenario.LiveTenantEntry;
import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import dev.migrator.live.profile.BatchFigures;
import dev.migrator.live.profile.SizeFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tenant's service profile as it was measured, in the form of a service profile file: what plans
 * need under the keys that every such file has, all else under {@code measured}.
 *
 * @param model what the worker was told to serve
 * @param gpu the GPU model
 * @param source in words
 * @param points medians
 * @param trainingSpeed the shares: workers on an emulated GPU train as fast as those allow
 * @param measured all that was seen
 */
public record MeasuredProfile(
    String model,
    String gpu,
    String source,
    List<Point> points,
    Map<String, Double> trainingSpeed,
    Measured measured) {
  private static final double SECONDS = 1e-9;

  /** A batch on a profile. */
  public record Point(String profile, int batch, double latencyMs) {}

  /** All that was seen of a tenant, and how. */
  public record Measured(String tenant, @JsonUnwrapped Provenance how, List<Size> sizes) {}

  /**
   * Of one size of instance.
   *
   * @param loadSeconds how long loading weights took; empty if there are none
   * @param leftOut why larger batches were not measured; empty if all were
   */
  public record Size(
      String profile,
      double startSeconds,
      List<Double> loadSeconds,
      List<BatchFigures> batches,
      List<String> leftOut) {}

  static MeasuredProfile of(
      LiveTenantEntry tenant, GpuModel gpu, List<SizeFigures> sizes, Provenance how) {
    return new MeasuredProfile(
        tenant.model(),
        gpu.name(),
        source(how),
        sizes.stream().flatMap(size -> size.points().stream().map(p -> point(size, p))).toList(),
        shares(gpu),
        new Measured(
            tenant.tenant().name(), how, sizes.stream().map(MeasuredProfile::size).toList()));
  }

  /**
   * Writes it whole or not at all.
   *
   * @throws UsageException if it cannot be written
   */
  public void write(Path file) {
    Path target = file.toAbsolutePath();
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.writeString(part, OutputFormat.JSON.render(this, () -> ""));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException("--to: '%s' cannot be written: %s.".formatted(file, e), e);
    }
  }

  private static String source(Provenance how) {
    return "latency: medians, measured on an emulated GPU of %s cores of %s, %s, by %s; training speed: the shares of compute"
        .formatted(how.wholeCores(), how.processor(), how.at(), how.version());
  }

  private static Point point(SizeFigures size, BatchFigures figures) {
    return new Point(size.profile().name(), figures.batch(), rounded(figures.p50Millis()));
  }

  private static Map<String, Double> shares(GpuModel gpu) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (Profile profile : gpu.baseProfiles()) {
      double share = Math.min(1, (double) profile.computeSlices() / gpu.computeSlices());
      shares.put(profile.name(), rounded(share));
    }
    return shares;
  }

  private static Size size(SizeFigures size) {
    return new Size(
        size.profile().name(),
        seconds(size.start()),
        size.load().stream().map(MeasuredProfile::seconds).toList(),
        size.points().stream().map(MeasuredProfile::rounded).toList(),
        size.leftOut().stream().toList());
  }

  private static BatchFigures rounded(BatchFigures figures) {
    return new BatchFigures(
        figures.batch(),
        figures.batches(),
        rounded(figures.p50Millis()),
        rounded(figures.p95Millis()),
        rounded(figures.p99Millis()),
        rounded(figures.meanMillis()),
        rounded(figures.rowsPerSecond()));
  }

  private static double seconds(Duration duration) {
    return rounded(duration.toNanos() * SECONDS);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
