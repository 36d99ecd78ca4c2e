package dev.migrator.core.plan;

import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A simple plan: what a solver begins with, and what no planner should do worse than.
 *
 * <p>Goal: a legal plan of some worth within milliseconds, so that a solver that is cut short has
 * something to answer. It knows nothing of other planners.
 *
 * <p>Algorithm: running retrainings are kept; those that are owed are begun first. Then, as long as
 * anything is gained, the best instance is added: one that is inherited, or a new one that lasts as
 * long as its place is free, or a retraining at the beginning of such a time. Best is by gain, and
 * in a second attempt by gain for each slice and slot taken; the better plan of the two is
 * answered.
 */
public final class Greedy {
  private final PlanningProblem problem;
  private final boolean byRoom;
  private final List<PlannedInstance> chosen;
  private final Set<String> retrained = new HashSet<>();
  private final List<TenantGain> gains;

  private Greedy(PlanningProblem problem, boolean byRoom) {
    this.problem = problem;
    this.byRoom = byRoom;
    this.chosen = new ArrayList<>(running(problem));
    chosen.forEach(run -> retrained.add(run.task().tenant()));
    this.gains = problem.tenants().stream().map(tenant -> new TenantGain(problem, tenant)).toList();
  }

  /** The instances of the plan, those of running retrainings included. */
  public static List<PlannedInstance> plan(PlanningProblem problem) {
    return Stream.of(false, true)
        .map(byRoom -> new Greedy(problem, byRoom).grown())
        .max(Comparator.comparingDouble(new Worth(problem)::of))
        .orElseThrow();
  }

  /** The retrainings that run when the horizon begins. */
  public static List<PlannedInstance> running(PlanningProblem problem) {
    return problem.inherited().stream()
        .filter(Inherited.Retraining.class::isInstance)
        .map(Inherited.Retraining.class::cast)
        .map(run -> new PlannedInstance(run.placement(), run.task(), 0, 0, run.endsAt(), true))
        .toList();
  }

  private List<PlannedInstance> grown() {
    for (TenantOutlook tenant : problem.tenants()) {
      if (tenant.mustRetrain()) {
        best(gaps().stream().flatMap(gap -> retrainings(tenant, gap))).ifPresent(this::add);
      }
    }
    Optional<Candidate> next = best(candidates()).filter(best -> best.gain() > 0);
    while (next.isPresent()) {
      add(next.get());
      next = best(candidates()).filter(best -> best.gain() > 0);
    }
    return chosen;
  }

  private void add(Candidate best) {
    PlannedInstance instance = best.instance();
    chosen.add(instance);
    gainOf(instance.task().tenant()).add(instance);
    if (instance.task() instanceof Task.Retrain retrain) {
      retrained.add(retrain.tenant());
    }
  }

  private Optional<Candidate> best(Stream<PlannedInstance> instances) {
    return instances
        .map(instance -> new Candidate(instance, gainOf(instance.task().tenant()).of(instance)))
        .filter(candidate -> isLegalWith(candidate.instance()))
        .max(Comparator.comparingDouble(candidate -> candidate.rank(byRoom)));
  }

  private Stream<PlannedInstance> candidates() {
    List<Gap> gaps = gaps();
    Stream<PlannedInstance> begun =
        problem.tenants().stream()
            .flatMap(
                tenant ->
                    gaps.stream()
                        .flatMap(
                            gap ->
                                Stream.concat(inference(tenant, gap), retrainings(tenant, gap))));
    return Stream.concat(inherited(), begun);
  }

  private Stream<PlannedInstance> inherited() {
    return problem.inherited().stream()
        .filter(Inherited.Serving.class::isInstance)
        .map(Inherited.Serving.class::cast)
        .filter(serving -> serving.readyAt() < problem.slots())
        .flatMap(
            serving ->
                gaps(serving.placement()).stream()
                    .filter(gap -> gap.from() == 0 && gap.to() > serving.readyAt())
                    .map(
                        gap ->
                            new PlannedInstance(
                                serving.placement(),
                                serving.task(),
                                0,
                                serving.readyAt(),
                                gap.to(),
                                true)));
  }

  private Stream<PlannedInstance> inference(TenantOutlook tenant, Gap gap) {
    int ready = gap.from() + problem.setupSlots(gap.placement().profile());
    return ready < gap.to()
        ? Stream.of(
            new PlannedInstance(
                gap.placement(), new Task.Infer(tenant.name()), gap.from(), ready, gap.to(), false))
        : Stream.empty();
  }

  private Stream<PlannedInstance> retrainings(TenantOutlook tenant, Gap gap) {
    return retrained.contains(tenant.name())
        ? Stream.empty()
        : tenant.options().stream().flatMap(option -> retraining(tenant, option, gap).stream());
  }

  private Optional<PlannedInstance> retraining(
      TenantOutlook tenant, RetrainingOption option, Gap gap) {
    int ready = gap.from() + problem.setupSlots(gap.placement().profile(), option);
    int length = option.slots().getOrDefault(gap.placement().profile(), 0);
    int end = ready + length;
    boolean fits = length > 0 && end <= Math.min(gap.to(), problem.rules().retrainBy());
    return fits
        ? Optional.of(
            new PlannedInstance(
                gap.placement(),
                new Task.Retrain(tenant.name(), option.name()),
                gap.from(),
                ready,
                end,
                false))
        : Optional.empty();
  }

  private List<Gap> gaps() {
    return problem.placements().stream().flatMap(place -> gaps(place).stream()).toList();
  }

  /** The times in which nothing that is chosen takes any slice of that place. */
  private List<Gap> gaps(Placement place) {
    List<Gap> gaps = new ArrayList<>();
    int from = 0;
    for (PlannedInstance other :
        chosen.stream().sorted(Comparator.comparingInt(PlannedInstance::from)).toList()) {
      if (other.placement().overlaps(place)) {
        if (from < other.from()) {
          gaps.add(new Gap(place, from, other.from()));
        }
        from = Math.max(from, other.to());
      }
    }
    if (from < problem.slots()) {
      gaps.add(new Gap(place, from, problem.slots()));
    }
    return gaps;
  }

  /** Numbers of instances grow only where one begins, so that only those slots need a look. */
  private boolean isLegalWith(PlannedInstance more) {
    List<PlannedInstance> all = new ArrayList<>(chosen);
    all.add(more);
    Set<Integer> begins = new TreeSet<>();
    all.forEach(instance -> begins.add(instance.from()));
    return begins.stream()
        .filter(more::existsIn)
        .allMatch(
            slot ->
                Layout.isLegal(
                    all.stream()
                        .filter(instance -> instance.existsIn(slot))
                        .map(PlannedInstance::placement)
                        .toList()));
  }

  private TenantGain gainOf(String tenant) {
    return gains.stream().filter(gain -> gain.isOf(tenant)).findFirst().orElseThrow();
  }

  /** A time in which a place is free: slots {@code [from, to)}. */
  private record Gap(Placement placement, int from, int to) {}

  private record Candidate(PlannedInstance instance, double gain) {

    double rank(boolean byRoom) {
      int slices = instance.placement().profile().memorySlices();
      return byRoom ? gain / (slices * (instance.to() - instance.from())) : gain;
    }
  }
}
