package dev.migrator.policies.ekya;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Sharing;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One run of Ekya's scheduler: from shares to the instances of a horizon.
 *
 * <p>The shares that the thief finds hold from now on. Retrainings begin now or not at all. For the
 * time after each retraining's end the plan has what would be done if everything came as expected:
 * with MPS the thief divides anew among the inferences, and what changes is set up in time; with MIG
 * what the retraining held goes to the tenant to whom it is worth most. When the retraining has
 * ended, the scheduler runs again, and may decide otherwise.
 */
final class Scheduling {
  private final PlanningProblem problem;
  private final EkyaPlanner.Settings settings;
  private final List<Client> clients = new ArrayList<>();
  private final Cutting cutting;
  private final Sharing sharing;
  private final Appraisal appraisal;

  /**
   * @param maximal the maximal layouts of the problem's placements; none are needed for MPS
   */
  Scheduling(PlanningProblem problem, EkyaPlanner.Settings settings, List<Layout> maximal) {
    this.problem = problem;
    this.settings = settings;
    for (TenantOutlook tenant : problem.tenants()) {
      clients.add(new Client(problem, tenant, settings));
    }
    this.sharing = problem.gpu().profiles().getFirst().sharing();
    this.cutting =
        switch (sharing) {
          case MIG -> new LayoutCutting(problem, clients, maximal, settings.step());
          case MPS -> new ShareCutting(problem, clients);
        };
    this.appraisal = new Appraisal(problem, clients);
  }

  /** The best of what the shares can be rounded to. */
  List<PlannedInstance> instances() {
    Timeline now = new Timeline(problem);
    if (clients.isEmpty()) {
      return now.instances();
    }
    Wishes wishes = wishes(0, now, true);
    List<Timeline> possible = new ArrayList<>(begun(wishes, now));
    if (sharing == Sharing.MIG && settings.keeps()) {
      possible.addAll(begun(wishes.keepingPresent(), now));
    }
    return possible.stream()
        .map(timeline -> withLater(timeline).instances())
        .reduce((one, other) -> appraisal.worth(other) > appraisal.worth(one) ? other : one)
        .orElseGet(now::instances);
  }

  /** What the thief wishes for from a slot on, beside the retrainings that run then. */
  private Wishes wishes(int slot, Timeline timeline, boolean mayRetrain) {
    List<PlannedInstance> training =
        timeline.at(slot).stream().filter(i -> i.task() instanceof Task.Retrain).toList();
    double[] accuracy = new double[clients.size()];
    boolean[] retrainable = new boolean[clients.size()];
    for (int i = 0; i < accuracy.length; i++) {
      accuracy[i] = appraisal.accuracy(clients.get(i), timeline.instances(), slot);
      retrainable[i] = mayRetrain && clients.get(i).isRetrainable();
    }
    List<Release> releases = training.stream().map(this::release).toList();
    double held = releases.stream().mapToDouble(Release::share).sum();
    Scene scene = new Scene(slot, accuracy, retrainable, releases, Math.max(0, 1 - held));
    return new Wishes(
        slot,
        Stealing.of(problem, clients, scene, settings),
        training.stream().map(PlannedInstance::placement).toList(),
        timeline.at(slot).stream()
            .filter(i -> i.task() instanceof Task.Infer)
            .map(i -> new Holding(i.placement(), client(i), Holding.Job.INFERENCE))
            .toList(),
        false);
  }

  private Release release(PlannedInstance training) {
    int client = client(training);
    double share = share(training.placement());
    return new Release(
        training.to(), client, share, clients.get(client).accuracyAfter(training));
  }

  private int client(PlannedInstance instance) {
    for (int i = 0; i < clients.size(); i++) {
      if (clients.get(i).name().equals(instance.task().tenant())) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "no tenant %s; expected one of the problem's.".formatted(instance.task().tenant()));
  }

  private double share(Placement place) {
    return Client.share(problem.gpu(), place.profile());
  }

  /** Everything that the wishes may be rounded to, begun. */
  private List<Timeline> begun(Wishes wishes, Timeline from) {
    List<Timeline> begun = new ArrayList<>();
    for (List<Holding> holdings : cutting.cuts(wishes)) {
      Optional<Integer> inVain = retrainedInVain(holdings, wishes.slot());
      if (inVain.isPresent() && wishes.shares().training()[inVain.get()] > 0) {
        begun.addAll(begun(wishes.withoutTraining(inVain.get()), from));
      } else {
        Timeline timeline = from.copy();
        timeline.change(instances(holdings, wishes.slot(), timeline), wishes.slot());
        begun.add(timeline);
      }
    }
    return begun;
  }

