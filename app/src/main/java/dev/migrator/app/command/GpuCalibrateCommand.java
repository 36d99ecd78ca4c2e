package dev.migrator.app.command;

import dev.migrator.app.mig.Calibrating;
import dev.migrator.app.output.OutputFormat;
import dev.migrator.app.usage.UsageException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gpu calibrate}: measures how long changes take on this machine. */
@Command(
    name = "calibrate",
    description = {
      "Measure how long create, destroy and the start of a worker take for each profile.",
      "It is done on free slices. Scenarios take the file: reconfiguration: {calibration: FILE}."
    },
    mixinStandardHelpOptions = true)
final class GpuCalibrateCommand extends MachineOptions implements Callable<Integer> {
  private static final int MOST_ROUNDS = 1_000;

  @Parameters(paramLabel = "FILE", description = "Where to write what was measured (JSON).")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--device",
      paramLabel = "GPU",
      defaultValue = "0",
      description = "The GPU, by index or UUID (default: 0).")
  private String device = "0";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Times that each is measured; medians are written (default: 3).")
  private int rounds = 3;

  @Option(
      names = "--worker",
      paramLabel = "COMMAND",
      description = "A command that starts a worker as docs/workers.md says; else none is started.")
  private @Nullable String worker;

  @Override
  public Integer call() {
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw new UsageException(
          "--rounds: is %d; expected a whole number from 1 to %d.".formatted(rounds, MOST_ROUNDS));
    }
    CalibrationFile written = CalibrationFile.of(file);
    Calibrating measured =
        onMachine(
            machine ->
                Calibrating.of(
                    machine, state(), device, rounds, Optional.ofNullable(worker), this::tell));
    print(measured, measured::table);
    written.write(OutputFormat.JSON.render(measured, () -> ""));
    return 0;
  }
}
