package dev.migrator.app.live;

import dev.migrator.app.usage.UsageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/** The folder of one live system, for its owner only; only one program at a time may use it. */
final class DataFolder implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final FileChannel channel;

  private DataFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static DataFolder open(Path folder) throws IOException {
    Files.createDirectories(folder, FOLDER);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new UsageException(
          "data: '%s' is in use by another program. Maybe migrator serves already?"
              .formatted(folder));
    }
    return new DataFolder(folder, channel);
  }

  /** When this system began for the first time: the beginning of its streams. */
  Instant began() throws IOException {
    String text = kept(folder.resolve("began"), Instant.now().toString());
    return Instant.parse(text);
  }

  /** The operator's token. */
  String operatorToken() throws IOException {
    return kept(folder.resolve("operator-token"), Tokens.random());
  }

  private static String kept(Path file, String otherwise) throws IOException {
    if (!Files.exists(file)) {
      DurableFiles.stage(file, (otherwise + "\n").getBytes(StandardCharsets.UTF_8)).commit();
    }
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
