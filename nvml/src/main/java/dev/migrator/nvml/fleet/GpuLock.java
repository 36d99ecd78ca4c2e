package dev.migrator.nvml.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a GPU, held by one process of a machine at a time. The kernel takes it back
 * when the process ends, however it ends.
 */
final class GpuLock implements AutoCloseable {
  private static final int MOST_DIGITS = 20;

  private final FileChannel channel;
  private final FileLock lock;

  private GpuLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes it.
   *
   * @throws GpuTakenException if another process has it
   * @throws StateException if the file cannot be had
   */
  static GpuLock take(Path file, String gpu) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tried(channel);
      if (lock == null) {
        channel.close();
        throw new GpuTakenException(
            "%s is managed by another process of migrator (%s), as %s says; expected none. Maybe the daemon runs? Stop it, or let it do the change."
                .formatted(gpu, holder(file), file));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new GpuLock(channel, lock);
    } catch (IOException e) {
      throw new StateException(
          "%s: the lock of %s cannot be taken (%s). Maybe the folder is not ours to write in?"
              .formatted(file, gpu, e),
          e);
    }
  }

  /** Whether it is held still. */
  boolean isHeld() {
    return lock.isValid();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StateException("The lock of a GPU cannot be given back: " + e, e);
    }
  }

  private static @Nullable FileLock tried(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(Path file) throws IOException {
    String pid = Files.readString(file).strip();
    return pid.isEmpty() || pid.length() > MOST_DIGITS ? "unknown" : "process " + pid;
  }
}
