package dev.migrator.core.plan.state;

import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * What is told apart of where an instance lies: placements, put together to sites of one profile
 * each.
 *
 * <p>The fewer sites, the fewer states; but what is not told apart may have no place in the end. On
 * an A100 a retraining on {@code 3g} in the middle of a plan leaves room for another {@code 3g}, or
 * for a {@code 2g} and a {@code 1g} which a layout has in the other half already: profiles cannot
 * see that, halves can.
 */
public final class Sites {
  private final List<List<Placement>> placements;
  private final Map<Placement, Integer> numbers = new LinkedHashMap<>();

  private Sites(List<List<Placement>> placements) {
    this.placements = placements;
    for (int site = 0; site < placements.size(); site++) {
      for (Placement placement : placements.get(site)) {
        numbers.put(placement, site);
      }
    }
  }

  /** A site for each profile, smallest first. */
  static Sites profiles(PlanningProblem problem) {
    return new Sites(grouped(problem, placement -> 0));
  }

  /** A site for each profile and half of the GPU; what lies in both is one, too. */
  public static Sites halves(PlanningProblem problem) {
    return new Sites(grouped(problem, placement -> half(problem, placement)));
  }

  /** A site for each placement. */
  public static Sites placements(PlanningProblem problem) {
    return new Sites(problem.placements().stream().map(List::of).toList());
  }

  private static int half(PlanningProblem problem, Placement placement) {
    int middle = problem.gpus().get(placement.gpu()).memorySlices() / 2;
    return placement.end() <= middle ? 0 : placement.start() >= middle ? 1 : 2;
  }

  private static List<List<Placement>> grouped(
      PlanningProblem problem, Function<Placement, Integer> part) {
    List<List<Placement>> groups = new ArrayList<>();
    for (Profile profile : problem.profiles()) {
      SequencedMap<Integer, List<Placement>> parts = new LinkedHashMap<>();
      problem.placements().stream()
          .filter(placement -> placement.profile().equals(profile))
          .forEach(p -> parts.computeIfAbsent(part.apply(p), _ -> new ArrayList<>()).add(p));
      parts.values().forEach(group -> groups.add(List.copyOf(group)));
    }
    return List.copyOf(groups);
  }

  /** Whether all placements are told apart. */
  boolean isPlaced() {
    return placements.size() == numbers.size();
  }

  /** How many there are; they are numbered. */
  public int count() {
    return placements.size();
  }

  Profile profile(int site) {
    return anyPlacement(site).profile();
  }

  /** The placements that are not told apart. */
  public List<Placement> placements(int site) {
    return placements.get(site);
  }

  Placement anyPlacement(int site) {
    return placements.get(site).getFirst();
  }

  /** The site of a placement, which is one of the problem's. */
  int of(Placement placement) {
    return Objects.requireNonNull(numbers.get(placement));
  }
}
