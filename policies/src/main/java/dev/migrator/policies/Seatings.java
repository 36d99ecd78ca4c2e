package dev.migrator.policies;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All seatings of a problem: every layout, every division of its seats among the inferences of all
 * tenants and their retrainings, of which each gets one seat or none. On a seat a tenant is
 * retrained as is best for it there, see {@link Training#best}.
 *
 * <p>To the division of one layout a retraining is one more taker of seats, and {@link Partition}
 * is exact: the best seating is found as by looking at all.
 */
public final class Seatings {
  private final List<TenantOutlook> tenants;
  private final List<Cut> cuts;
  private final List<List<List<Training>>> trainings;

  /** Of that problem, over all its maximal layouts; smaller ones are these with idle seats. */
  public Seatings(PlanningProblem problem) {
    tenants = problem.tenants();
    cuts = Cut.all(problem, Layout.maximal(problem.placements()));
    Gains gains = new Gains(problem, new HashMap<>());
    trainings =
        cuts.stream()
            .map(cut -> tenants.stream().map(tenant -> gains.trainings(cut, tenant)).toList())
            .toList();
  }

  /** The layouts. */
  public List<Cut> cuts() {
    return cuts;
  }

  /**
   * The best one; of equally good ones that of the first layout.
   *
   * @return empty if the appraisal allows none
   */
  public Optional<Seating> best(Appraisal appraisal) {
    Optional<OneLayout> best = Optional.empty();
    for (int i = 0; i < cuts.size(); i++) {
      OneLayout next = new OneLayout(cuts.get(i), tenants, trainings.get(i), appraisal);
      double least = best.map(OneLayout::threshold).orElse(-Double.MAX_VALUE);
      best = next.worth > least ? Optional.of(next) : best;
    }
    return best.map(OneLayout::seating);
  }

  /** The best division of one layout. */
  private static final class OneLayout {
    private final Cut cut;
    private final List<List<Training>> trainings;
    private final Partition partition;
    private final double worth;

    private OneLayout(
        Cut cut, List<TenantOutlook> tenants, List<List<Training>> trainings, Appraisal appraisal) {
      this.cut = cut;
      this.trainings = trainings;
      double[][] worths = new double[2 * tenants.size()][];
      for (int i = 0; i < tenants.size(); i++) {
        worths[2 * i] = training(tenants.get(i), trainings.get(i), appraisal);
        worths[2 * i + 1] = appraisal.serving(cut, tenants.get(i));
      }
      partition = new Partition(worths);
      worth = partition.value(cut.all());
    }

    private double threshold() {
      return worth + CutSearch.tolerance(worth);
    }

    private double[] training(TenantOutlook tenant, List<Training> own, Appraisal appraisal) {
      double[] worth = new double[cut.all() + 1];
      Arrays.fill(worth, 1, worth.length, Double.NEGATIVE_INFINITY);
      for (Training training : own) {
        worth[1 << training.seat()] = appraisal.training(cut, tenant, training);
      }
      return worth;
    }

    private Seating seating() {
      int[] division = partition.division(cut.all());
      List<Integer> serving = new ArrayList<>();
      List<Optional<Training>> begun = new ArrayList<>();
      for (int i = 0; i < trainings.size(); i++) {
        int seats = division[2 * i];
        begun.add(trainings.get(i).stream().filter(t -> 1 << t.seat() == seats).findFirst());
        serving.add(division[2 * i + 1]);
      }
      return new Seating(cut, serving, begun);
    }
  }

  /** What retraining is best on which seat: looked for once for all layouts. */
  private record Gains(PlanningProblem problem, Map<Kind, Optional<Training>> known) {
    private record Kind(String tenant, Profile profile, int start) {}

    private List<Training> trainings(Cut cut, TenantOutlook tenant) {
      return IntStream.range(0, cut.seats().size())
          .boxed()
          .flatMap(index -> best(tenant, index, cut.seats().get(index)).stream())
          .toList();
    }

    private Optional<Training> best(TenantOutlook tenant, int index, Seat seat) {
      Kind kind = new Kind(tenant.name(), seat.placement().profile(), seat.start());
      return known
          .computeIfAbsent(kind, _ -> Training.best(problem, tenant, index, seat))
          .map(training -> new Training(index, training.option(), training.end()));
    }
  }
}
