package dev.migrator.app.command;

import dev.migrator.app.output.OutputFormat;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option {@code --output}, the same for every command that answers something. */
final class OutputOption {
  @Option(
      names = "--output",
      defaultValue = "table",
      description = "table, json or yaml (default: table).")
  private OutputFormat format = OutputFormat.TABLE;

  OutputFormat format() {
    return format;
  }

  /** As {@link OutputFormat#render}. */
  String render(Object answer, Supplier<String> table) {
    return format.render(answer, table);
  }
}
