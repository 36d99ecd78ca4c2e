package dev.migrator.app.command;

import dev.migrator.app.output.OutputFormat;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code gpu}: how a GPU model can be cut. */
@Command(
    name = "gpu",
    description = "Show how a GPU can be cut.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class GpuCommand implements Runnable {
  private static final String DEFAULT_MODEL = "A100-80GB";

  // Set by picocli before a command runs.
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  /** Without a subcommand there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "gpu: no subcommand; expected profiles or layouts.");
  }

  /**
   * Lists the profiles of a GPU model with what an instance of each has.
   *
   * @throws UsageException if the model is not known
   */
  @Command(
      description = "List the profiles of a GPU model, as nvidia-smi mig -lgip does.",
      mixinStandardHelpOptions = true)
  public int profiles(
      @Option(
              names = "--model",
              defaultValue = DEFAULT_MODEL,
              description = "The GPU model (default: ${DEFAULT-VALUE}).")
          String model,
      @Option(
              names = "--output",
              defaultValue = "table",
              description = "table, json or yaml (default: table).")
          OutputFormat output) {
    ProfileListing listing = ProfileListing.of(known(() -> GpuModels.facts(model)));
    return print(output.render(listing, listing::table));
  }

  /**
   * Lists the layouts of a GPU model, drawn over its memory slices, and counts them.
   *
   * @throws UsageException if the model or a profile is not known
   */
  @Command(
      description = "List and count the legal layouts of a GPU model.",
      mixinStandardHelpOptions = true)
  public int layouts(
      @Option(
              names = "--model",
              defaultValue = DEFAULT_MODEL,
              description = "The GPU model (default: ${DEFAULT-VALUE}).")
          String model,
      @Option(
              names = "--profiles",
              split = ",",
              description = "Only these profiles, by name or key: 1g,2g (default: the plain ones).")
          @Nullable List<String> profiles,
      @Option(names = "--maximal", description = "Only layouts to which no instance can be added.")
          boolean maximal,
      @Option(
              names = "--output",
              defaultValue = "table",
              description = "table, json or yaml (default: table).")
          OutputFormat output) {
    GpuModel gpu = known(() -> GpuModels.named(model));
    LayoutListing listing = LayoutListing.of(gpu, chosen(gpu, profiles), maximal);
    return print(output.render(listing, listing::table));
  }

  private static List<Profile> chosen(GpuModel gpu, @Nullable List<String> namesOrKeys) {
    return namesOrKeys == null
        ? gpu.baseProfiles()
        : known(() -> namesOrKeys.stream().map(gpu::profile).distinct().toList());
  }

  private static <T> T known(Supplier<T> lookup) {
    try {
      return lookup.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private int print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
    return 0;
  }
}
