package dev.migrator.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder of files of labelled examples, read in the order of their names. */
public final class ExampleFolder {
  /** How many files are read at most. */
  public static final int MOST_FILES = 1_000;

  /** How many bytes they have together at most. */
  public static final long MOST_BYTES = 1L << 30;

  private ExampleFolder() {}

  /**
   * Reads all files of examples in a folder.
   *
   * @throws IOException if there is none, if there are too many, if one is not right, or if they
   *     are not all of one shape
   */
  public static Examples read(Path folder) throws IOException {
    List<Path> files = files(folder);
    checkSizes(folder, files);
    List<Example> all = new ArrayList<>();
    Shape shape = ExampleFile.read(files.getFirst()).shape();
    for (Path file : files) {
      Examples examples = ExampleFile.read(file);
      if (!examples.shape().equals(shape)) {
        throw new IOException(
            "'%s' has %s; expected %s as in '%s'."
                .formatted(file, examples.shape(), shape, files.getFirst()));
      }
      all.addAll(examples.list());
    }
    return new Examples(shape, all);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files =
          entries
              .filter(file -> file.getFileName().toString().endsWith(ExampleFile.ENDING))
              .limit(MOST_FILES + 1L)
              .sorted()
              .toList();
      if (files.isEmpty() || files.size() > MOST_FILES) {
        throw new IOException(
            "'%s' has %d files that end in '%s'; expected 1 to %d."
                .formatted(folder, files.size(), ExampleFile.ENDING, MOST_FILES));
      }
      return files;
    }
  }

  private static void checkSizes(Path folder, List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    if (bytes > MOST_BYTES) {
      throw new IOException(
          "'%s' has %d bytes of examples; expected at most %d."
              .formatted(folder, bytes, MOST_BYTES));
    }
  }
}
