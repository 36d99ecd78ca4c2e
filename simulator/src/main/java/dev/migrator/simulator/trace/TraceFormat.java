package dev.migrator.simulator.trace;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a trace file tells its arrivals. Every format may be gzipped. */
public enum TraceFormat {
  /** One count a line, one line a second. */
  COUNTS_PER_SECOND("counts-per-second"),
  /** A header {@code second,count}, then one line a second; the first line's second is second 0. */
  CSV("csv"),
  /**
   * One row a request, with its time in a column {@code TIMESTAMP}, ascending: the layout of the
   * Azure LLM inference traces (Azure/AzurePublicDataset).
   */
  AZURE_LLM("azure-llm"),
  /**
   * One row a function, with its invocations by minute in columns {@code 1} to {@code 1440}: the
   * layout of the Azure Functions trace of 2019 (Azure/AzurePublicDataset). All rows are summed,
   * and each minute's requests fall on its seconds evenly at random.
   */
  AZURE_FUNCTIONS("azure-functions");

  private final String outside;

  TraceFormat(String outside) {
    this.outside = outside;
  }

  /** The name that files and commands use: {@code counts-per-second}. */
  public String outsideName() {
    return outside;
  }

  /** The outside names of all formats. */
  public static List<String> names() {
    return Arrays.stream(values()).map(TraceFormat::outsideName).toList();
  }

  /**
   * The format of that outside name.
   *
   * @throws TraceException if there is none, naming those there are
   */
  public static TraceFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.outside.equals(name))
        .findFirst()
        .orElseThrow(() -> unknown("trace", "format", name, names()));
  }

  static TraceException unknown(String where, String what, String name, List<String> names) {
    String maybe =
        Nearest.to(name, names).stream().findFirst().map(n -> " Maybe " + n + "?").orElse("");
    return new TraceException(
        "%s: %s is '%s'; expected one of %s.%s"
            .formatted(where, what, name, names.stream().collect(Collectors.joining(", ")), maybe));
  }

  @Override
  public String toString() {
    return outside;
  }
}
