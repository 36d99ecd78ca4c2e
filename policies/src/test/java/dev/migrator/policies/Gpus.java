package dev.migrator.policies;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Geometries for tests, as in the tables of the NVIDIA MIG user guide. */
final class Gpus {
  static final GpuModel A30 =
      new GpuModel(
          "A30",
          List.of(),
          4,
          4,
          List.of(
              profile("1g", 1, 1, 4, 0, 1, 2, 3),
              profile("1g+me", 1, 1, 1, 0, 1, 2, 3),
              profile("2g", 2, 2, 2, 0, 2),
              profile("4g", 4, 4, 1, 0)));

  static final GpuModel A100 =
      new GpuModel(
          "A100",
          List.of(),
          8,
          7,
          List.of(
              profile("1g", 1, 1, 7, 0, 1, 2, 3, 4, 5, 6),
              profile("2g", 2, 2, 3, 0, 2, 4),
              profile("3g", 3, 4, 2, 0, 4),
              profile("4g", 4, 4, 1, 0),
              profile("7g", 7, 8, 1, 0)));

  private Gpus() {}

  /** A profile without its times, which plans do not need. */
  static Profile profile(String key, int compute, int memory, int most, Integer... starts) {
    return new Profile(
        "test",
        key,
        key,
        compute,
        memory,
        most,
        OptionalInt.empty(),
        OptionalInt.empty(),
        List.of(starts),
        Duration.ZERO,
        Duration.ZERO);
  }

  /** A placement of an A30. */
  static Placement at(String key, int start) {
    return new Placement(A30.profile(key), start);
  }

  /** The placements of the base profiles. */
  static List<Placement> placements(GpuModel gpu) {
    return GpuModel.placements(gpu.baseProfiles());
  }
}
