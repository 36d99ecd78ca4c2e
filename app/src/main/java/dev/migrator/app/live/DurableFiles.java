package dev.migrator.app.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Small files for their owner only that are replaced as a whole, durably. */
final class DurableFiles {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private DurableFiles() {}

  /** Content that is on disk but not in place yet. */
  interface Staged {

    /** It is in place, also after a loss of power, when this returns. */
    void commit() throws IOException;
  }

  /** Writes what is to take a file's place, beside it. */
  static Staged stage(Path file, byte[] content) throws IOException {
    return stage(file.resolveSibling(file.getFileName() + ".part"), file, content);
  }

  /**
   * Writes what is to take a file's place.
   *
   * @param part where it is until then
   */
  static Staged stage(Path part, Path file, byte[] content) throws IOException {
    Files.deleteIfExists(part);
    Files.createFile(part, PosixFilePermissions.asFileAttribute(OWNERS));
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    return () -> {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(file.toAbsolutePath().resolveSibling(""));
    };
  }

  /** There is no such file, also after a loss of power, when this returns. */
  static void remove(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      forceFolder(file.toAbsolutePath().resolveSibling(""));
    }
  }

  /** A new name in a folder is on disk only when the folder is. */
  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
