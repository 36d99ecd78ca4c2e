package dev.migrator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Promises of the root command: what is printed where, and the exit codes. */
final class MigratorTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void explainsItselfAndItsExitCodesOnStdout() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: migrator", "Exit codes:", "MIGRATOR_JAVA_HOME");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void saysItsVersionInOneLine() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("migrator ").contains("Java 2").hasLineCount(1);
  }

  @Test
  void callsNoCommandWrongUse() {
    assertThat(run()).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("no command given", "Usage: migrator");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertThat(run("hepl")).isEqualTo(2);
    assertThat(err.toString()).contains("'hepl'", "Did you mean", "migrator help");
  }

  @Test
  void namesAnUnknownOptionAndWhereHelpIs() {
    assertThat(run("--nope")).isEqualTo(2);
    assertThat(err.toString()).contains("'--nope'", "Try 'migrator --help'.");
  }

  @Test
  void refusesAListOfNothing() {
    assertThat(run("compare", "small.yaml", "--policies", ",")).isEqualTo(2);
    assertThat(err.toString()).contains("a list is `,`; expected names");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void saysThatItsOutputCannotBeWritten() {
    WatchedOutput full = broken("No space left on device");
    assertThat(Migrator.checked(0, full, new PrintWriter(err))).isEqualTo(2);
    assertThat(Migrator.checked(1, full, new PrintWriter(err))).isEqualTo(1);
    assertThat(err.toString()).startsWith("migrator: the output cannot be written: No space left");
  }

  @Test
  void saysNothingWhereTheReaderHasReadEnough() {
    assertThat(Migrator.checked(0, broken("Broken pipe"), new PrintWriter(err))).isZero();
    assertThat(err.toString()).isEmpty();
  }

  /** One to which something was printed in vain. */
  private static WatchedOutput broken(String why) {
    WatchedOutput output =
        new WatchedOutput(
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                throw new IOException(why);
              }
            });
    new PrintWriter(output, true).println("a result");
    return output;
  }

  @Test
  void listsEveryCommandWithAWholeSentence() {
    CommandLine root = Migrator.commands(new Failures(new PrintWriter(err), false));
    assertThat(listed(root)).hasSizeGreaterThan(20).allMatch(line -> line.endsWith("."));
  }

  /** What picocli says of each subcommand in the list of its parent. */
  private static List<String> listed(CommandLine command) {
    List<String> lines = new ArrayList<>();
    for (CommandLine sub : command.getSubcommands().values()) {
      UsageMessageSpec usage = sub.getCommandSpec().usageMessage();
      lines.add((usage.header().length > 0 ? usage.header() : usage.description())[0]);
      lines.addAll(listed(sub));
    }
    return lines;
  }

  @Test
  void usesNoColoursWhereTheOutputIsNoTerminal() {
    run("--help");
    assertThat(out.toString()).doesNotContain("\u001b");
  }

  @Test
  void tellsBadInputWithoutAStackTrace() {
    assertThat(failWith(new UsageException("seed is x; expected a whole number."), false))
        .isEqualTo(2);
    assertThat(err.toString()).isEqualTo("migrator: seed is x; expected a whole number.\n");
  }

  @Test
  void showsTheStackTraceOfBadInputWhenAsked() {
    assertThat(failWith(new UsageException("seed is x."), true)).isEqualTo(2);
    assertThat(err.toString()).contains("\tat dev.migrator.app.MigratorTest");
  }

  @Test
  void takesAnIllegalArgumentForADefectOfOurs() {
    assertThat(failWith(new IllegalArgumentException("slices is -1"), false)).isEqualTo(70);
    assertThat(err.toString())
        .contains("unexpected failure", "slices is -1", "--verbose")
        .doesNotContain("\tat ");
  }

  @Test
  void showsTheStackTraceOfADefectWhenAsked() {
    assertThat(failWith(new IllegalArgumentException("slices is -1"), true)).isEqualTo(70);
    assertThat(err.toString()).contains("\tat dev.migrator.app.MigratorTest", "open an issue");
  }

  @Test
  void showsStackTracesWhereTheEnvironmentAsksForThem() {
    run(Map.of("MIGRATOR_DEBUG", "1"), "--nope");
    assertThat(err.toString()).contains("'--nope'", "\tat ");
  }

  @Test
  void advisesOnTheHeapWhenMemoryRanOut() {
    assertThat(failures(false).handle(new OutOfMemoryError("Java heap space"))).isEqualTo(70);
    assertThat(err.toString()).contains("MIGRATOR_OPTS=-Xmx4g");
  }

  private int run(String... args) {
    return run(Map.of(), args);
  }

  private int run(Map<String, String> environment, String... args) {
    return Migrator.run(new PrintWriter(out), new PrintWriter(err), environment, args);
  }

  private int failWith(RuntimeException failure, boolean verbose) {
    CommandLine commands = Migrator.commands(failures(false));
    commands.addSubcommand(new Failing(failure));
    return verbose ? commands.execute("failing", "--verbose") : commands.execute("failing");
  }

  private Failures failures(boolean verbose) {
    return new Failures(new PrintWriter(err, true), verbose);
  }

  /** A command that does nothing but fail. */
  @Command(name = "failing")
  private static final class Failing implements Runnable {
    private final RuntimeException failure;

    Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      throw failure;
    }
  }
}
