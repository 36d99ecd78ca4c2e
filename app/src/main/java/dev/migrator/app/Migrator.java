package dev.migrator.app;

import dev.migrator.app.command.CompareCommand;
import dev.migrator.app.command.DemoCommand;
import dev.migrator.app.command.EvaluateCommand;
import dev.migrator.app.command.ExplainCommand;
import dev.migrator.app.command.GpuCommand;
import dev.migrator.app.command.HistoryCommand;
import dev.migrator.app.command.PlanCommand;
import dev.migrator.app.command.ProfileCommand;
import dev.migrator.app.command.ReplayCommand;
import dev.migrator.app.command.ServeCommand;
import dev.migrator.app.command.SimulateCommand;
import dev.migrator.app.command.TraceCommand;
import dev.migrator.app.usage.UsageException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root command, {@code migrator}: it holds the subcommands and what is common to them, {@code
 * --help}, {@code --version}, {@code --verbose} and the exit codes.
 *
 * <p>A subcommand is a {@code Callable<Integer>} that returns 0, or 1 when the answer is no, and
 * throws {@link UsageException} on bad input; it prints to the writers of its {@link CommandLine}.
 */
@Command(
    name = "migrator",
    description = "Plans, second by second, how a MIG-capable GPU is cut and what each part does.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      PlanCommand.class,
      ExplainCommand.class,
      SimulateCommand.class,
      CompareCommand.class,
      EvaluateCommand.class,
      ServeCommand.class,
      ProfileCommand.class,
      HistoryCommand.class,
      ReplayCommand.class,
      GpuCommand.class,
      TraceCommand.class,
      HelpCommand.class,
      GenerateCompletion.class
    },
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or the answer is yes",
      "1:the answer is no",
      "2:wrong use or bad input, or output that cannot be written",
      "70:a defect of migrator, or a failed build"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  MIGRATOR_JAVA_HOME  the JDK to use, 25 or newer",
      "  MIGRATOR_OPTS       more options for the JVM, such as -Xmx8g",
      "  MIGRATOR_DEBUG=1    the same as --verbose",
      "  NO_COLOR=1          no colours"
    })
public final class Migrator implements Callable<Integer> {

  private final Failures failures;
  @Spec private CommandSpec spec = CommandSpec.create();

  private Migrator(Failures failures) {
    this.failures = failures;
  }

  /** Runs the command line that {@code args} holds, and ends the program with its exit code. */
  public static void main(String[] args) {
    // Numbers are written with a point and the digits 0 to 9 wherever it runs: files hold them.
    Locale.setDefault(Locale.ROOT);
    WatchedOutput stdout = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(stdout, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(checked(run(out, err, System.getenv(), args), stdout, err));
  }

  /** The exit code; nothing is done whose result could not be written. */
  static int checked(int code, WatchedOutput stdout, PrintWriter err) {
    stdout
        .failure()
        .ifPresent(
            why ->
                err.println("migrator: the output cannot be written: " + why.getMessage() + "."));
    return code == 0 && stdout.failure().isPresent() ? Failures.BAD_INPUT : code;
  }

  /**
   * Runs a command line.
   *
   * @param out where results go
   * @param err where messages go
   * @param environment the environment variables
   * @param args the command line, without the program's name
   * @return the exit code: 0 done, 1 the answer is no, 2 wrong use or bad input, 70 our fault
   */
  public static int run(
      PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
    Failures failures = new Failures(err, isSet(environment, "MIGRATOR_DEBUG"));
    CommandLine commands = commands(failures).setOut(out).setErr(err);
    if (Arrays.stream(args).anyMatch(arg -> arg.matches(",+"))) {
      return failures.handle(
          new UsageException("a list is `,`; expected names separated by commas, at least one."));
    }
    try {
      return commands.execute(args);
    } catch (Error failure) {
      // Picocli handles exceptions only, and the JVM would end with 1, which means "no" here.
      return failures.handle(failure);
    } finally {
      out.flush();
      err.flush();
    }
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures.")
  void verbose(boolean wanted) {
    if (wanted) {
      failures.showStackTraces();
    }
  }

  /** Runs when no command is named: that is wrong use, answered with how to use it. */
  @Override
  public Integer call() {
    CommandLine commands = spec.commandLine();
    commands.getErr().println("migrator: no command given; expected one of those below.");
    commands.usage(commands.getErr());
    return Failures.BAD_INPUT;
  }

  /** The whole command line, with its rules for failures. */
  static CommandLine commands(Failures failures) {
    return new CommandLine(new Migrator(failures))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}
