package dev.migrator.live.work;

import dev.migrator.stream.ExampleFile;
import dev.migrator.stream.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a tenant's callers had sent and told the truth of when the last window of an earlier run
 * began. It is put aside until a window of this run has been written, so that whoever is killed in
 * between finds it in one of the two places.
 */
final class CarriedExamples {
  private final Path file;

  /**
   * @param folder of the tenant
   */
  CarriedExamples(Path folder) {
    this.file = folder.resolve("carried" + ExampleFile.ENDING);
  }

  /**
   * Puts the newest aside.
   *
   * @param data the folder of an earlier run's windows; what else is in it may be removed then
   * @return what there is; empty if there is nothing that can be read
   * @throws IOException if it cannot be put aside
   */
  Optional<Examples> take(Path data) throws IOException {
    List<Path> windows = Folders.in(data).stream().sorted(Comparator.reverseOrder()).toList();
    for (Path window : windows) {
      Optional<Examples> examples = read(TrainingData.in(window));
      if (examples.isPresent()) {
        putAside(window, windows);
        return examples;
      }
    }
    return read(file);
  }

  /** The others go first: what is found in the data is newer than what was put aside. */
  private void putAside(Path newest, List<Path> windows) throws IOException {
    for (Path window : windows) {
      if (!window.equals(newest)) {
        Folders.delete(window);
      }
    }
    Files.move(
        TrainingData.in(newest),
        file,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** A window of this run has been written, or nobody is to learn from them. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  private static Optional<Examples> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(ExampleFile.read(file)) : Optional.empty();
    } catch (IOException e) {
      // It was not written to its end.
      return Optional.empty();
    }
  }
}
