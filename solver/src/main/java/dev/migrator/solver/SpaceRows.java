package dev.migrator.solver;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The rows that keep every slot's layout legal: each memory slice is taken at most once, and no
 * more instances of a profile, or with media extensions, exist than may. The last two only where
 * the slices do not imply them.
 */
final class SpaceRows {
  private final MPConstraint[][] slices;
  private final Map<Profile, MPConstraint[]> profiles = new HashMap<>();
  private final List<MPConstraint> media = new ArrayList<>();

  SpaceRows(MPSolver solver, PlanningProblem problem, Givens givens) {
    slices = new MPConstraint[problem.slots()][problem.gpu().memorySlices()];
    for (int slot = 0; slot < problem.slots(); slot++) {
      for (int slice = 0; slice < slices[slot].length; slice++) {
        int bit = 1 << slice;
        slices[slot][slice] =
            room(solver, givens, slot, 1, placement -> (placement.slices() & bit) != 0);
      }
    }
    for (Profile profile : limited(problem)) {
      profiles.put(profile, profileRows(solver, problem, givens, profile));
    }
    if (everyPlacement(problem).stream().anyMatch(p -> p.profile().holdsMediaExtensions())) {
      for (int slot = 0; slot < problem.slots(); slot++) {
        media.add(room(solver, givens, slot, 1, p -> p.profile().holdsMediaExtensions()));
      }
    }
  }

  /** Lets a variable that is 1 take the placement in the slots {@code [from, to)}. */
  void take(MPVariable variable, Placement placement, int from, int to) {
    for (int slot = from; slot < to; slot++) {
      for (int slice = placement.start(); slice < placement.end(); slice++) {
        slices[slot][slice].setCoefficient(variable, 1);
      }
      if (profiles.containsKey(placement.profile())) {
        profiles.get(placement.profile())[slot].setCoefficient(variable, 1);
      }
      if (placement.profile().holdsMediaExtensions()) {
        media.get(slot).setCoefficient(variable, 1);
      }
    }
  }

  private static MPConstraint[] profileRows(
      MPSolver solver, PlanningProblem problem, Givens givens, Profile profile) {
    MPConstraint[] rows = new MPConstraint[problem.slots()];
    for (int slot = 0; slot < rows.length; slot++) {
      rows[slot] =
          room(solver, givens, slot, profile.maxInstances(), p -> p.profile().equals(profile));
    }
    return rows;
  }

  /** At most that many, less what the running retrainings take. */
  private static MPConstraint room(
      MPSolver solver, Givens givens, int slot, int most, Predicate<Placement> taking) {
    long taken =
        givens.running().stream()
            .filter(run -> slot < run.endsAt() && taking.test(run.placement()))
            .count();
    return solver.makeConstraint(-MPSolver.infinity(), most - taken);
  }

  /** The profiles of which more instances could be disjoint than may exist. */
  private static List<Profile> limited(PlanningProblem problem) {
    Collection<Placement> placements = everyPlacement(problem);
    return placements.stream()
        .map(Placement::profile)
        .distinct()
        .filter(profile -> mostDisjoint(placements, profile) > profile.maxInstances())
        .sorted(Comparator.comparing(Profile::name))
        .toList();
  }

  private static int mostDisjoint(Collection<Placement> placements, Profile profile) {
    int count = 0;
    int end = 0;
    for (Placement placement : placements) {
      if (placement.profile().equals(profile) && placement.start() >= end) {
        count++;
        end = placement.end();
      }
    }
    return count;
  }

  /** In order of start, those of inherited instances included. */
  private static Collection<Placement> everyPlacement(PlanningProblem problem) {
    TreeSet<Placement> placements = new TreeSet<>(problem.placements());
    problem.inherited().stream().map(Inherited::placement).forEach(placements::add);
    return placements;
  }
}
