package dev.migrator.live.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that cannot be used as a history: renamed, so that somebody can look at them, and the last
 * {@value #MOST} of them kept.
 */
final class SetAside {
  /** Files that are kept. */
  static final int MOST = 3;

  private static final List<String> BESIDE = List.of("-wal", "-shm");
  private static final String MARK = ".set-aside-";

  private SetAside() {}

  /**
   * Renames a file, and what SQLite keeps beside it.
   *
   * @param unixMillis by which its new name is told from others
   * @return its new name
   */
  static Path rename(Path file, long unixMillis) throws IOException {
    Path aside = sibling(file, MARK + unixMillis);
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    for (String end : BESIDE) {
      if (Files.exists(sibling(file, end))) {
        Files.move(sibling(file, end), sibling(aside, end), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    removeOldest(file);
    return aside;
  }

  private static void removeOldest(Path file) throws IOException {
    String begins = file.getFileName() + MARK;
    List<Path> all;
    try (Stream<Path> files = Files.list(file.toAbsolutePath().resolveSibling(""))) {
      all =
          files
              .filter(f -> f.getFileName().toString().startsWith(begins))
              .filter(f -> BESIDE.stream().noneMatch(f.toString()::endsWith))
              .sorted()
              .toList();
    }
    for (Path old : all.subList(0, Math.max(0, all.size() - MOST))) {
      Files.delete(old);
      for (String end : BESIDE) {
        Files.deleteIfExists(sibling(old, end));
      }
    }
  }

  private static Path sibling(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }
}
