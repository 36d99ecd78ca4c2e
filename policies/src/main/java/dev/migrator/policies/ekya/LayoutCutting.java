package dev.migrator.policies.ekya;

import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.policies.Partition;
import dev.migrator.policies.Running;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Shares rounded to MIG: the legal layout, and who gets which of its instances, such that least is
 * missing to the shares that are wished.
 *
 * <p><b>Rule.</b> An instance is as large a share as its part of the compute slices. A retraining
 * gets one instance or none, an inference any number. The sum over the jobs of what is missing to
 * their shares is to be smallest, which is what the largest remainder does where any number of
 * slices would do. Of divisions to which equally much is missing, that is taken in which what is
 * left over answers most, then that in which least is set up anew.
 *
 * <p>Shares are found in steps, so that shortfalls which differ by less than a step count as about
 * equal: the best division of each such layout is returned. It is returned in two forms, with and
 * without a guard: that a tenant of whom something is asked gets nothing counts as a step that is
 * missing. A small share may be worth much to whoever has no other.
 *
 * <p><b>Search.</b> For one layout a job values any set of its instances by itself: {@link
 * Partition} gives the best division exactly. All maximal layouts are looked at that leave the
 * fixed placements alone.
 *
 * <p><b>Example.</b> On an A100, 0.5 and 0.1 for one tenant's inference and retraining and 0.4 for
 * another's inference become 2g and 1g, 1g, and 3g: 0.07 is missing to the first. With 4g, 1g and
 * 2g it would be 0.11, which is about equal.
 */
final class LayoutCutting implements Cutting {
  /** What answering everything is worth, in shares: it decides between equal shares. */
  private static final double ANSWERS = 1e-3;

  /** What an instance costs that has to be set up, in shares. */
  private static final double SET_UP = 1e-6;

  private final PlanningProblem problem;
  private final List<Client> clients;
  private final List<Layout> maximal;
  private final double tolerance;
  private final double all;

  /**
   * @param maximal the maximal layouts of the problem's placements
   * @param tolerance by how much more may be missing than in the nearest layout: a step
   */
  LayoutCutting(
      PlanningProblem problem, List<Client> clients, List<Layout> maximal, double tolerance) {
    this.problem = problem;
    this.clients = clients;
    this.maximal = maximal;
    this.tolerance = tolerance;
    this.all = Math.max(Double.MIN_NORMAL, clients.stream().mapToDouble(this::most).sum());
  }

  @Override
  public List<List<Holding>> cuts(Wishes wishes) {
    List<Divided> divided = new ArrayList<>();
    for (List<Placement> places : layouts(wishes)) {
      divided.add(divided(places, wishes, 0));
      divided.add(divided(places, wishes, tolerance));
    }
    divided.sort(Comparator.comparingDouble(Divided::value).reversed());
    double most = divided.stream().mapToDouble(Divided::value).max().orElse(0);
    return divided.stream()
        .filter(d -> d.value > Double.NEGATIVE_INFINITY && d.value >= most - tolerance)
        .map(Divided::holdings)
        .toList();
  }

  private record Divided(double value, List<Holding> holdings) {}

  private List<List<Placement>> layouts(Wishes wishes) {
    return maximal.stream()
        .map(layout -> free(layout, wishes.fixed()))
        .filter(places -> !wishes.keepsPresent() || holdsAll(places, wishes.present()))
        .distinct()
        .toList();
  }

  private static boolean holdsAll(List<Placement> places, List<Holding> present) {
    return present.stream().allMatch(holding -> places.contains(holding.placement()));
  }

  private static List<Placement> free(Layout layout, List<Placement> fixed) {
    return layout.placements().stream()
        .filter(place -> fixed.stream().noneMatch(other -> Running.exclude(place, other)))
        .toList();
  }

