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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One run of Ekya's scheduler: from shares to the instances of a horizon.
 *
 * <p>The shares that the thief finds hold from now on. Retrainings begin now or not at all. For the
 * time after each retraining's end the plan has what would be done if everything came as expected:
 * the thief divides anew among the inferences. With MPS, what changes is set up in time; with MIG
 * it is set up when it is free. When the retraining has ended, the scheduler runs again, and may
 * decide otherwise.
 *
 * <p>Of the roundings that are about equal, that is taken whose plan is worth most ({@link
 * Appraisal}); on MIG also among those that leave every inference where it is. A retraining that
 * gains nothing on the place that it got leaves its share to its tenant's inference.
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
      clients.add(new Client(problem, tenant, settings.meanOver()));
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
    return clients.isEmpty() ? now.instances() : divided(0, now, true).instances();
  }

  /** The thief's shares from a slot on as instances, with what is to be done later. */
  private Timeline divided(int slot, Timeline timeline, boolean mayRetrain) {
    Wishes wishes = wishes(slot, timeline, mayRetrain);
    List<Timeline> possible = new ArrayList<>(begun(wishes, timeline));
    if (sharing == Sharing.MIG) {
      possible.addAll(begun(wishes.keepingPresent(), timeline));
    }
    return possible.stream()
        .map(begun -> mayRetrain ? withLater(begun) : begun)
        .reduce((one, other) -> worth(other) > worth(one) ? other : one)
        .orElse(timeline);
  }

  private double worth(Timeline timeline) {
    return appraisal.worth(timeline.instances());
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
        Stealing.of(problem, clients, scene, settings.step()),
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
    return new Release(training.to(), client, share, clients.get(client).accuracyAfter(training));
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
    Set<Set<Integer>> dropped = new HashSet<>();
    for (List<Holding> holdings : cutting.cuts(wishes)) {
      Set<Integer> inVain = retrainedInVain(holdings, wishes.slot());
      if (inVain.isEmpty()) {
        Timeline timeline = from.copy();
        timeline.change(instances(holdings, wishes.slot(), timeline), wishes.slot());
        begun.add(timeline);
      } else if (dropped.add(inVain)) {
        begun.addAll(begun(wishes.withoutTraining(inVain), from));
      }
    }
    return begun;
  }

  /** The tenants for whom nothing is gained by a retraining on the place that they got. */
  private Set<Integer> retrainedInVain(List<Holding> holdings, int slot) {
    return holdings.stream()
        .filter(holding -> holding.job() == Holding.Job.RETRAINING)
        .filter(holding -> pick(holding, holdings, slot).option().isEmpty())
        .map(Holding::client)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<PlannedInstance> instances(List<Holding> holdings, int slot, Timeline timeline) {
    return holdings.stream()
        .flatMap(
            holding ->
                switch (holding.job()) {
                  case INFERENCE -> timeline.infer(holding, name(holding), slot).stream();
                  case RETRAINING -> retraining(holding, holdings, slot).stream();
                })
        .toList();
  }

  private String name(Holding holding) {
    return clients.get(holding.client()).name();
  }

  private Optional<PlannedInstance> retraining(Holding holding, List<Holding> holdings, int slot) {
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
      later = divided(end, later, false);
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
}
