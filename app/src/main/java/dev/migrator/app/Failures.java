package dev.migrator.app;

import dev.migrator.app.usage.UsageException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the user sees, and which code the program ends with, when a command fails: 2 with a message
 * for what the user can put right, 70 (EX_SOFTWARE of sysexits.h) for what only we can.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  static final int BAD_INPUT = 2;
  static final int OUR_FAULT = 70;

  private final PrintWriter err;
  private boolean verbose;

  /**
   * Prints to {@code err}.
   *
   * @param verbose whether to show stack traces even if the command line does not ask for them
   */
  Failures(PrintWriter err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
  }

  void showStackTraces() {
    verbose = true;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    say(messageOf(failure));
    if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    }
    showTrace(failure);
    return BAD_INPUT;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    return handle(failure);
  }

  /** Tells of anything that went wrong while a command ran, and returns the exit code. */
  int handle(Throwable failure) {
    if (failure instanceof UsageException) {
      say(messageOf(failure));
      showTrace(failure);
      return BAD_INPUT;
    }
    say("unexpected failure: " + failure);
    showTrace(failure);
    err.println(whatToDo(failure));
    return OUR_FAULT;
  }

  private String whatToDo(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "Maybe the heap is too small: try MIGRATOR_OPTS=-Xmx4g.";
    }
    return verbose
        ? "This is a defect of migrator. Please open an issue with the lines above."
        : "This is a defect of migrator. Please open an issue with what --verbose shows.";
  }

  private void say(String message) {
    err.println("migrator: " + message);
  }

  private void showTrace(Throwable failure) {
    if (verbose) {
      failure.printStackTrace(err);
    }
  }

  private static String messageOf(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
