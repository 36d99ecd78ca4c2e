package dev.migrator.policies;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A layout whose seats are given away: on each a tenant infers, or one is retrained, or nothing
 * happens.
 *
 * @param cut the layout
 * @param serving by tenant: the seats on which it infers, as a bit set
 * @param trainings by tenant: its retraining, if it begins one
 */
public record Seating(Cut cut, List<Integer> serving, List<Optional<Training>> trainings) {
  public Seating {
    serving = List.copyOf(serving);
    trainings = List.copyOf(trainings);
  }

  /**
   * The best one, by looking at all: every layout, every division of its seats among the inferences
   * of all tenants and their retrainings, of which each gets one seat or none. On a seat a tenant
   * is retrained as is best for it there, see {@link Training#best}.
   *
   * <p>To the division of one layout every retraining is another taker of seats: {@link Partition}
   * is exact.
   *
   * @param cuts the layouts; of those that are equally good the first is taken
   * @return empty if the appraisal allows none
   */
  public static Optional<Seating> best(
      PlanningProblem problem, List<Cut> cuts, Appraisal appraisal) {
    Optional<OneLayout> best = Optional.empty();
    for (Cut cut : cuts) {
      OneLayout division = new OneLayout(problem, cut, appraisal);
      double least = best.map(d -> d.worth + CutSearch.tolerance(d.worth)).orElse(-Double.MAX_VALUE);
      best = division.worth > least ? Optional.of(division) : best;
    }
    return best.map(OneLayout::seating);
  }

  /** How many retrainings it begins. */
  public int retrainings() {
    return (int) trainings.stream().flatMap(Optional::stream).count();
  }

  /** Seats that nobody has, in order. */
  public List<Integer> idle() {
    int taken = serving.stream().reduce(0, (one, other) -> one | other);
    return IntStream.range(0, cut.seats().size())
        .filter(seat -> (taken >> seat & 1) == 0)
        .filter(seat -> trainings.stream().flatMap(Optional::stream).noneMatch(t -> t.seat() == seat))
        .boxed()
        .toList();
  }

  /** Its instances, those that go on without it included. */
  public List<PlannedInstance> instances(PlanningProblem problem) {
    List<PlannedInstance> instances = new ArrayList<>(Running.instances(problem));
    cut.guests().forEach(guest -> instances.add(guest.instance()));
    for (int i = 0; i < serving.size(); i++) {
      TenantOutlook tenant = problem.tenants().get(i);
      trainings
          .get(i)
          .ifPresent(t -> instances.add(t.instance(cut.seats().get(t.seat()), tenant, problem)));
      useful(serving.get(i), tenant, problem)
          .forEach(seat -> instances.add(seat.instance(tenant, problem)));
    }
    return instances;
  }

  private List<Seat> useful(int chosen, TenantOutlook tenant, PlanningProblem problem) {
    return IntStream.range(0, cut.seats().size())
        .filter(seat -> (chosen >> seat & 1) == 1)
        .mapToObj(cut.seats()::get)
        .filter(seat -> seat.isUseful(tenant, problem))
        .toList();
  }

  /** The best division of one layout. */
  private static final class OneLayout {
    private final Cut cut;
    private final List<TenantOutlook> tenants;
    private final List<List<Training>> trainings = new ArrayList<>();
    private final Partition partition;
    private final double worth;

    private OneLayout(PlanningProblem problem, Cut cut, Appraisal appraisal) {
      this.cut = cut;
      this.tenants = problem.tenants();
      double[][] worths = new double[2 * tenants.size()][];
      for (int i = 0; i < tenants.size(); i++) {
        TenantOutlook tenant = tenants.get(i);
        trainings.add(trainings(problem, tenant));
        worths[2 * i] = training(i, appraisal);
        worths[2 * i + 1] = appraisal.serving(cut, tenant);
      }
      partition = new Partition(worths);
      worth = partition.value(cut.all());
    }

    private List<Training> trainings(PlanningProblem problem, TenantOutlook tenant) {
      return IntStream.range(0, cut.seats().size())
          .boxed()
          .flatMap(seat -> Training.best(problem, tenant, seat, cut.seats().get(seat)).stream())
          .toList();
    }

    private double[] training(int tenant, Appraisal appraisal) {
      double[] worth = new double[cut.all() + 1];
      Arrays.fill(worth, 1, worth.length, Double.NEGATIVE_INFINITY);
      for (Training training : trainings.get(tenant)) {
        worth[1 << training.seat()] = appraisal.training(cut, tenants.get(tenant), training);
      }
      return worth;
    }

    private Seating seating() {
      int[] division = partition.division(cut.all());
      List<Integer> serving = new ArrayList<>();
      List<Optional<Training>> begun = new ArrayList<>();
      for (int i = 0; i < tenants.size(); i++) {
        int seats = division[2 * i];
        begun.add(trainings.get(i).stream().filter(t -> 1 << t.seat() == seats).findFirst());
        serving.add(division[2 * i + 1]);
      }
      return new Seating(cut, serving, begun);
    }
  }
}
