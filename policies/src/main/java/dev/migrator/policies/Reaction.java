package dev.migrator.policies;

import dev.migrator.core.enact.PlanCheck;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a reactive policy would do about a load.
 *
 * @param problem what is
 * @param loads requests a slot by tenant
 * @param maximal the maximal layouts of the problem's placements
 * @param settings of the policy
 */
record Reaction(
    PlanningProblem problem,
    double[] loads,
    List<Layout> maximal,
    ReactivePlanner.Settings settings) {

  /** Whether it would change anything. */
  boolean wantsChange() {
    PlanningProblem flat = flat();
    return candidate(flat, List.of()).isPresent() || betterServing(flat).isPresent();
  }

  /** Whether what is begun now may not serve before the horizon ends. */
  boolean isTooLate() {
    return longestSetUp() >= problem.slots();
  }

  /** What is, to the horizon's end. */
  List<PlannedInstance> unchanged() {
    List<PlannedInstance> instances = new ArrayList<>(Running.instances(problem));
    instances.addAll(toTheEnd(kept(problem)));
    return instances;
  }

  /** What it would have: retrainings begun at once, and the best layout beside them. */
  List<PlannedInstance> changed() {
    if (isTooLate()) {
      return unchanged();
    }
    PlanningProblem flat = flat();
    List<PlannedInstance> begun = new ArrayList<>();
    for (Optional<Candidate> next = candidate(flat, begun);
        next.isPresent();
        next = candidate(flat, begun)) {
      PlannedInstance retraining = best(next.get(), flat);
      begun.add(retraining);
      flat = Flat.begun(flat, retraining);
    }
    PlanningProblem beside = flat;
    List<PlannedInstance> serving = betterServing(flat).orElseGet(() -> kept(beside));
    List<PlannedInstance> instances = new ArrayList<>(Running.instances(problem));
    instances.addAll(begun);
    instances.addAll(toTheEnd(serving));
    return instances;
  }

  private int longestSetUp() {
    return problem.placements().stream()
        .mapToInt(place -> problem.setupSlots(place.profile()))
        .max()
        .orElse(0);
  }

  private PlanningProblem flat() {
    return Flat.of(problem, loads, Math.max(settings.patience(), 2 * longestSetUp()));
  }

  /**
   * A retraining that there is room for.
   *
   * @param places of its profile, free and not needed
   * @param worth by the rule
   */
  private record Candidate(
      TenantOutlook tenant, RetrainingOption option, List<Placement> places, double worth) {}

  private Optional<Candidate> candidate(PlanningProblem flat, List<PlannedInstance> begun) {
    List<Integer> open = open(begun);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Set<Placement> room = new Room(flat, loads).placements(Cut.all(flat, maximal));
    return open.stream()
        .flatMap(
            tenant ->
                problem.tenants().get(tenant).options().stream()
                    .flatMap(option -> candidate(tenant, option, room).stream()))
        .max(Comparator.comparingDouble(Candidate::worth));
  }

  /** Tenants that could be retrained and are not. */
  private List<Integer> open(List<PlannedInstance> begun) {
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < problem.tenants().size(); i++) {
      TenantOutlook tenant = problem.tenants().get(i);
      boolean isBegun = begun.stream().anyMatch(b -> b.task().tenant().equals(tenant.name()));
      if (!isBegun && !tenant.options().isEmpty() && !Running.retrains(problem, tenant)) {
        open.add(i);
      }
    }
    return open;
  }

  /** On the profile that is best by the rule, of those that are free and end in time. */
  private Optional<Candidate> candidate(int index, RetrainingOption option, Set<Placement> room) {
    TenantOutlook tenant = problem.tenants().get(index);
    if (option.accuracyAfter() <= tenant.accuracy()) {
      return Optional.empty();
    }
    Stream<Candidate> fitting =
        problem.profiles().stream()
            .filter(profile -> option.slots().containsKey(profile))
            .filter(profile -> taken(option, profile) <= problem.rules().retrainBy())
            .map(profile -> candidate(index, option, profile, room))
            .filter(candidate -> !candidate.places().isEmpty());
    return switch (settings.retraining()) {
      case THRIFTY -> fitting.findFirst();
      case SOON -> fitting.max(Comparator.comparingDouble(Candidate::worth));
    };
  }

  private Candidate candidate(
      int index, RetrainingOption option, Profile profile, Set<Placement> room) {
    TenantOutlook tenant = problem.tenants().get(index);
    int taken = taken(option, profile);
    double answers = Math.max(loads[index], Double.MIN_NORMAL);
    double perAnswer = tenant.weight() * (option.accuracyAfter() - tenant.accuracy());
    double worth =
        switch (settings.retraining()) {
          case THRIFTY -> perAnswer * answers / (taken * profile.memorySlices());
          case SOON ->
              perAnswer * (answers * (problem.slots() - taken + 1) + tenant.requestsAfter());
        };
    List<Placement> places = room.stream().filter(p -> p.profile().equals(profile)).toList();
    return new Candidate(tenant, option, places, worth);
  }

  private int taken(RetrainingOption option, Profile profile) {
    return problem.setupSlots(profile) + option.slots().getOrDefault(profile, 0);
  }

  /** Where it disturbs least. */
  private PlannedInstance best(Candidate candidate, PlanningProblem flat) {
    return candidate.places().stream()
        .map(place -> retraining(candidate, place))
        .max(Comparator.comparingDouble(retraining -> beside(retraining, flat)))
        .orElseThrow();
  }

  private PlannedInstance retraining(Candidate candidate, Placement place) {
    int ready = problem.setupSlots(place.profile());
    int to = ready + candidate.option().slots().getOrDefault(place.profile(), 0);
    Task task = new Task.Retrain(candidate.tenant().name(), candidate.option().name());
    return new PlannedInstance(place, task, 0, ready, to, false);
  }

  private double beside(PlannedInstance retraining, PlanningProblem flat) {
    PlanningProblem begun = Flat.begun(flat, retraining);
    return PlanCheck.value(begun, new StaticSearch(begun, maximal, Long.MAX_VALUE).best());
  }

  /** The best serving instances, if they are enough better than those there are. */
  private Optional<List<PlannedInstance>> betterServing(PlanningProblem flat) {
    List<PlannedInstance> best = new StaticSearch(flat, maximal, Long.MAX_VALUE).best();
    double now = PlanCheck.value(flat, kept(flat));
    double then = PlanCheck.value(flat, best);
    return then > now + Math.max(1e-9, settings.leastGain() * now)
        ? Optional.of(best.stream().filter(i -> i.task() instanceof Task.Infer).toList())
        : Optional.empty();
  }

  private static List<PlannedInstance> kept(PlanningProblem problem) {
    return problem.inherited().stream()
        .filter(Inherited.Serving.class::isInstance)
        .map(Inherited.Serving.class::cast)
        .filter(s -> problem.tenants().stream().anyMatch(t -> t.name().equals(s.task().tenant())))
        .map(
            s ->
                new PlannedInstance(s.placement(), s.task(), 0, s.readyAt(), problem.slots(), true))
        .toList();
  }

  private List<PlannedInstance> toTheEnd(List<PlannedInstance> serving) {
    return serving.stream()
        .map(
            i ->
                new PlannedInstance(
                    i.placement(), i.task(), i.from(), i.ready(), problem.slots(), i.inherited()))
        .toList();
  }
}
