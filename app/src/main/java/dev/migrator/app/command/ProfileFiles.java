package dev.migrator.app.command;

import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the measured profiles of tenants are written to, checked before anything is measured. */
final class ProfileFiles {
  private static final String ENDING = ".json";

  private ProfileFiles() {}

  /**
   * A file for each tenant; folders are made.
   *
   * @param to a file of that ending, or a folder; absent: {@code profiles} in the data folder
   * @throws UsageException if one file is to hold several tenants, or there can be no such folder
   */
  static Map<String, Path> of(@Nullable Path to, Path data, List<String> tenants) {
    Path target = to == null ? data.resolve("profiles") : to;
    boolean isFile = target.toString().endsWith(ENDING) && !Files.isDirectory(target);
    if (isFile && tenants.size() > 1) {
      throw new UsageException(
          "--to: '%s' is one file for %d tenants; expected a folder. Maybe name one with --tenant?"
              .formatted(to, tenants.size()));
    }
    requireFolder(isFile ? target.toAbsolutePath().resolveSibling("") : target);
    Map<String, Path> files = new LinkedHashMap<>();
    for (String tenant : tenants) {
      files.put(tenant, isFile ? target : target.resolve(tenant + ENDING));
    }
    return files;
  }

  private static void requireFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UsageException(
          "--to: '%s' is not to be had: %s; expected a folder.".formatted(folder, e), e);
    }
  }
}
