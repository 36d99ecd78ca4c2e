package dev.migrator.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program that writes a file of examples of a drifting stream, to try a worker with. */
public final class WriteExamples {
  private static final Duration WINDOW = Duration.ofSeconds(200);
  private static final int MOST_EXAMPLES = 100_000;
  private static final String USAGE =
      "expected: images|vectors FOLDER [EXAMPLES [AT_SECONDS [SEED]]], by default 2000 examples of"
          + " the 100 seconds before second 1000, with seed 1.";

  private WriteExamples() {}

  /** Writes {@code FOLDER/images-1000.examples}, or what else is asked for. */
  public static void main(String[] args) throws IOException {
    try {
      write(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println("cannot write examples: " + e.getMessage() + "; " + USAGE);
      System.exit(2);
    }
  }

  private static void write(List<String> args) throws IOException {
    if (args.size() < 2) {
      throw new IllegalArgumentException("too little is said");
    }
    int count = Math.toIntExact(number(args, 2, 2_000));
    if (count < 1 || count > MOST_EXAMPLES) {
      throw new IllegalArgumentException("EXAMPLES is %d".formatted(count));
    }
    Duration at = Duration.ofSeconds(number(args, 3, 1_000));
    ExampleStream stream = stream(args.getFirst(), number(args, 4, 1));
    List<Example> seen = stream.between(at.minus(WINDOW.dividedBy(2)), at, count, 0);
    Path folder = Files.createDirectories(Path.of(args.get(1)));
    String name = args.getFirst() + "-" + at.toSeconds() + ExampleFile.ENDING;
    ExampleFile.write(folder.resolve(name), new Examples(stream.shape(), seen));
  }

  private static ExampleStream stream(String kind, long seed) {
    return switch (kind) {
      case "images" -> new ImageStream(seed, Drift.within(WINDOW));
      case "vectors" -> new VectorStream(seed, Drift.within(WINDOW));
      default -> throw new IllegalArgumentException("the kind is '%s'".formatted(kind));
    };
  }

  private static long number(List<String> args, int at, long otherwise) {
    return args.size() > at ? Long.parseLong(args.get(at)) : otherwise;
  }
}
