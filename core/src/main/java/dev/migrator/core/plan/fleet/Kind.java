package dev.migrator.core.plan.fleet;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** GPUs that can be cut in the same ways: one model, the same placements. */
final class Kind {
  private final GpuModel model;
  private final List<Placement> placements;
  private final List<Layout> layouts;
  private final Map<Set<Placement>, List<int[]>> known = new HashMap<>();

  /**
   * @param placements those that may be used, as if on the first GPU
   */
  Kind(GpuModel model, List<Placement> placements) {
    this.model = model;
    this.placements = placements;
    this.layouts = Layout.all(placements);
  }

  GpuModel model() {
    return model;
  }

  List<Placement> placements() {
    return placements;
  }

  /**
   * How many instances of each site can exist beside those, at most: collections of which none
   * contains another.
   *
   * @param taken placements that are taken, as if on the first GPU
   * @param site the number of a placement's site
   * @param sites how many sites there are
   */
  List<int[]> shapesBeside(Set<Placement> taken, ToIntFunction<Placement> site, int sites) {
    return known.computeIfAbsent(taken, t -> maximal(all(t, site, sites)));
  }

  private Set<int[]> all(Set<Placement> taken, ToIntFunction<Placement> site, int sites) {
    Set<int[]> shapes = new TreeSet<>(Arrays::compare);
    for (Layout layout : layouts) {
      if (layout.placements().containsAll(taken)) {
        int[] counts = new int[sites];
        for (Placement placement : layout.placements()) {
          counts[site.applyAsInt(placement)] += taken.contains(placement) ? 0 : 1;
        }
        shapes.add(counts);
      }
    }
    return shapes;
  }

  private static List<int[]> maximal(Set<int[]> shapes) {
    List<int[]> maximal = new ArrayList<>();
    for (int[] shape : shapes) {
      if (shapes.stream().noneMatch(other -> other != shape && contains(other, shape))) {
        maximal.add(shape);
      }
    }
    return maximal;
  }

  private static boolean contains(int[] shape, int[] other) {
    for (int site = 0; site < shape.length; site++) {
      if (shape[site] < other[site]) {
        return false;
      }
    }
    return true;
  }
}
