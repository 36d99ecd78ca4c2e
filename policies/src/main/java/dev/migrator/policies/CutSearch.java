package dev.migrator.policies;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The best roles on one layout.
 *
 * <p>For given retrainings {@link Partition} gives the best division of the seats exactly. Over the
 * retrainings: first an ascent, one tenant after the other, until none gains; then branch and bound
 * over the tenants. The bound of a node lets every tenant not yet decided have the accuracy of any
 * of its retrainings, as early as the layout allows, without taking a seat for it.
 */
final class CutSearch {
  private final PlanningProblem problem;
  private final Cut cut;
  private final Effort effort;
  private final double owed;
  private final List<TenantOutlook> tenants;
  private final List<TenantWorth> worths = new ArrayList<>();
  private final List<AccuracyLine> accuracies = new ArrayList<>();
  private final double bound;

  /** Retrainings by tenant with the value of the best division that they leave. */
  record Roles(CutSearch search, List<Optional<Training>> trainings, double value) {
    List<PlannedInstance> instances() {
      return search.instances(trainings);
    }
  }

  /**
   * @param owed credited for each retraining that has to be taken and is; large enough to decide
   */
  CutSearch(PlanningProblem problem, Cut cut, List<Demand> demands, double owed, Effort effort) {
    this.problem = problem;
    this.cut = cut;
    this.owed = owed;
    this.effort = effort;
    this.tenants = problem.tenants();
    for (int i = 0; i < tenants.size(); i++) {
      TenantOutlook tenant = tenants.get(i);
      List<Guest> guests = cut.guestsOf(tenant.name());
      worths.add(new TenantWorth(problem, tenant, demands.get(i), cut.seats(), guests));
      accuracies.add(AccuracyLine.of(tenant, problem));
    }
    this.bound = bound(none(), 0);
  }

  /** No roles on this layout are worth more. */
  double bound() {
    return bound;
  }

  /** Nothing retrained, seats divided as well as can be. */
  Roles withoutRetraining() {
    return roles(none());
  }

  /** From these roles on, each tenant in turn takes its best retraining, until none gains. */
  Roles ascend(Roles from) {
    Roles best = from;
    boolean gained = true;
    while (gained && !effort.isSpent()) {
      gained = false;
      for (int tenant = 0; tenant < tenants.size(); tenant++) {
        Roles better = best(tenant, best);
        gained |= better.value > best.value + tolerance(best.value);
        best = better;
      }
    }
    return best;
  }

  /** The best roles, if they are better than the given ones and effort lasts; else the given. */
  Roles branch(Roles known) {
    return branch(none(), 0, known);
  }

  private Roles best(int tenant, Roles from) {
    Roles best = from;
    List<Optional<Training>> others = with(from.trainings, tenant, Optional.empty());
    for (Optional<Training> training : choices(tenant, others)) {
      Roles roles = roles(with(others, tenant, training));
      best = roles.value > best.value ? roles : best;
    }
    return best;
  }

  private Roles branch(List<Optional<Training>> decided, int next, Roles known) {
    if (next == tenants.size()) {
      Roles roles = roles(decided);
      return roles.value > known.value ? roles : known;
    }
    List<Node> nodes = new ArrayList<>();
    for (Optional<Training> training : choices(next, decided)) {
      List<Optional<Training>> more = with(decided, next, training);
      nodes.add(new Node(more, bound(more, next + 1)));
    }
    nodes.sort(Comparator.comparingDouble(Node::bound).reversed());
    Roles best = known;
    for (Node node : nodes) {
      if (node.bound > best.value + tolerance(best.value) && !effort.isSpent()) {
        best = branch(node.decided, next + 1, best);
      }
    }
    return best;
  }

  private record Node(List<Optional<Training>> decided, double bound) {}

  static double tolerance(double value) {
    return 1e-9 * Math.max(1, Math.abs(value));
  }

  private Roles roles(List<Optional<Training>> trainings) {
    double credit = 0;
    for (int i = 0; i < tenants.size(); i++) {
      credit += trainings.get(i).isPresent() && tenants.get(i).mustRetrain() ? owed : 0;
    }
    return new Roles(this, trainings, partition(trainings).value(cut.all()) + credit);
  }

  private Partition partition(List<Optional<Training>> trainings) {
    List<Seat> seats = seats(trainings);
    double[][] worth = new double[tenants.size()][];
    for (int i = 0; i < worth.length; i++) {
      worth[i] = worths.get(i).bySubset(seats, accuracy(i, trainings.get(i)), false);
    }
    spend(worth.length);
    return new Partition(worth);
  }

  /** Of the plans that keep to the choices of the tenants before {@code undecided}. */
  private double bound(List<Optional<Training>> trainings, int undecided) {
    List<Seat> seats = seats(trainings);
    double[][] worth = new double[tenants.size()][];
    for (int i = 0; i < worth.length; i++) {
      worth[i] = i < undecided ? decided(i, trainings, seats) : open(i, trainings, seats);
    }
    return new Partition(worth).value(cut.all());
  }

  private double[] decided(int tenant, List<Optional<Training>> trainings, List<Seat> seats) {
    spend(1);
    Optional<Training> training = trainings.get(tenant);
    double[] worth = worths.get(tenant).bySubset(seats, accuracy(tenant, training), true);
    return credited(worth, training.isPresent() && tenants.get(tenant).mustRetrain());
  }

