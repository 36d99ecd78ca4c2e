package dev.migrator.policies.astraea;

import dev.migrator.core.model.MpsGpu;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Running;
import dev.migrator.policies.Seat;
import dev.migrator.policies.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Divides what running retrainings leave of a GPU: first inference, beside least shares for
 * retrainings, then retrainings, and where there are none inference again.
 */
final class Quotas {
  private final PlanningProblem problem;
  private final List<TenantOutlook> tenants;
  private final List<Load> loads;
  private final AstraeaPlanner.Settings settings;

  Quotas(PlanningProblem problem, List<Load> loads, AstraeaPlanner.Settings settings) {
    this.problem = problem;
    this.tenants = problem.tenants();
    this.loads = loads;
    this.settings = settings;
  }

  Shares shares() {
    int room = MpsGpu.GRANULES - running();
    List<Integer> trained = trained(room);
    int least = Math.min(trained.size() * settings.leastGranules(), room / settings.mostOneIn());
    double[][] covered = loads.stream().map(Load::covered).toArray(double[][]::new);
    int[] inference = new Annealing(covered, room - least).quotas();
    int[] retraining = even(trained(room, inference), room - Arrays.stream(inference).sum());
    if (Arrays.stream(retraining).sum() == 0) {
      raise(inference, room);
    }
    return shares(inference, retraining);
  }

  private int running() {
    return Running.of(problem).stream()
        .mapToInt(running -> running.placement().profile().computeSlices())
        .sum();
  }

  /** The tenants that could be retrained on so many granules. */
  private List<Integer> trained(int granules) {
    return IntStream.range(0, tenants.size())
        .filter(tenant -> training(tenant, granules).isPresent())
        .boxed()
        .toList();
  }

  /** The most tenants of whom each can be retrained on an even part of what inference leaves. */
  private List<Integer> trained(int room, int[] inference) {
    int left = room - Arrays.stream(inference).sum();
    List<Integer> trained = new ArrayList<>(trained(left));
    int[] shares = even(trained, left);
    for (int i = trained.size() - 1; i >= 0; i--) {
      if (training(trained.get(i), shares[trained.get(i)]).isEmpty()) {
        trained.remove(i);
        shares = even(trained, left);
        i = trained.size();
      }
    }
    return trained;
  }

  /** The same for each of these tenants; what remains goes to the first. */
  private int[] even(List<Integer> trained, int granules) {
    int[] shares = new int[tenants.size()];
    int count = trained.size();
    for (int i = 0; i < count; i++) {
      shares[trained.get(i)] = (granules + count - 1 - i) / count;
    }
    return shares;
  }

  private Optional<Training> training(int tenant, int granules) {
    return granules == 0 ? Optional.empty() : training(tenants.get(tenant), granules);
  }

  private Optional<Training> training(TenantOutlook tenant, int granules) {
    Profile share = MpsGpu.share(problem.gpu(), granules);
    int start = Load.changeover(problem) - problem.setupSlots(share);
    Seat seat = new Seat(new Placement(share, 0), start, Optional.empty());
    return Training.best(problem, tenant, 0, seat);
  }

  /** Gives granules to whose peak is covered least, until none is left. */
  private void raise(int[] inference, int room) {
    for (int left = room - Arrays.stream(inference).sum(); left > 0; left--) {
      IntStream.range(0, inference.length)
          .filter(tenant -> loads.get(tenant).canServe())
          .boxed()
          .min(Comparator.comparingDouble(t -> loads.get(t).ratio(inference[t])))
          .ifPresent(tenant -> inference[tenant]++);
    }
  }

  private Shares shares(int[] inference, int[] retraining) {
    return new Shares(
        Arrays.stream(inference).boxed().toList(),
        Arrays.stream(retraining).boxed().toList(),
        IntStream.range(0, retraining.length)
            .mapToObj(tenant -> training(tenant, retraining[tenant]))
            .toList());
  }
}
