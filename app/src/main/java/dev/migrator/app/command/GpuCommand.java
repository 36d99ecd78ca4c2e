package dev.migrator.app.command;

import dev.migrator.app.mig.DeviceProfiles;
import dev.migrator.app.mig.Machine;
import dev.migrator.app.output.OutputFormat;
import dev.migrator.app.usage.UsageException;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code gpu}: how GPUs can be cut, and this machine's GPUs. */
@Command(
    name = "gpu",
    description = "Show how GPUs can be cut and are cut, and cut them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GpuListCommand.class,
      GpuExportCommand.class,
      GpuApplyCommand.class,
      GpuAssertCommand.class,
      GpuModeCommand.class,
      GpuCalibrateCommand.class
    })
public final class GpuCommand implements Runnable {
  private static final String DEFAULT_MODEL = "A100-80GB";

  // Set by picocli before a command runs.
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  private final Map<String, String> environment;

  /** On this process's environment. */
  public GpuCommand() {
    this(System.getenv());
  }

  /** On that environment. */
  GpuCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Without a subcommand there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "gpu: no subcommand; expected list, profiles, layouts, export, apply, assert, mode or"
            + " calibrate.");
  }

  /**
   * Lists profiles with what an instance of each has: of this machine's GPUs as their driver tells
   * them, or of a GPU model as it is published.
   *
   * @throws UsageException if the model or the GPU is not known
   */
  @Command(
      description = {
        "List profiles, as nvidia-smi mig -lgip does.",
        "Those of this machine's GPUs, as their driver tells them, or of a GPU model, as published."
      },
      mixinStandardHelpOptions = true)
  public int profiles(
      @Option(
              names = "--model",
              description =
                  "A GPU model (default: this machine's GPUs; without a driver "
                      + DEFAULT_MODEL
                      + ").")
          @Nullable String model,
      @Option(
              names = "--device",
              split = ",",
              paramLabel = "GPU",
              description = "Only these GPUs of this machine, by index or UUID (default: all).")
          @Nullable List<String> devices,
      @Option(
              names = "--output",
              defaultValue = "table",
              description = "table, json or yaml (default: table).")
          OutputFormat output) {
    if (model != null && devices != null) {
      throw new UsageException("gpu profiles: --model and --device are given; expected one.");
    }
    if (devices != null || model == null && Machine.hasDriver(environment)) {
      DeviceProfiles listing =
          Machine.with(
              environment,
              machine -> DeviceProfiles.of(machine.gpus(devices == null ? List.of() : devices)));
      return print(output.render(listing, listing::table));
    }
    String name = model == null ? DEFAULT_MODEL : model;
    ProfileListing listing = ProfileListing.of(known(() -> GpuModels.facts(name)));
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
