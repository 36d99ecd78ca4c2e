package dev.migrator.live.work;

import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.ExampleStream;
import dev.migrator.stream.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** The folders of labelled examples of one tenant, one a window; the last two are kept. */
final class TrainingData {
  private static final long MOST_KEPT = 2;
  private static final Set<PosixFilePermission> OWNERS_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;

  TrainingData(Path folder) {
    this.folder = folder;
  }

  /**
   * What a stream showed until now.
   *
   * @param count how many examples
   */
  static Examples of(ExampleStream stream, long window, Duration now, Duration seenFor, int count) {
    // Training examples have numbers of their own, below 0, which no request has.
    long first = Long.MIN_VALUE / 2 + window * count;
    return new Examples(stream.shape(), stream.between(now.minus(seenFor), now, count, first));
  }

  /**
   * Writes the examples of a window, for nobody but the owner: they may be what callers sent.
   *
   * @return the folder that holds them
   */
  Path write(Examples examples, long window) throws IOException {
    Files.createDirectories(folder, OWNERS_FOLDER);
    Path target = Files.createDirectories(folder.resolve("w%09d".formatted(window)), OWNERS_FOLDER);
    Path file = in(target);
    ExampleFile.write(file, examples);
    Files.setPosixFilePermissions(file, OWNERS_FILE);
    forget();
    return target;
  }

  /** The file of examples in the folder of a window. */
  static Path in(Path window) {
    return window.resolve("seen" + ExampleFile.ENDING);
  }

  private void forget() throws IOException {
    try (Stream<Path> windows = Files.list(folder)) {
      for (Path old : windows.sorted(Comparator.reverseOrder()).skip(MOST_KEPT).toList()) {
        Folders.delete(old);
      }
    }
  }
}
