package dev.migrator.policies.ekya;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.RetrainingOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ekya's division of a GPU from a slot on: the thief over one inference a tenant and one retraining
 * for each that may begin one, from equal shares.
 *
 * <p><b>Worth.</b> With given shares each tenant takes the retraining that is best for itself, or
 * none, in which case its inference has both shares. Then the horizon is gone through from one end
 * of a retraining to the next: a tenant's model changes, and the thief divides what inferences and
 * ended retrainings have among the inferences, which is what the scheduler will do when it runs
 * again. Retrainings that run keep their shares. (The released simulator splits what an ended one
 * had equally; so does this one where more than {@value #MOST_FORESEEN} tenants share a GPU.)
 *
 * <p><b>Example.</b> Two tenants of equal load, one of which may be retrained in 20 of 200 slots on
 * a third of the GPU: three jobs have a third each. As the shares are redivided after the
 * retraining, it costs the inferences only 20 slots of what they miss, and the retraining steals
 * another tenth of each while that makes it end soon enough.
 */
final class Stealing {
  /** Dividing anew in all that is looked at takes time that grows with their fourth power. */
  private static final int MOST_FORESEEN = 8;

  private final PlanningProblem problem;
  private final List<Client> clients;
  private final Scene scene;
  private final Thief thief;
  private final int[] retrainable;
  private final int setUp;

  private Stealing(PlanningProblem problem, List<Client> clients, Scene scene, double step) {
    this.problem = problem;
    this.clients = clients;
    this.scene = scene;
    this.thief = new Thief(step, Thief.Patience.FIRST_FAILURE);
    this.retrainable =
        IntStream.range(0, clients.size()).filter(i -> scene.retrainable()[i]).toArray();
    this.setUp = problem.profiles().stream().mapToInt(problem::setupSlots).max().orElse(1);
  }

  /**
   * The shares after all have stolen.
   *
   * @param step that is stolen at once
   */
  static Shares of(PlanningProblem problem, List<Client> clients, Scene scene, double step) {
    return new Stealing(problem, clients, scene, step).stolen();
  }

  private Shares stolen() {
    double[] fair = equal(scene.free(), retrainable.length + clients.size());
    Shares stolen = shares(thief.steal(fair, jobs -> worth(shares(jobs))));
    for (int client : retrainable) {
      stolen.ends()[client] = pick(client, stolen).end();
    }
    return stolen;
  }

  private static double[] equal(double sum, int jobs) {
    double[] fair = new double[jobs];
    Arrays.fill(fair, sum / jobs);
    return fair;
  }

  /** Retrainings come first, then inferences. */
  private Shares shares(double[] jobs) {
    Shares shares = Shares.none(clients.size());
    for (int k = 0; k < retrainable.length; k++) {
      shares.training()[retrainable[k]] = jobs[k];
    }
    Arrays.setAll(shares.inference(), i -> jobs[retrainable.length + i]);
    return shares;
  }

  private double worth(Shares shares) {
    double[] inference = shares.inference().clone();
    List<Release> ends = new ArrayList<>(scene.releases());
    for (int client : retrainable) {
      double share = shares.training()[client];
      Pick pick = pick(client, shares);
      if (pick.option().isPresent()) {
        ends.add(new Release(pick.end(), client, share, pick.option().get().accuracyAfter()));
      } else {
        inference[client] += share;
      }
    }
    ends.sort(Comparator.comparingInt(Release::slot));
    return worth(inference, ends);
  }

  private Pick pick(int client, Shares shares) {
    Client tenant = clients.get(client);
    double inference = shares.inference()[client];
    double training = shares.training()[client];
    double both = tenant.capacity(inference + training);
    return tenant.pick(
        new Client.Moment(scene.slot(), scene.accuracy()[client]),
        new Client.Capacity(both, tenant.capacity(inference), both),
        option -> end(tenant, option, training));
  }

  private int end(Client tenant, RetrainingOption option, double share) {
    int slots = tenant.slots(option, share);
    return slots == Integer.MAX_VALUE ? slots : scene.slot() + setUp + slots;
  }

  private double worth(double[] shares, List<Release> ends) {
    double[] inference = shares;
    double[] accuracy = scene.accuracy().clone();
    double worth = 0;
    int from = scene.slot();
    for (Release end : ends) {
      int to = Math.clamp(end.slot(), from, problem.slots());
      worth += worth(from, to, inference, accuracy);
      accuracy[end.client()] = end.accuracyAfter();
      inference = to < problem.slots() ? divided(inference, end.share(), to, accuracy) : inference;
      from = to;
    }
    return worth + worth(from, problem.slots(), inference, accuracy);
  }

  private double[] divided(double[] inference, double freed, int slot, double[] accuracy) {
    if (inference.length > MOST_FORESEEN) {
      return Arrays.stream(inference).map(share -> share + freed / inference.length).toArray();
    }
    double[] fair = equal(Arrays.stream(inference).sum() + freed, inference.length);
    return thief.steal(fair, shares -> worth(slot, problem.slots(), shares, accuracy));
  }

  private double worth(int from, int to, double[] inference, double[] accuracy) {
    double worth = 0;
    for (int i = 0; i < inference.length; i++) {
      Client tenant = clients.get(i);
      double answered = tenant.answers().between(from, to, tenant.capacity(inference[i]));
      worth += tenant.outlook().weight() * accuracy[i] * answered;
    }
    return worth;
  }
}
