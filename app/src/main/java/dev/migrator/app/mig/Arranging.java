package dev.migrator.app.mig;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds places for so many instances of each profile, such that as many as possible of those that
 * exist can stay. Of equally good answers it takes the first in the order of places.
 */
final class Arranging {
  private final List<Profile> wanted;
  private final Set<Placement> existing;
  private final List<Placement> chosen = new ArrayList<>();
  private List<Placement> best = List.of();
  private int mostKept = -1;

  private Arranging(List<Profile> wanted, Collection<Placement> existing) {
    this.wanted = wanted;
    this.existing = new HashSet<>(existing);
  }

  /** The places; empty if there are none for so many. */
  static Optional<List<Placement>> of(
      Map<Profile, Integer> counts, int gpu, Collection<Placement> existing) {
    List<Profile> wanted = new ArrayList<>();
    counts.entrySet().stream()
        .sorted((one, other) -> other.getKey().memorySlices() - one.getKey().memorySlices())
        .forEach(
            count ->
                wanted.addAll(java.util.Collections.nCopies(count.getValue(), count.getKey())));
    Arranging arranging = new Arranging(wanted, existing);
    arranging.place(0, -1, gpu, 0);
    return arranging.mostKept < 0 ? Optional.empty() : Optional.of(arranging.best);
  }

  /** Equal profiles are placed in ascending order, so that no set of places is tried twice. */
  private void place(int next, int after, int gpu, int kept) {
    if (next == wanted.size()) {
      if (kept > mostKept) {
        mostKept = kept;
        best = List.copyOf(chosen);
      }
      return;
    }
    if (kept + wanted.size() - next <= mostKept) {
      return;
    }
    Profile profile = wanted.get(next);
    for (Placement place : GpuModel.placements(List.of(profile))) {
      boolean isInOrder = place.start() > after;
      chosen.add(place.on(gpu));
      if (isInOrder && Layout.isLegal(chosen)) {
        boolean another = next + 1 < wanted.size() && wanted.get(next + 1).equals(profile);
        int stays = existing.contains(place.on(gpu)) ? 1 : 0;
        place(next + 1, another ? place.start() : -1, gpu, kept + stays);
      }
      chosen.removeLast();
    }
  }
}
