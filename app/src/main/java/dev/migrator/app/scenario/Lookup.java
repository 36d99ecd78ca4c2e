package dev.migrator.app.scenario;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the files that a scenario names. */
final class Lookup {
  private Lookup() {}

  /**
   * The first of the folders' files of that path that exists.
   *
   * @throws dev.migrator.app.usage.UsageException if there is none, saying where it was looked for
   */
  static Path file(Where where, String path, List<Path> folders) {
    return folders.stream()
        .map(folder -> resolved(where, folder, path))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                where.wrong(
                    "'" + path + "'",
                    "a file in " + shown(folders),
                    folders.size() == 1 ? "Maybe name its folder with --traces?" : ""));
  }

  private static Path resolved(Where where, Path folder, String path) {
    try {
      return folder.resolve(path);
    } catch (InvalidPathException e) {
      throw where.wrong("'" + path + "'", "the path of a file");
    }
  }

  private static String shown(List<Path> folders) {
    return folders.stream()
        .map(folder -> folder.toString().isEmpty() ? "the current folder" : folder.toString())
        .collect(Collectors.joining(" or "));
  }
}
