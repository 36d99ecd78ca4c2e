package dev.migrator.policies.ekya;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Task;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a plan's instances are worth to Ekya: the mean accuracy that is answered, with the
 * capacities of the instances that are ready in each slot, set-up times and all.
 */
record Appraisal(PlanningProblem problem, List<Client> clients) {

  /** The worth of these instances. */
  double worth(List<PlannedInstance> instances) {
    double worth = 0;
    for (Client client : clients) {
      worth +=
          worth(
              client,
              instances.stream().filter(i -> i.task().tenant().equals(client.name())).toList());
    }
    return worth;
  }

  private double worth(Client client, List<PlannedInstance> own) {
    double worth = 0;
    int from = 0;
    for (int to : cuts(own)) {
      double answered = client.answers().between(from, to, capacity(client, own, from));
      worth += client.outlook().weight() * accuracy(client, own, from) * answered;
      from = to;
    }
    return worth;
  }

  /** The slots at which something changes, the horizon's end last. */
  private SortedSet<Integer> cuts(List<PlannedInstance> own) {
    SortedSet<Integer> cuts = new TreeSet<>();
    for (PlannedInstance instance : own) {
      cuts.add(instance.from());
      cuts.add(instance.ready());
      cuts.add(instance.to());
    }
    cuts.add(problem.slots());
    return cuts.headSet(problem.slots() + 1).tailSet(1);
  }

  private double capacity(Client client, List<PlannedInstance> own, int slot) {
    double capacity = 0;
    for (PlannedInstance instance : own) {
      if (instance.task() instanceof Task.Infer && instance.existsIn(slot)) {
        if (instance.isReadyIn(slot)) {
          capacity += client.outlook().capacityOf(instance.placement().profile());
        } else if (!problem.preInitialization()) {
          return 0;
        }
      }
    }
    return capacity;
  }

  /** A tenant's accuracy at the beginning of a slot. */
  double accuracy(Client client, List<PlannedInstance> instances, int slot) {
    return instances.stream()
        .filter(i -> i.task().tenant().equals(client.name()))
        .filter(i -> i.task() instanceof Task.Retrain && i.to() <= slot)
        .max(Comparator.comparingInt(PlannedInstance::to))
        .map(client::accuracyAfter)
        .orElse(client.outlook().accuracy());
  }
}
