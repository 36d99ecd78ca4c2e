package dev.migrator.app.command;

import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where measured driver times are written to, tried before anything is measured.
 *
 * @param file in whose place they come
 * @param part where they are until they are whole, beside it
 */
record CalibrationFile(Path file, Path part) {

  /**
   * The file of that name, where a link to it leads.
   *
   * @throws UsageException if it is no file, or cannot be written
   */
  static CalibrationFile of(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UsageException("%s: is a folder or a device; expected a file.".formatted(file));
    }
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path part = target.resolveSibling("." + target.getFileName() + ".part");
      Files.writeString(part, "");
      Files.delete(part);
      return new CalibrationFile(target, part);
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  /**
   * Writes it whole or not at all.
   *
   * @throws UsageException if it can no longer be written
   */
  void write(String text) {
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  private static UsageException refused(Path file, IOException e) {
    return new UsageException(
        "%s: cannot be written (%s); expected a file in a folder that can be written into. Maybe the folder does not exist?"
            .formatted(file, e),
        e);
  }
}
