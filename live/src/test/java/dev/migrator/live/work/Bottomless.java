package dev.migrator.live.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folders in folders until the path is longer than the system takes, so that what is at the end can
 * be neither listed nor removed, not even by root.
 *
 * @param upper the uppermost
 * @param joint where the lower half hangs
 * @param lower where that was made, and goes back to
 */
record Bottomless(Path upper, Path joint, Path lower) implements AutoCloseable {
  private static final int LEVELS = 14;

  static Bottomless in(Path folder) throws IOException {
    Path upper = folder.resolve("upper");
    Path lower = folder.resolve("lower");
    Path joint = deep(upper).resolve("lower");
    deep(lower);
    Files.move(lower, joint);
    return new Bottomless(upper, joint, lower);
  }

  private static Path deep(Path from) throws IOException {
    Path deepest = from;
    for (int level = 0; level < LEVELS; level++) {
      deepest = deepest.resolve("d".repeat(200));
    }
    return Files.createDirectories(deepest);
  }

  /** Makes it removable again. */
  @Override
  public void close() throws IOException {
    Files.move(joint, lower);
  }
}
