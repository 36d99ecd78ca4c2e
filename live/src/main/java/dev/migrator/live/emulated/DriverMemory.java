package dev.migrator.live.emulated;

import java.io.IOException;
import java.util.Optional;

/** Port to where an emulated driver keeps its state, so that instances outlive a process. */
public interface DriverMemory {

  /** What was kept last; empty if nothing was. */
  Optional<byte[]> load() throws IOException;

  /** Keeps this instead, all of it or, if it fails, nothing of it. */
  void save(byte[] state) throws IOException;
}
