package dev.migrator.app.command;

import dev.migrator.app.mig.Machine;
import dev.migrator.app.mig.StateFolder;
import dev.migrator.app.output.OutputFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the commands on this machine's GPUs have in common. */
abstract class MachineOptions {
  // Set by picocli before a command runs.
  @SuppressWarnings("NullAway.Init")
  @ParentCommand
  private GpuCommand gpu;

  // Set by picocli before a command runs.
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Option(names = "--state", paramLabel = "FOLDER", description = StateFolder.DESCRIPTION)
  private @Nullable Path state;

  @Mixin private final OutputOption output = new OutputOption();

  Path state() {
    return Optional.ofNullable(state).orElseGet(() -> StateFolder.of(environment()));
  }

  Map<String, String> environment() {
    return gpu.environment();
  }

  <T> T onMachine(Function<Machine, T> work) {
    return Machine.with(environment(), work);
  }

  void print(Object answer, Supplier<String> table) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(output.render(answer, table));
    out.flush();
  }

  /** What has no table of its own is shown as YAML to people too. */
  void printAsYaml(Object answer) {
    print(answer, () -> OutputFormat.YAML.render(answer, () -> ""));
  }

  void tell(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(message);
    err.flush();
  }
}
