package dev.migrator.live.simulation;

import dev.migrator.live.emulated.DriverMemory;
import java.util.Optional;

/** A driver's state that outlives simulated processes. */
final class MemoryInMemory implements DriverMemory {
  private final Fuse fuse;
  private Optional<byte[]> kept = Optional.empty();

  MemoryInMemory(Fuse fuse) {
    this.fuse = fuse;
  }

  @Override
  public Optional<byte[]> load() {
    return kept;
  }

  @Override
  public void save(byte[] state) {
    fuse.burn();
    kept = Optional.of(state);
    fuse.burn();
  }
}
