package dev.migrator.worker.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import dev.migrator.worker.contract.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * PyTorch, loaded once into this process: one thread, no network, and its native libraries in a
 * folder that can be named. The first worker of all unpacks them; others wait for it.
 */
public final class Torch {
  private static final String CACHE = "DJL_CACHE_DIR";

  private Torch() {}

  /**
   * Loads it.
   *
   * @param cache where its native libraries lie; empty: {@code migrator/djl} in the user's cache
   */
  public static void load(Optional<Path> cache) throws Refused {
    Processor.limit();
    Path folder = cache.orElseGet(Torch::usersCache).toAbsolutePath();
    System.setProperty(CACHE, folder.toString());
    System.setProperty("ENGINE_CACHE_DIR", folder.toString());
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.default_engine", "PyTorch");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      Files.createDirectories(folder);
      loadAlone(folder.resolve("migrator.lock"));
    } catch (IOException e) {
      throw new Refused("cannot use '%s' for native libraries: %s.".formatted(folder, e), e);
    }
  }

  /** A manager of arrays on the CPU, to be closed by whoever asks for it. */
  public static NDManager newManager() {
    return NDManager.newBaseManager(Device.cpu());
  }

  /** How many arrays a manager holds, and the one above it, where those without an owner go. */
  static int arraysHeld(NDManager manager) {
    return manager.getManagedArrays().size() + manager.getParentManager().getManagedArrays().size();
  }

  // The lock file stays: whoever removes it takes it from under another who waits for it.
  private static void loadAlone(Path lockFile) throws IOException {
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || Engine.getInstance().getEngineName().isEmpty()) {
        throw new IOException("the lock on " + lockFile + " is lost");
      }
    }
  }

  private static Path usersCache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(text -> !text.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("migrator/djl");
  }
}
