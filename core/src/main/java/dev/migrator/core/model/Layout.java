package dev.migrator.core.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A legal set of placements: what GPUs are cut into at one moment.
 *
 * <p>Legal means: no two placements share a memory slice, no profile has more instances than it
 * may, and at most one instance holds the media extensions (NVIDIA MIG user guide; on geometries of
 * 8 memory and 7 compute slices the compute bound follows from the slices).
 *
 * @param placements in order of start
 */
public record Layout(List<Placement> placements) {

  /** The layout without any instance. */
  public static final Layout EMPTY = new Layout(List.of());

  public Layout {
    placements = placements.stream().sorted().toList();
    Require.that(
        isLegal(placements), "layout", "placements", placements, "a legal set of placements");
  }

  /** Whether these placements, on whichever GPUs they are, may exist together. */
  public static boolean isLegal(Collection<Placement> placements) {
    Map<Integer, List<Placement>> byGpu =
        placements.stream().collect(Collectors.groupingBy(Placement::gpu));
    return byGpu.values().stream().allMatch(Layout::isLegalOnOne);
  }

  private static boolean isLegalOnOne(List<Placement> placements) {
    int taken = 0;
    int mediaExtensions = 0;
    for (Placement placement : placements) {
      if ((taken & placement.slices()) != 0) {
        return false;
      }
      taken |= placement.slices();
      mediaExtensions += placement.profile().holdsMediaExtensions() ? 1 : 0;
    }
    return mediaExtensions <= 1
        && placements.stream()
            .allMatch(p -> count(placements, p.profile()) <= p.profile().maxInstances());
  }

  /**
   * Every layout that these placements allow, the empty one included, in a fixed order.
   *
   * @throws IllegalArgumentException if they are shares of MPS, of which there are too many layouts
   */
  public static List<Layout> all(List<Placement> placements) {
    for (Placement placement : placements) {
      Sharing sharing = placement.profile().sharing();
      Require.that(sharing == Sharing.MIG, placement.toString(), "sharing", sharing, "MIG");
    }
    List<Layout> layouts = new ArrayList<>();
    extend(new ArrayList<>(), placements, 0, layouts);
    return Collections.unmodifiableList(layouts);
  }

  /** Those of the layouts to which none of the placements can be added. */
  public static List<Layout> maximal(List<Placement> placements) {
    return all(placements).stream().filter(layout -> !layout.canTakeAny(placements)).toList();
  }

  private static void extend(
      List<Placement> chosen, List<Placement> placements, int next, List<Layout> layouts) {
    layouts.add(new Layout(chosen));
    for (int i = next; i < placements.size(); i++) {
      chosen.add(placements.get(i));
      if (isLegal(chosen)) {
        extend(chosen, placements, i + 1, layouts);
      }
      chosen.removeLast();
    }
  }

  private boolean canTakeAny(List<Placement> candidates) {
    return candidates.stream().anyMatch(this::canTake);
  }

  private boolean canTake(Placement candidate) {
    List<Placement> more = new ArrayList<>(placements);
    more.add(candidate);
    return isLegal(more);
  }

  private static int count(Collection<Placement> placements, Profile profile) {
    return (int) placements.stream().filter(p -> p.profile().equals(profile)).count();
  }

  @Override
  public String toString() {
    return placements.toString();
  }
}
