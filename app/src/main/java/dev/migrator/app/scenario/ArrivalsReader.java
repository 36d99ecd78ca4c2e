package dev.migrator.app.scenario;

import dev.migrator.app.scenario.ArrivalSource.FromFile;
import dev.migrator.app.scenario.ArrivalSource.FromGenerator;
import dev.migrator.app.scenario.ArrivalSource.Level;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.simulator.trace.Generators;
import dev.migrator.simulator.trace.Trace;
import dev.migrator.simulator.trace.TraceException;
import dev.migrator.simulator.trace.TraceFormat;
import dev.migrator.simulator.trace.TraceOptions.Gaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads where a tenant's requests come from. */
final class ArrivalsReader {
  private static final Duration GENERATED_HISTORY = Duration.ofSeconds(600);
  private static final Duration STAGGER = Duration.ofSeconds(60);
  private static final long MOST_STAGGERED = 100_000_000;
  private static final String EXPECTED = "a map with trace or generate";
  private static final int MOST_OVERLAID = 1_000;
  private static final double MOST_SCALE = 1e6;
  private static final double MOST_LOAD = 1_000;

  private final Windows windows;
  private final Lookup files;
  private final double share;

  /**
   * @param files finds traces
   * @param share requests per second to which {@code load} is relative
   */
  ArrivalsReader(Windows windows, Lookup files, double share) {
    this.windows = windows;
    this.files = files;
    this.share = share;
  }

  /**
   * Those of a tenant's first copy.
   *
   * @param copies of the tenant; empty if it says nothing of copies
   */
  Arrivals read(Fields tenant, OptionalInt copies) {
    Node node = tenant.required("arrivals", EXPECTED);
    Fields all =
        Fields.of(
            node,
            "trace",
            "format",
            "offset",
            "scale",
            "repeat",
            "overlay",
            "apart",
            "gaps",
            "generate",
            "mean",
            "peak-to-mean",
            "period",
            "phase",
            "load",
            "history",
            "seed",
            "stagger");
    if (all.has("trace") == all.has("generate")) {
      throw node.where()
          .error(
              all.has("trace")
                  ? "has both trace and generate; expected one of them."
                  : "has neither trace nor generate; expected one of them.",
              "");
    }
    return all.has("trace") ? fromFile(node, copies) : fromGenerator(node);
  }

  private Arrivals fromFile(Node node, OptionalInt copies) {
    Fields fields =
        Fields.of(
            node, "trace", "format", "offset", "scale", "load", "repeat", "overlay", "apart",
            "gaps", "history", "seed", "stagger");
    Path file = files.file(fields.where("trace"), fields.required("trace", Value.TEXT));
    TraceFormat format = format(fields);
    long offset = seconds(fields, "offset", Duration.ZERO);
    int history = history(fields, Duration.ofSeconds(Math.min(offset, mostHistory())));
    if (history > offset) {
      throw fields
          .where("history")
          .wrong(
              history + "s",
              "at most the offset, which is %ds".formatted(offset),
              "Maybe a later offset?");
    }
    boolean repeat = fields.optional("repeat", Value.FLAG).orElse(false);
    Excerpt excerpt = new Excerpt(file, format, gaps(fields), repeat, overlay(fields));
    FromFile source =
        new FromFile(excerpt, offset, stagger(fields, copies), copies.orElse(1), level(fields));
    return arrivals(fields, source, history);
  }

  private static Excerpt.Overlay overlay(Fields fields) {
    int parts = fields.optional("overlay", Value.whole(1, MOST_OVERLAID)).orElse(1L).intValue();
    if (parts > 1 != fields.has("apart")) {
      throw fields
          .where(parts > 1 ? "overlay" : "apart")
          .error(
              parts > 1
                  ? "is given without apart; expected the seconds from one part to the next."
                  : "is given without overlay; expected how many parts to lay over each other.",
              "");
    }
    return new Excerpt.Overlay(parts, Math.toIntExact(seconds(fields, "apart", Duration.ZERO)));
  }

  private static int stagger(Fields fields, OptionalInt copies) {
    if (fields.has("stagger") && copies.isEmpty()) {
      throw fields
          .where("stagger")
          .error("is given, but the tenant has no copies; expected it beside copies only.", "");
    }
    long stagger = seconds(fields, "stagger", STAGGER);
    long most = MOST_STAGGERED / copies.orElse(1);
    if (stagger > most) {
      throw fields
          .where("stagger")
          .wrong(stagger + "s", "at most %ds for %d copies".formatted(most, copies.orElse(1)));
    }
    return (int) stagger;
  }

