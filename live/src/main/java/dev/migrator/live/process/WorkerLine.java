package dev.migrator.live.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads a line of a worker's standard output. */
final class WorkerLine {
  private static final int DEEPEST = 8;
  private static final int LAST_PORT = 65_535;
  private static final double LONGEST_SECONDS = 1e7;
  private static final ObjectMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build());

  private WorkerLine() {}

  /** What it says; empty if it is no event that we know or lacks what it should have. */
  static Optional<WorkerEvent> read(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return event(JSON.readTree(line));
    } catch (JsonProcessingException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<WorkerEvent> event(JsonNode node) {
    return switch (node.path("event").asText()) {
      case "ready" -> Optional.of(new WorkerEvent.Ready(port(node)));
      case "progress" -> Optional.of(progress(node));
      case "checkpoint" ->
          path(node, "path")
              .map(p -> new WorkerEvent.Checkpoint(p, number(node, "done"), number(node, "of")));
      case "done" -> path(node, "weights").map(p -> new WorkerEvent.Done(p, fraction(node)));
      case "failed" -> Optional.of(new WorkerEvent.Failed(node.path("reason").asText()));
      default -> Optional.empty();
    };
  }

  private static WorkerEvent.Progress progress(JsonNode node) {
    double seconds = Math.min(LONGEST_SECONDS, number(node, "remainingSeconds"));
    return new WorkerEvent.Progress(
        number(node, "done"),
        number(node, "of"),
        Duration.ofNanos(Math.round(seconds * 1e9)),
        node.path("accuracy").isNumber()
            ? OptionalDouble.of(fraction(node))
            : OptionalDouble.empty());
  }

  private static OptionalInt port(JsonNode node) {
    int port = node.path("port").asInt();
    return port > 0 && port <= LAST_PORT ? OptionalInt.of(port) : OptionalInt.empty();
  }

  private static Optional<Path> path(JsonNode node, String field) {
    return Optional.of(node.path(field).asText()).filter(t -> !t.isBlank()).map(Path::of);
  }

  private static double fraction(JsonNode node) {
    return Math.clamp(number(node, "accuracy"), 0, 1);
  }

  private static double number(JsonNode node, String field) {
    double value = node.path(field).asDouble();
    return Double.isFinite(value) ? Math.max(0, value) : 0;
  }
}