  private double[] open(int tenant, List<Optional<Training>> trainings, List<Seat> seats) {
    double[] best = new double[1 << seats.size()];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    List<Optional<Training>> earliest = earliest(tenant, trainings);
    for (Optional<Training> training : earliest) {
      double[] worth = worths.get(tenant).bySubset(seats, accuracy(tenant, training), true);
      Arrays.setAll(best, i -> Math.max(best[i], worth[i]));
    }
    spend(earliest.size());
    return credited(best, earliest.size() > 1 && tenants.get(tenant).mustRetrain());
  }

  private double[] credited(double[] worth, boolean isCredited) {
    return isCredited ? Arrays.stream(worth).map(w -> w + owed).toArray() : worth;
  }

  /** No retraining, and each option where it ends first. */
  private List<Optional<Training>> earliest(int tenant, List<Optional<Training>> trainings) {
    List<Optional<Training>> earliest = new ArrayList<>();
    earliest.add(Optional.empty());
    List<Optional<Training>> choices = choices(tenant, trainings);
    for (RetrainingOption option : tenants.get(tenant).options()) {
      choices.stream()
          .flatMap(Optional::stream)
          .filter(training -> training.option().equals(option))
          .min(Comparator.comparingInt(Training::end))
          .ifPresent(training -> earliest.add(Optional.of(training)));
    }
    return earliest;
  }

  /** No retraining, and each that ends in time on a seat that is not taken by another. */
  private List<Optional<Training>> choices(int tenant, List<Optional<Training>> trainings) {
    List<Optional<Training>> choices = new ArrayList<>();
    choices.add(Optional.empty());
    if (!Running.retrains(problem, tenants.get(tenant))) {
      for (int seat : freeSeats(trainings)) {
        for (RetrainingOption option : tenants.get(tenant).options()) {
          Training.of(problem, option, seat, cut.seats().get(seat))
              .ifPresent(training -> choices.add(Optional.of(training)));
        }
      }
    }
    return choices;
  }

  /** Of seats that offer the same, one. */
  private List<Integer> freeSeats(List<Optional<Training>> trainings) {
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < cut.seats().size(); i++) {
      Seat seat = cut.seats().get(i);
      int index = i;
      boolean isTaken =
          trainings.stream().flatMap(Optional::stream).anyMatch(other -> other.seat() == index);
      if (!isTaken && free.stream().noneMatch(other -> cut.seats().get(other).isLike(seat))) {
        free.add(i);
      }
    }
    return free;
  }

  private List<Seat> seats(List<Optional<Training>> trainings) {
    List<Seat> seats = new ArrayList<>(cut.seats());
    trainings.stream()
        .flatMap(Optional::stream)
        .forEach(training -> seats.set(training.seat(), freed(training)));
    return seats;
  }

  private Seat freed(Training training) {
    return cut.seats().get(training.seat()).freeFrom(training.end());
  }

  private AccuracyLine accuracy(int tenant, Optional<Training> training) {
    AccuracyLine before = accuracies.get(tenant);
    return training.map(t -> before.with(t.end(), t.option().accuracyAfter())).orElse(before);
  }

  private List<Optional<Training>> none() {
    return tenants.stream().map(_ -> Optional.<Training>empty()).toList();
  }

  private static List<Optional<Training>> with(
      List<Optional<Training>> trainings, int tenant, Optional<Training> training) {
    List<Optional<Training>> more = new ArrayList<>(trainings);
    more.set(tenant, training);
    return more;
  }

  private void spend(int evaluations) {
    effort.spend((long) evaluations << cut.seats().size());
  }

  private List<PlannedInstance> instances(List<Optional<Training>> trainings) {
    List<PlannedInstance> instances = new ArrayList<>(Running.instances(problem));
    cut.guests().forEach(guest -> instances.add(guest.instance()));
    List<Seat> seats = seats(trainings);
    int[] division = partition(trainings).division(cut.all());
    for (int i = 0; i < division.length; i++) {
      TenantOutlook tenant = tenants.get(i);
      trainings.get(i).ifPresent(training -> instances.add(instance(training, tenant)));
      useful(seats, division[i], tenant)
          .forEach(seat -> instances.add(seat.instance(tenant, problem)));
    }
    instances.addAll(leftAlone(seats, Arrays.stream(division).sum()));
    return instances;
  }

  private PlannedInstance instance(Training training, TenantOutlook tenant) {
    return training.instance(cut.seats().get(training.seat()), tenant, problem);
  }

  private List<Seat> useful(List<Seat> seats, int chosen, TenantOutlook tenant) {
    return IntStream.range(0, seats.size())
        .filter(i -> (chosen >> i & 1) == 1)
        .mapToObj(seats::get)
        .filter(seat -> seat.isUseful(tenant, problem))
        .toList();
  }

  /** What is ready on seats that nobody was given stays: it costs nothing and may help. */
  private List<PlannedInstance> leftAlone(List<Seat> seats, int taken) {
    List<PlannedInstance> instances = new ArrayList<>();
    for (TenantOutlook tenant : tenants) {
      for (Seat seat : useful(seats, ~taken, tenant)) {
        if (seat.isKeptFor(tenant) && seat.ready(tenant, problem) == 0) {
          instances.add(seat.instance(tenant, problem));
        }
      }
    }
    return instances;
  }
}
