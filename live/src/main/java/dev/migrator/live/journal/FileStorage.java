package dev.migrator.live.journal;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Segments as files in a folder, which belongs to one process at a time: the kernel's lock on a
 * file there ends with the process, however that ends.
 */
public final class FileStorage implements Storage {
  private static final String SUFFIX = ".journal";
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;

  private FileStorage(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * The folder, which is made if it is not there, for this process alone.
   *
   * @throws IOException if it cannot be made, or another process has it
   */
  public static FileStorage open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel = FileChannel.open(folder.resolve(LOCK), CREATE, WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new IOException(
          "journal %s belongs to another process. Maybe a daemon is running already."
              .formatted(folder));
    }
    return new FileStorage(folder, channel);
  }

  /** The names of the segments in a folder, for readers: without a lock. */
  static List<String> segmentsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }

  @Override
  public List<String> segments() throws IOException {
    return segmentsIn(folder);
  }

  @Override
  public byte[] read(String segment) throws IOException {
    return Files.readAllBytes(folder.resolve(segment));
  }

  @Override
  public Tail append(String segment) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve(segment), CREATE, APPEND);
    forceFolder();
    return new FileTail(channel);
  }

  @Override
  public void cut(String segment, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(segment), WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    }
  }

  @Override
  public void remove(String segment) throws IOException {
    Files.delete(folder.resolve(segment));
    forceFolder();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /** A new name in a folder is on disk only when the folder is. */
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  private record FileTail(FileChannel channel) implements Tail {
    @Override
    public void write(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
