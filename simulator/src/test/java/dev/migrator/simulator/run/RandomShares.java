package dev.migrator.simulator.run;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.core.plan.Occasion;
import dev.migrator.core.plan.Planner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * Legal plans of shares by chance, at times of chance: again and again the GPU is divided anew
 * among those who infer, on what retrainings leave, and every change is a handover.
 */
final class RandomShares implements Planner {
  private static final double REPLAN = 0.15;
  private static final double RETRAIN = 0.6;
  private static final int MOST_EPOCHS = 6;
  private static final int SOON = 15;

  private final Random random;

  RandomShares(long seed) {
    random = new Random(seed);
  }

  @Override
  public String name() {
    return "random-shares";
  }

  @Override
  public boolean isDue(Occasion occasion) {
    return occasion.isWindowBegin() || random.nextDouble() < REPLAN;
  }

  @Override
  public Plan plan(PlanningProblem problem) {
    List<PlannedInstance> plan = new ArrayList<>(retrainings(problem));
    List<PlannedInstance> training = List.copyOf(plan);
    TreeSet<Integer> epochs = epochs(problem, training);
    List<PlannedInstance> now = inherited(problem, training);
    for (int epoch : epochs) {
      int until = Optional.ofNullable(epochs.higher(epoch)).orElse(problem.slots());
      List<PlannedInstance> next = division(problem, training, epoch, until);
      end(now, epoch, plan);
      now = next;
    }
    plan.addAll(now);
    double value = PlanCheck.value(problem, plan);
    return new Plan(name(), problem.slots(), plan, value, Math.max(value, 1e9));
  }

  /** Those of before serve until those that follow are ready. */
  private static void end(List<PlannedInstance> now, int epoch, List<PlannedInstance> plan) {
    now.forEach(old -> plan.add(until(old, Math.min(old.to(), epoch))));
  }

  private static PlannedInstance until(PlannedInstance old, int to) {
    return new PlannedInstance(
        old.placement(), old.task(), old.from(), old.ready(), to, old.inherited());
  }

  /** What goes on, and new ones where nothing that goes on takes the share. */
  private List<PlannedInstance> retrainings(PlanningProblem problem) {
    List<PlannedInstance> found = new ArrayList<>();
    List<String> busy = new ArrayList<>();
    for (Inherited inherited : problem.inherited()) {
      if (inherited instanceof Inherited.Retraining r) {
        found.add(new PlannedInstance(r.placement(), r.task(), 0, r.ready(), r.endsAt(), true));
        busy.add(r.task().tenant());
      }
    }
    for (TenantOutlook tenant : problem.tenants()) {
      if (!busy.contains(tenant.name()) && random.nextDouble() < RETRAIN) {
        retraining(problem, tenant).filter(one -> isAlone(one, found)).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<PlannedInstance> retraining(PlanningProblem problem, TenantOutlook tenant) {
    if (tenant.options().isEmpty()) {
      return Optional.empty();
    }
    RetrainingOption option = tenant.options().get(random.nextInt(tenant.options().size()));
    Placement place = place(problem.gpu(), 1 + random.nextInt(8));
    int from = random.nextInt(Math.min(SOON, problem.slots()));
    int ready = from + problem.setupSlots(place.profile());
    int to = ready + option.slots().getOrDefault(place.profile(), problem.slots());
    Task task = new Task.Retrain(tenant.name(), option.name());
    return to > problem.rules().retrainBy()
        ? Optional.empty()
        : Optional.of(new PlannedInstance(place, task, from, ready, to, false));
  }

  private Placement place(GpuModel gpu, int granules) {
    return new Placement(
        MpsGpu.share(gpu, granules), random.nextInt(MpsGpu.GRANULES - granules + 1));
  }

  private static boolean isAlone(PlannedInstance one, List<PlannedInstance> others) {
    return others.stream()
        .noneMatch(
            other ->
                other.placement().overlaps(one.placement())
                    && Math.max(one.from(), other.from()) < Math.min(one.to(), other.to()));
  }

  /**
   * Slots in which the GPU is divided anew: whenever a retraining begins or ends, and by chance.
   */
  private TreeSet<Integer> epochs(PlanningProblem problem, List<PlannedInstance> training) {
    TreeSet<Integer> epochs = new TreeSet<>();
    int setup = problem.setupSlots(problem.profiles().getFirst());
    int chosen = 1 + random.nextInt(MOST_EPOCHS);
    for (int i = 0; i < chosen && setup < problem.slots(); i++) {
      epochs.add(setup + random.nextInt(problem.slots() - setup));
    }
    training.stream().map(PlannedInstance::ready).filter(t -> t >= setup).forEach(epochs::add);
    training.stream().map(PlannedInstance::to).filter(t -> t >= setup).forEach(epochs::add);
    epochs.removeIf(epoch -> epoch >= problem.slots());
    return epochs;
  }

  /** What serves at the beginning, as far as it does not get in the way of each other. */
  private List<PlannedInstance> inherited(PlanningProblem problem, List<PlannedInstance> training) {
    List<Inherited> candidates = new ArrayList<>(problem.inherited());
    Collections.shuffle(candidates, random);
    List<PlannedInstance> kept = new ArrayList<>();
    for (Inherited candidate : candidates) {
      if (candidate instanceof Inherited.Serving serving) {
        int to = freeUntil(serving.placement(), serving.readyAt(), training, problem.slots());
        PlannedInstance one =
            new PlannedInstance(
                serving.placement(), serving.task(), 0, serving.readyAt(), Math.max(1, to), true);
        boolean fits =
            kept.stream().noneMatch(other -> other.placement().overlaps(one.placement()));
        if (serving.readyAt() < to && fits) {
          kept.add(one);
        }
      }
    }
    return kept;
  }

  private static int freeUntil(
      Placement place, int from, List<PlannedInstance> training, int slots) {
    return training.stream()
        .filter(one -> one.placement().overlaps(place) && one.to() > from)
        .mapToInt(one -> Math.max(0, one.ready()))
        .min()
        .orElse(slots);
  }

  /** Shares of chance for tenants in an order of chance, on what retrainings leave in a stretch. */
  private List<PlannedInstance> division(
      PlanningProblem problem, List<PlannedInstance> training, int from, int until) {
    List<TenantOutlook> order = new ArrayList<>(problem.tenants());
    order.addAll(problem.tenants());
    Collections.shuffle(order, random);
    List<PlannedInstance> division = new ArrayList<>();
    int start = 0;
    for (TenantOutlook tenant : order) {
      int granules = 1 + random.nextInt(9);
      if (start + granules <= MpsGpu.GRANULES) {
        Placement place = new Placement(MpsGpu.share(problem.gpu(), granules), start);
        if (isFree(place, training, from, until)) {
          int began = from - problem.setupSlots(place.profile());
          division.add(
              new PlannedInstance(place, new Task.Infer(tenant.name()), began, from, until, false));
        }
        start += granules;
      }
    }
    return division;
  }

  private static boolean isFree(
      Placement place, List<PlannedInstance> training, int from, int until) {
    return training.stream()
        .noneMatch(
            one ->
                one.placement().overlaps(place)
                    && Math.max(one.ready(), from) < Math.min(one.to(), until));
  }
}
