package dev.migrator.live.work;

import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.ExampleStream;
import dev.migrator.stream.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folders of labelled examples of one tenant, one a window; the last two are kept. */
final class TrainingData {
  private static final long MOST_KEPT = 2;

  private final Path folder;

  TrainingData(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes what a stream showed until now.
   *
   * @param count how many examples
   * @return the folder that holds them
   */
  Path write(ExampleStream stream, long window, Duration now, Duration seenFor, int count)
      throws IOException {
    Duration from = now.minus(seenFor);
    Path target = Files.createDirectories(folder.resolve("w%09d".formatted(window)));
    // Training examples have numbers of their own, below 0, which no request has.
    long first = Long.MIN_VALUE / 2 + window * count;
    ExampleFile.write(
        target.resolve("seen" + ExampleFile.ENDING),
        new Examples(stream.shape(), stream.between(from, now, count, first)));
    forget();
    return target;
  }

  private void forget() throws IOException {
    try (Stream<Path> windows = Files.list(folder)) {
      for (Path old : windows.sorted(Comparator.reverseOrder()).skip(MOST_KEPT).toList()) {
        Folders.delete(old);
      }
    }
  }
}
