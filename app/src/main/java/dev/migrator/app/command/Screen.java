package dev.migrator.app.command;

import dev.migrator.app.comparison.Comparison;
import dev.migrator.app.comparison.ScenarioRuns;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * Where a command's answer and its messages go.
 *
 * @param out answers
 * @param err messages and progress
 */
record Screen(PrintWriter out, PrintWriter err) {
  static Screen of(CommandLine command) {
    return new Screen(command.getOut(), command.getErr());
  }

  void print(String text) {
    out.print(text);
    out.flush();
  }

  void say(String message) {
    err.println("migrator: " + message);
    err.flush();
  }

  void warn(String warning) {
    say("warning: " + warning);
  }

  /** Runs a comparison and shows how far it is. */
  List<ScenarioRuns> run(Comparison comparison) {
    List<ScenarioRuns> runs;
    try (ProgressLine progress = ProgressLine.onTerminal()) {
      runs = comparison.run(progress);
    }
    runs.stream().flatMap(scenario -> scenario.refusals().stream()).forEach(this::warn);
    runs.stream().flatMap(scenario -> scenario.missedFloors().stream()).forEach(this::warn);
    return runs;
  }
}
