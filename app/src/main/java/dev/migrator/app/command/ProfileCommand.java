package dev.migrator.app.command;

import dev.migrator.app.live.MeasuredProfile;
import dev.migrator.app.live.Profiling;
import dev.migrator.app.output.Table;
import dev.migrator.app.scenario.LiveConfiguration;
import dev.migrator.app.scenario.LiveFile;
import dev.migrator.app.scenario.LiveTenantEntry;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.Nearest;
import dev.migrator.core.model.Profile;
import dev.migrator.live.profile.BatchFigures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code profile}: measures how long the batches of a live system's tenants take. */
@Command(
    name = "profile",
    description = {
      "Measure how long a live system's workers take for a batch.",
      "By tenant, size of instance and size of batch. Live files take the result as profile: FILE,",
      "scenarios as model: FILE."
    },
    mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {
  private static final int MOST_BATCH = 1_024;
  private static final int MOST_BATCHES = 32;
  private static final double LEAST_SECONDS = 0.01;
  private static final double MOST_SECONDS = 600;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CONFIG", description = "The system's file, see docs/live.md.")
  private Path file = Path.of("");

  @Option(
      names = "--tenant",
      split = ",",
      paramLabel = "NAME",
      description = "Only these tenants, separated by commas (default: all).")
  private List<String> tenants = List.of();

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      description = "Sizes of batches, separated by commas (default: 1,2,4,8,16,32).")
  private List<Integer> batches = List.of(1, 2, 4, 8, 16, 32);

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "PROFILE",
      description = "Sizes of instances, as 1g.10gb or 1g (default: all).")
  private List<String> sizes = List.of();

  @Option(
      names = "--seconds-per-point",
      paramLabel = "S",
      defaultValue = "2",
      description = "How long each size of batch is measured (default: 2).")
  private double secondsPerPoint = 2;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "A .json file, or a folder for NAME.json of each tenant (default: profiles in data).")
  private @Nullable Path to;

  @Mixin private final OutputOption output = new OutputOption();

  /** Checks everything, then measures, writes and prints. */
  @Override
  public Integer call() {
    LiveConfiguration configuration = LiveFile.read(file);
    Profiling.Wanted wanted = wanted(configuration);
    Map<String, Path> files = ProfileFiles.of(to, configuration.data(), names(wanted.tenants()));
    List<MeasuredProfile> profiles;
    try (ProgressLine progress = ProgressLine.onTerminal("measuring", " points")) {
      profiles =
          new Profiling(configuration, wanted, InstantSource.system(), version())
              .measure(done -> progress.reached(done, wanted.points()));
    }
    for (MeasuredProfile profile : profiles) {
      profile.write(files.getOrDefault(profile.measured().tenant(), Path.of("")));
    }
    spec.commandLine().getOut().print(output.render(profiles, () -> table(profiles, files)));
    return 0;
  }

  private String version() {
    try {
      return String.join("", spec.root().versionProvider().getVersion());
    } catch (Exception e) {
      throw new IllegalStateException("the version cannot be told", e);
    }
  }

  private Profiling.Wanted wanted(LiveConfiguration configuration) {
    if (!(secondsPerPoint >= LEAST_SECONDS && secondsPerPoint <= MOST_SECONDS)) {
      throw new UsageException(
          "--seconds-per-point: is %s; expected a number from %s to %s."
              .formatted(secondsPerPoint, LEAST_SECONDS, MOST_SECONDS));
    }
    Map<String, LiveTenantEntry> known = new LinkedHashMap<>();
    configuration.tenants().forEach(tenant -> known.put(tenant.tenant().name(), tenant));
    List<Profile> usable = configuration.loop().gpus().getFirst().profiles();
    Map<String, Profile> profiles = new LinkedHashMap<>();
    usable.forEach(profile -> profiles.put(profile.name(), profile));
    return new Profiling.Wanted(
        chosen("--tenant", tenants, known, Function.identity()),
        chosen("--sizes", sizes, profiles, name -> full(usable, name)),
        checkedBatches(),
        Duration.ofNanos(Math.round(secondsPerPoint * 1e9)));
  }

  /** A profile's name, by that or by its key. */
  private static String full(List<Profile> usable, String nameOrKey) {
    return usable.stream()
        .filter(profile -> profile.key().equals(nameOrKey))
        .map(Profile::name)
        .findFirst()
        .orElse(nameOrKey);
  }

  /** Those that are named; all if none is. */
  private static <T> List<T> chosen(
      String option, List<String> named, Map<String, T> known, Function<String, String> full) {
    Map<String, T> chosen = new LinkedHashMap<>();
    for (String name : named) {
      T value = known.get(full.apply(name));
      if (value == null) {
        String maybe = Nearest.to(name, known.keySet()).map(" Maybe %s?"::formatted).orElse("");
        throw new UsageException(
            "%s: '%s' is not known; expected one of %s.%s"
                .formatted(option, name, String.join(", ", known.keySet()), maybe));
      }
      if (chosen.put(full.apply(name), value) != null) {
        throw new UsageException("%s: '%s' is named twice; expected once.".formatted(option, name));
      }
    }
    return List.copyOf((named.isEmpty() ? known : chosen).values());
  }

  private List<Integer> checkedBatches() {
    for (int batch : batches) {
      if (batch < 1 || batch > MOST_BATCH) {
        throw new UsageException(
            "--batches: %d is no size; expected whole numbers from 1 to %d. Maybe %d?"
                .formatted(batch, MOST_BATCH, Math.clamp(batch, 1, MOST_BATCH)));
      }
    }
    if (batches.size() > MOST_BATCHES || new HashSet<>(batches).size() < batches.size()) {
      throw new UsageException(
          "--batches: are %s; expected at most %d, each once.".formatted(batches, MOST_BATCHES));
    }
    List<Integer> ascending = new ArrayList<>(batches);
    ascending.sort(null);
    return ascending;
  }

  private static List<String> names(List<LiveTenantEntry> tenants) {
    return tenants.stream().map(tenant -> tenant.tenant().name()).toList();
  }

  private static String table(List<MeasuredProfile> profiles, Map<String, Path> files) {
    StringBuilder text = new StringBuilder();
    for (MeasuredProfile profile : profiles) {
      String tenant = profile.measured().tenant();
      text.append(text.isEmpty() ? "" : "\n")
          .append("%s, %s\n\n".formatted(tenant, profile.model()))
          .append(table(profile))
          .append("\nWritten to %s\n".formatted(files.get(tenant)));
    }
    return text.toString();
  }

  private static String table(MeasuredProfile profile) {
    Table table =
        new Table("size", "start s", "batch", "batches", "p50 ms", "p95 ms", "p99 ms", "rows/s");
    List<String> leftOut = new ArrayList<>();
    for (MeasuredProfile.Size size : profile.measured().sizes()) {
      for (BatchFigures f : size.batches()) {
        table.row(
            size.profile(),
            number("%.2f", size.startSeconds()),
            f.batch(),
            f.batches(),
            number("%.2f", f.p50Millis()),
            number("%.2f", f.p95Millis()),
            number("%.2f", f.p99Millis()),
            number("%.1f", f.rowsPerSecond()));
      }
      size.leftOut().forEach(why -> leftOut.add(size.profile() + ": left out from " + why + "\n"));
    }
    return table + String.join("", leftOut);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
