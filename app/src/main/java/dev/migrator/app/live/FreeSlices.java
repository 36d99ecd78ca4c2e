package dev.migrator.app.live;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * GPU models without the places that instances of others take: what is left for us to plan with.
 *
 * <p>A profile is known by the name of its model, so GPUs of one model have to be the same; where
 * several of them are served, none may hold an instance of others.
 */
final class FreeSlices {
  private FreeSlices() {}

  /**
   * Of each GPU, by number.
   *
   * @param models as the driver describes them
   * @param foreign places of instances that are not ours
   * @throws UsageException if GPUs of one model differ in what is left
   */
  static List<GpuModel> of(List<GpuModel> models, List<Placement> foreign) {
    List<GpuModel> free = new ArrayList<>();
    for (int number = 0; number < models.size(); number++) {
      free.add(of(models.get(number), slicesOn(number, foreign)));
    }
    long names = free.stream().map(GpuModel::name).distinct().count();
    if (names != new HashSet<>(free).size()) {
      throw new UsageException(
          "fleet: instances that are not ours exist (%s); expected none where several GPUs of a model are served. Maybe leave that GPU out by `devices`?"
              .formatted(foreign));
    }
    return free;
  }

  private static int slicesOn(int gpu, List<Placement> foreign) {
    return foreign.stream()
        .filter(place -> place.gpu() == gpu)
        .mapToInt(Placement::slices)
        .reduce(0, (one, other) -> one | other);
  }

  private static GpuModel of(GpuModel model, int taken) {
    return model.with(model.profiles().stream().map(profile -> of(profile, taken)).toList());
  }

  private static Profile of(Profile profile, int taken) {
    return profile.withStarts(
        profile.starts().stream()
            .filter(start -> (new Placement(profile, start).slices() & taken) == 0)
            .toList());
  }
}
