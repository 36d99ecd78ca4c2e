package dev.migrator.live.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where SQLite's native library is unpacked to, a file of a megabyte that is deleted when the
 * program ends; after a {@code kill -9} it stays. So a daemon has a folder of its own for it, which
 * it empties first.
 */
public final class NativeLibrary {
  /** The system property that says where; one that is set already, to a folder, counts. */
  public static final String PROPERTY = "org.sqlite.tmpdir";

  private NativeLibrary() {}

  /**
   * To be called before a history is first used.
   *
   * @param folder for its owner only, made if need be, that no other program uses
   */
  public static void unpackInto(Path folder) throws IOException {
    String known = System.getProperty(PROPERTY);
    if (known == null || !Files.isDirectory(Path.of(known))) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      empty(folder);
      System.setProperty(PROPERTY, folder.toAbsolutePath().toString());
    }
  }

  private static void empty(Path folder) throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.filter(f -> f.getFileName().toString().startsWith("sqlite-")).toList();
    }
    for (Path file : left) {
      Files.delete(file);
    }
  }
}