  /** A tenant for whom nothing is gained by a retraining on the place that it got. */
  private Optional<Integer> retrainedInVain(List<Holding> holdings, int slot) {
    return holdings.stream()
        .filter(holding -> holding.job() == Holding.Job.RETRAINING)
        .filter(holding -> pick(holding, holdings, slot).option().isEmpty())
        .map(Holding::client)
        .findFirst();
  }

  private List<PlannedInstance> instances(List<Holding> holdings, int slot, Timeline timeline) {
    return holdings.stream()
        .flatMap(
            holding ->
                switch (holding.job()) {
                  case INFERENCE ->
                      Stream.of(timeline.infer(holding, name(holding), slot));
                  case RETRAINING -> retraining(holding, holdings, slot).stream();
                })
        .toList();
  }

  private String name(Holding holding) {
    return clients.get(holding.client()).name();
  }

  private Optional<PlannedInstance> retraining(
      Holding holding, List<Holding> holdings, int slot) {
    Pick pick = pick(holding, holdings, slot);
    return pick.option()
        .map(
            option ->
                new PlannedInstance(
                    holding.placement(),
                    new Task.Retrain(name(holding), option.name()),
                    slot,
                    slot + problem.setupSlots(holding.placement().profile(), option),
                    pick.end(),
                    false));
  }

  private Pick pick(Holding holding, List<Holding> holdings, int slot) {
    Client client = clients.get(holding.client());
    double share = 0;
    double capacity = 0;
    for (Holding other : holdings) {
      if (other.client() == holding.client() && other.job() == Holding.Job.INFERENCE) {
        share += share(other.placement());
        capacity += client.outlook().capacityOf(other.placement().profile());
      }
    }
    double both = client.capacity(share + share(holding.placement()));
    Profile profile = holding.placement().profile();
    return client.pick(
        new Client.Moment(slot, client.outlook().accuracy()),
        new Client.Capacity(both, capacity, both),
        option -> end(option, profile, slot));
  }

  private int end(RetrainingOption option, Profile profile, int slot) {
    int slots = option.slots().getOrDefault(profile, 0);
    return slots == 0 ? Integer.MAX_VALUE : slot + problem.setupSlots(profile, option) + slots;
  }

  /** The same with what is to be done when retrainings end. */
  private Timeline withLater(Timeline timeline) {
    Timeline later = timeline;
    for (int end : ends(timeline)) {
      later =
          switch (sharing) {
            case MPS -> dividedAnew(later, end);
            case MIG -> givenAway(later, end);
          };
    }
    return later;
  }

  private TreeSet<Integer> ends(Timeline timeline) {
    TreeSet<Integer> ends = new TreeSet<>();
    for (PlannedInstance instance : timeline.instances()) {
      if (instance.task() instanceof Task.Retrain && instance.to() < problem.slots()) {
        ends.add(instance.to());
      }
    }
    return ends;
  }

  private Timeline dividedAnew(Timeline timeline, int slot) {
    return begun(wishes(slot, timeline, false), timeline).getFirst();
  }

  private Timeline givenAway(Timeline timeline, int slot) {
    Timeline best = timeline;
    for (PlannedInstance ended : timeline.instances()) {
      if (ended.task() instanceof Task.Retrain && ended.to() == slot) {
        best = givenAway(best, ended.placement(), slot);
      }
    }
    return best;
  }

  private Timeline givenAway(Timeline timeline, Placement place, int slot) {
    Timeline best = timeline;
    for (int client = 0; client < clients.size(); client++) {
      Timeline other = timeline.copy();
      Holding holding = new Holding(place, client, Holding.Job.INFERENCE);
      List<PlannedInstance> wanted =
          new ArrayList<>(
              other.at(slot).stream().filter(i -> i.task() instanceof Task.Infer).toList());
      wanted.add(other.infer(holding, name(holding), slot));
      other.change(wanted, slot);
      best = appraisal.worth(other.instances()) > appraisal.worth(best.instances()) ? other : best;
    }
    return best;
  }
}
