package dev.migrator.nvml.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A durable file on disk. */
final class FileOnDisk implements DurableFile {
  private final Path path;

  FileOnDisk(Path path) {
    this.path = path;
  }

  @Override
  public String read() throws IOException {
    return Files.exists(path) ? Files.readString(path) : "";
  }

  @Override
  public void append(String text) throws IOException {
    write(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void replace(String text) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    write(
        fresh,
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static void write(Path file, String text, StandardOpenOption... options)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel = FileChannel.open(file, options)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }
}
