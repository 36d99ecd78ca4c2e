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
 * The rows that keep every slot's layout of one GPU legal: each memory slice is taken at most once,
 * and no more instances of a profile, or with media extensions, exist than may. The last two only
 * where the slices do not imply them.
 */
final class SpaceRows {
  private final MPConstraint[][] slices;
  private final Map<Profile, MPConstraint[]> profiles = new HashMap<>();
  private final List<MPConstraint> media = new ArrayList<>();
  private final MPSolver solver;
  private final List<Inherited.Retraining> running;

  SpaceRows(MPSolver solver, PlanningProblem problem, Givens givens, int gpu) {
    this.solver = solver;
    this.running = givens.running().stream().filter(run -> run.placement().gpu() == gpu).toList();
    int slots = problem.slots();
    slices = new MPConstraint[slots][problem.gpus().get(gpu).memorySlices()];
    for (int slot = 0; slot < slots; slot++) {
      for (int slice = 0; slice < slices[slot].length; slice++) {
        int bit = 1 << slice;
        slices[slot][slice] = room(slot, 1, placement -> (placement.slices() & bit) != 0);
      }
    }
    Collection<Placement> placements = everyPlacement(problem, gpu);
    for (Profile profile : limited(placements)) {
      profiles.put(profile, profileRows(slots, profile));
    }
    if (placements.stream().anyMatch(p -> p.profile().holdsMediaExtensions())) {
      for (int slot = 0; slot < slots; slot++) {
        media.add(room(slot, 1, p -> p.profile().holdsMediaExtensions()));
      }
    }
  }

  /** The rows of every GPU, by number. */
  static List<SpaceRows> all(MPSolver solver, PlanningProblem problem, Givens givens) {
    List<SpaceRows> all = new ArrayList<>();
    for (int gpu = 0; gpu < problem.gpus().size(); gpu++) {
      all.add(new SpaceRows(solver, problem, givens, gpu));
    }
    return all;
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

  private MPConstraint[] profileRows(int slots, Profile profile) {
    MPConstraint[] rows = new MPConstraint[slots];
    for (int slot = 0; slot < slots; slot++) {
      rows[slot] = room(slot, profile.maxInstances(), p -> p.profile().equals(profile));
    }
    return rows;
  }

  /** At most that many, less what the running retrainings take. */
  private MPConstraint room(int slot, int most, Predicate<Placement> taking) {
    long taken =
        running.stream().filter(run -> slot < run.endsAt() && taking.test(run.placement())).count();
    return solver.makeConstraint(-MPSolver.infinity(), most - taken);
  }

  /** The profiles of which more instances could be disjoint than may exist. */
  private static List<Profile> limited(Collection<Placement> placements) {
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
  private static Collection<Placement> everyPlacement(PlanningProblem problem, int gpu) {
    TreeSet<Placement> placements = new TreeSet<>(problem.placements());
    problem.inherited().stream().map(Inherited::placement).forEach(placements::add);
    placements.removeIf(placement -> placement.gpu() != gpu);
    return placements;
  }
}
