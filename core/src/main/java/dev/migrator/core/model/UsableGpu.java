package dev.migrator.core.model;

import java.util.List;

/**
 * A GPU of a fleet and how it may be cut.
 *
 * @param model its geometry
 * @param profiles the profiles that may be used, at least one
 */
public record UsableGpu(GpuModel model, List<Profile> profiles) {
  public UsableGpu {
    profiles = List.copyOf(profiles);
    Require.that(!profiles.isEmpty(), model.name(), "profiles", profiles, "at least one");
  }

  /** Every placement of these profiles on the GPU of that number, in order. */
  public List<Placement> placements(int number) {
    return GpuModel.placements(profiles).stream().map(p -> p.on(number)).toList();
  }
}
