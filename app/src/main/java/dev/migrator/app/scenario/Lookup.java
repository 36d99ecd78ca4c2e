package dev.migrator.app.scenario;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the files that a scenario names, and knows which it found. */
final class Lookup {
  private final List<Path> folders;
  private final Set<Path> found = new LinkedHashSet<>();

  /**
   * @param folders where they are looked for, in this order
   */
  Lookup(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** The files found so far, in the order in which they were asked for first. */
  List<Path> found() {
    return List.copyOf(found);
  }

  /**
   * The first of the folders' files of that path that exists.
   *
   * @throws dev.migrator.app.usage.UsageException if there is none, saying where it was looked for
   */
  Path file(Where where, String path) {
    Path file = first(where, path);
    found.add(file);
    return file;
  }

  private Path first(Where where, String path) {
    return folders.stream()
        .map(folder -> resolved(where, folder, path))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                where.wrong(
                    "'" + path + "'",
                    "a file in " + shown(),
                    folders.size() == 1 ? "Maybe name its folder with --traces?" : ""));
  }

  private static Path resolved(Where where, Path folder, String path) {
    try {
      return folder.resolve(path);
    } catch (InvalidPathException e) {
      throw where.wrong("'" + path + "'", "the path of a file");
    }
  }

  private String shown() {
    return folders.stream()
        .map(folder -> folder.toString().isEmpty() ? "the current folder" : folder.toString())
        .collect(Collectors.joining(" or "));
  }
}
