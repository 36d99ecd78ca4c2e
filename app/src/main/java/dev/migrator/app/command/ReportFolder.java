package dev.migrator.app.command;

import dev.migrator.app.report.HtmlReport;
import dev.migrator.app.report.ReportData;
import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder into which a report is to be written. */
record ReportFolder(Path folder) {

  /**
   * A folder that may be missing so far.
   *
   * @throws UsageException if it is a file; better said before the work than after it
   */
  static ReportFolder checked(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && !Files.isDirectory(existing)) {
      throw new UsageException(
          "--report: %s needs %s to be a folder, but it is a file; expected a folder. Maybe another name."
              .formatted(folder, existing));
    }
    return new ReportFolder(folder);
  }

  /**
   * Writes the report.
   *
   * @return the page to open
   * @throws UsageException if it cannot be written
   */
  Path write(ReportData data) {
    try {
      return HtmlReport.write(folder, data);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