  private static TraceFormat format(Fields fields) {
    List<String> names = TraceFormat.names();
    String name = fields.required("format", Value.TEXT);
    if (!names.contains(name)) {
      throw Fields.unknown(fields.where("format"), name, "a trace format", names);
    }
    return TraceFormat.named(name);
  }

  private static Gaps gaps(Fields fields) {
    String gaps = fields.optional("gaps", Value.TEXT).orElse("error");
    return switch (gaps) {
      case "error" -> Gaps.ERROR;
      case "zero" -> Gaps.ZERO;
      default ->
          throw Fields.unknown(
              fields.where("gaps"), gaps, "what a gap means", List.of("error", "zero"));
    };
  }

  private Level level(Fields fields) {
    Optional<Double> scale = fields.optional("scale", Value.number(0, MOST_SCALE));
    Optional<Double> load = load(fields);
    if (scale.isPresent() && load.isPresent()) {
      throw fields.where("load").error("is given beside scale; expected one of them.", "");
    }
    return load.<Level>map(share -> new Level.Mean(share * this.share))
        .orElseGet(() -> new Level.Times(scale.orElse(1.0)));
  }

  private static Optional<Double> load(Fields fields) {
    return fields.optional("load", Value.number(0, MOST_LOAD));
  }

  private Arrivals fromGenerator(Node node) {
    Fields fields =
        Fields.of(
            node, "generate", "mean", "peak-to-mean", "period", "phase", "load", "history", "seed");
    String name = fields.required("generate", Value.TEXT);
    if (!Generators.names().contains(name)) {
      throw Fields.unknown(fields.where("generate"), name, "a generator", Generators.names());
    }
    try {
      FromGenerator source =
          new FromGenerator(
              Generators.named(
                  name,
                  mean(fields),
                  peakToMean(fields),
                  wholeSeconds(fields, "period"),
                  wholeSeconds(fields, "phase")));
      return arrivals(fields, source, history(fields, GENERATED_HISTORY));
    } catch (TraceException e) {
      throw fields.where("generate").error("cannot be had: " + e.getMessage(), e);
    }
  }

  private OptionalDouble mean(Fields fields) {
    Optional<Double> mean = fields.optional("mean", Value.rate());
    Optional<Double> load = load(fields);
    if (mean.isPresent() && load.isPresent()) {
      throw fields.where("load").error("is given beside mean; expected one of them.", "");
    }
    return boxed(mean.or(() -> load.map(l -> l * share)));
  }

  private static OptionalDouble peakToMean(Fields fields) {
    return boxed(fields.optional("peak-to-mean", Value.number(1, 1_000)));
  }

  private static OptionalDouble boxed(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static OptionalInt wholeSeconds(Fields fields, String key) {
    return fields.has(key)
        ? OptionalInt.of(Math.toIntExact(seconds(fields, key, Duration.ZERO)))
        : OptionalInt.empty();
  }

  private Arrivals arrivals(Fields fields, ArrivalSource source, int history) {
    Optional<Long> seed = fields.optional("seed", Value.SEED);
    return new Arrivals(
        fields.where(),
        source,
        history,
        seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
        0);
  }

  private int history(Fields fields, Duration otherwise) {
    long history = seconds(fields, "history", otherwise);
    if (history > mostHistory()) {
      throw fields
          .where("history")
          .wrong(
              history + "s",
              "at most %ds, %d slots".formatted(mostHistory(), Forecaster.HISTORY_SLOTS));
    }
    return (int) history;
  }

  private long mostHistory() {
    return (long) Forecaster.HISTORY_SLOTS * windows.slotSeconds();
  }

  private static long seconds(Fields fields, String key, Duration otherwise) {
    Duration duration = fields.optional(key, Value.duration()).orElse(otherwise);
    if (duration.toNanosPart() != 0 || duration.toSeconds() > Trace.MAX_SECONDS) {
      throw fields
          .where(key)
          .wrong(duration.toMillis() + "ms", "whole seconds, as traces count by seconds");
    }
    return duration.toSeconds();
  }
}
