package dev.migrator.app.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The report as one HTML file that needs nothing but a browser: no network, no server, no second
 * file.
 */
public final class HtmlReport {
  private static final String FILE = "index.html";

  private HtmlReport() {}

  /**
   * Writes {@code index.html} into the directory, which is created where it is missing. The file
   * appears whole or not at all, and an older one is replaced only by a whole one.
   *
   * @return the path of the page
   * @throws IOException if the path is a file, cannot be created or cannot be written; says which
   */
  public static Path write(Path directory, ReportData data) throws IOException {
    String page = Page.of(data);
    Path folder = create(directory);
    Path draft = folder.resolve("." + FILE + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.writeString(draft, page, StandardOpenOption.CREATE_NEW);
      return publish(draft, folder.resolve(FILE));
    } catch (FileSystemException e) {
      throw refused(directory, "cannot be written", "you may not write there", e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Path create(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw refused(directory, "is a file", "the name of the page was meant", null);
    }
    try {
      return Files.createDirectories(directory);
    } catch (FileSystemException e) {
      throw refused(directory, "cannot be created", "one of its parents is a file", e);
    }
  }

  private static Path publish(Path draft, Path page) throws IOException {
    if (Files.isDirectory(page)) {
      throw new FileSystemException(page.toString(), null, "is a directory");
    }
    return Files.move(
        draft, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static IOException refused(
      Path directory, String what, String maybe, @Nullable Exception e) {
    String detail = e == null ? "" : " (" + e.getMessage() + ")";
    return new IOException(
        "report: directory %s %s%s; expected a directory that can be written. Maybe %s."
            .formatted(directory, what, detail, maybe),
        e);
  }
}
