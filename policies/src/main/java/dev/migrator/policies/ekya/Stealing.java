package dev.migrator.policies.ekya;

import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
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
 * <p>What a division is worth is estimated as by the authors' simulator: each tenant takes the
 * retraining that is best for itself with its shares, or none, in which case its inference has both
 * shares; when a retraining ends, its share goes to whoever still runs and can take it.
 */
final class Stealing {
  private final PlanningProblem problem;
  private final List<Client> clients;
  private final Scene scene;
  private final EkyaPlanner.Settings settings;
  private final int[] retrainable;
  private final int setUp;

  private Stealing(
      PlanningProblem problem, List<Client> clients, Scene scene, EkyaPlanner.Settings settings) {
    this.problem = problem;
    this.clients = clients;
    this.scene = scene;
    this.settings = settings;
    this.retrainable =
        IntStream.range(0, clients.size()).filter(i -> scene.retrainable()[i]).toArray();
    this.setUp = problem.profiles().stream().mapToInt(this::setUp).max().orElse(1);
  }

  /** The shares after all have stolen. */
  static Shares of(
      PlanningProblem problem, List<Client> clients, Scene scene, EkyaPlanner.Settings settings) {
    return new Stealing(problem, clients, scene, settings).stolen();
  }

  private int setUp(Profile profile) {
    return problem.setupSlots(profile);
  }

  private Shares stolen() {
    double[] jobs = new double[retrainable.length + clients.size()];
    Arrays.fill(jobs, scene.free() / jobs.length);
    Thief thief = new Thief(settings.step(), Thief.Patience.FIRST_FAILURE);
    for (int round = 0; round < settings.rounds(); round++) {
      jobs = thief.steal(jobs, shares -> worth(shares(shares)));
    }
    Shares stolen = shares(jobs);
    for (int client : retrainable) {
      stolen.ends()[client] = pick(client, stolen).end();
    }
    return stolen;
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
      Pick pick = pick(client, shares);
      if (pick.option().isPresent()) {
        double after = pick.option().get().accuracyAfter();
        ends.add(new Release(pick.end(), client, shares.training()[client], after));
      } else {
        inference[client] += shares.training()[client];
      }
    }
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

  private double worth(double[] inference, List<Release> ends) {
    double[] accuracy = scene.accuracy().clone();
    double worth = 0;
    int from = scene.slot();
    ends.sort(Comparator.comparingInt(Release::slot));
    for (Release end : ends) {
      int to = Math.clamp(end.slot(), from, problem.slots());
      worth += worth(from, to, inference, accuracy);
      from = to;
      accuracy[end.client()] = end.accuracyAfter();
      give(end, inference);
    }
    for (int i = 0; i < accuracy.length; i++) {
      worth += clients.get(i).after(accuracy[i]);
    }
    return worth + worth(from, problem.slots(), inference, accuracy);
  }

  private void give(Release end, double[] inference) {
    if (settings.freed() == 0) {
      inference[end.client()] += end.share();
    } else {
      Arrays.setAll(inference, i -> inference[i] + end.share() / inference.length);
    }
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