  private Divided divided(List<Placement> places, Wishes wishes, double silence) {
    int jobs = clients.size();
    double[][] worth = new double[2 * jobs][];
    for (int i = 0; i < jobs; i++) {
      worth[i] = retraining(i, places, wishes);
      worth[jobs + i] = inference(i, places, wishes, silence);
    }
    Partition partition = new Partition(worth);
    int all = (1 << places.size()) - 1;
    int[] division = partition.division(all);
    List<Holding> holdings = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      add(places, division[i], i, Holding.Job.RETRAINING, holdings);
      add(places, division[jobs + i], i, Holding.Job.INFERENCE, holdings);
    }
    return new Divided(partition.value(all), holdings);
  }

  private static void add(
      List<Placement> places, int chosen, int client, Holding.Job job, List<Holding> holdings) {
    for (int k = 0; k < places.size(); k++) {
      if ((chosen >> k & 1) == 1) {
        holdings.add(new Holding(places.get(k), client, job));
      }
    }
  }

  private double[] retraining(int client, List<Placement> places, Wishes wishes) {
    double wished = wishes.shares().training()[client];
    double[] worth = new double[1 << places.size()];
    Arrays.fill(worth, Double.NEGATIVE_INFINITY);
    worth[0] = -wished;
    for (int k = 0; k < places.size() && wished > 0; k++) {
      if (canTrain(client, places.get(k), wishes.slot()) && !isKept(places.get(k), wishes)) {
        worth[1 << k] = -Math.max(0, wished - share(places.get(k))) - SET_UP;
      }
    }
    return worth;
  }

  private boolean canTrain(int client, Placement place, int slot) {
    for (RetrainingOption option : clients.get(client).outlook().options()) {
      int slots = option.slots().getOrDefault(place.profile(), 0);
      int end = slot + problem.setupSlots(place.profile(), option) + slots;
      if (slots > 0 && end <= problem.rules().retrainBy()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKept(Placement place, Wishes wishes) {
    return wishes.keepsPresent()
        && wishes.present().stream().anyMatch(holding -> holding.placement().equals(place));
  }

  private double[] inference(int client, List<Placement> places, Wishes wishes, double silence) {
    double[] worth = new double[1 << places.size()];
    int kept = kept(places, wishes, 0, clients.size());
    int own = kept(places, wishes, client, client + 1);
    for (int chosen = 0; chosen < worth.length; chosen++) {
      worth[chosen] =
          (chosen & kept) == own
              ? inference(client, places, chosen, wishes, silence)
              : Double.NEGATIVE_INFINITY;
    }
    return worth;
  }

  /** Places that have to stay with tenants of these numbers, as a bit set. */
  private static int kept(List<Placement> places, Wishes wishes, int from, int to) {
    int kept = 0;
    for (Holding holding : wishes.present()) {
      boolean isMeant = wishes.keepsPresent() && from <= holding.client() && holding.client() < to;
      kept |= isMeant ? 1 << places.indexOf(holding.placement()) : 0;
    }
    return kept;
  }

  private double inference(
      int client, List<Placement> places, int chosen, Wishes wishes, double price) {
    Client tenant = clients.get(client);
    double share = 0;
    double capacity = 0;
    int begun = 0;
    for (int k = 0; k < places.size(); k++) {
      if ((chosen >> k & 1) == 1) {
        Placement place = places.get(k);
        share += share(place);
        capacity += tenant.outlook().capacityOf(place.profile());
        Holding holding = new Holding(place, client, Holding.Job.INFERENCE);
        begun += wishes.present().contains(holding) ? 0 : 1;
      }
    }
    double silence = capacity == 0 && tenant.isAsked() ? price : 0;
    double missing = Math.max(0, wishes.shares().inference()[client] - share);
    return ANSWERS * worth(tenant, capacity) / all - silence - missing - SET_UP * begun;
  }

  /** What would be answered if everything were. */
  private double most(Client tenant) {
    return tenant.isAsked() ? worth(tenant, Double.MAX_VALUE) : 0;
  }

  private double worth(Client tenant, double capacity) {
    return tenant.outlook().weight()
        * tenant.outlook().accuracy()
        * tenant.answers().between(0, problem.slots(), capacity);
  }

  private double share(Placement place) {
    return Client.share(problem.gpu(), place.profile());
  }
}
