package dev.migrator.nvml.device;

import dev.migrator.core.model.Placement;
import java.util.List;
import java.util.Optional;

/**
 * A GPU instance as the driver shows it.
 *
 * @param id the driver's number; used again after it is destroyed
 * @param placement where it is
 * @param computes its compute instances, by id
 * @param pids processes on it
 */
public record MigInstance(int id, Placement placement, List<Compute> computes, List<Long> pids) {

  /**
   * A compute instance.
   *
   * @param id the driver's number
   * @param uuid by which CUDA finds it; empty while the driver does not show its device
   */
  public record Compute(int id, Optional<String> uuid) {}

  public MigInstance {
    computes = List.copyOf(computes);
    pids = List.copyOf(pids);
  }

  /** Whether it has one compute instance with a device: what MIGRator makes. */
  public boolean isUsable() {
    return computes.size() == 1 && computes.getFirst().uuid().isPresent();
  }

  /** The UUID of its only compute instance. */
  public Optional<String> uuid() {
    return isUsable() ? computes.getFirst().uuid() : Optional.empty();
  }

  /** {@code 3g.40gb@4 (GPU instance 2)}. */
  @Override
  public String toString() {
    return "%s@%d (GPU instance %d)".formatted(placement.profile().name(), placement.start(), id);
  }
}
