package dev.migrator.policies.ekya;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Inherited;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.PlanningProblem;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.RetrainingOption;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantOutlook;
import dev.migrator.policies.Running;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * A tenant as the thief sees it: what any share of a GPU would do for its inference or its
 * retraining.
 *
 * <p>A profile is a share: its part of the compute slices. Between the profiles' shares capacity
 * and training speed are interpolated, from nothing at no share at all; of profiles with the same
 * share the better one counts.
 */
final class Client {
  private final PlanningProblem problem;
  private final TenantOutlook outlook;
  private final Answers answers;
  private final Polyline capacity;
  private final Map<RetrainingOption, Polyline> speeds = new HashMap<>();
  private final Optional<Inherited.Retraining> running;

  Client(PlanningProblem problem, TenantOutlook outlook, MeanOver meanOver) {
    this.problem = problem;
    this.outlook = outlook;
    this.answers = new Answers(outlook.demand(), meanOver);
    this.capacity = capacity();
    for (RetrainingOption option : outlook.options()) {
      speeds.put(option, speed(option));
    }
    this.running =
        Running.of(problem).stream()
            .filter(retraining -> retraining.task().tenant().equals(outlook.name()))
            .max(Comparator.comparingInt(Inherited.Retraining::endsAt));
  }

  /** The part of a GPU that a profile is. */
  static double share(GpuModel gpu, Profile profile) {
    return (double) profile.computeSlices() / gpu.computeSlices();
  }

  TenantOutlook outlook() {
    return outlook;
  }

  String name() {
    return outlook.name();
  }

  Answers answers() {
    return answers;
  }

  /** The retraining that runs already, if one does. */
  Optional<Inherited.Retraining> running() {
    return running;
  }

  /** Whether there is a retraining to be chosen. */
  boolean isRetrainable() {
    return running.isEmpty() && !outlook.options().isEmpty();
  }

  /** Whether anything is asked of it that it could answer. */
  boolean isAsked() {
    return outlook.mostCapacity() > 0 && outlook.demand().total() > 0;
  }

  /** Requests a slot that an inference with that share answers. */
  double capacity(double share) {
    return capacity.at(share);
  }

  /** The smallest share with which anything is answered; 1 if there is none. */
  double leastShare() {
    for (int i = 0; i < capacity.xs().length; i++) {
      if (capacity.ys()[i] > 0) {
        return capacity.xs()[i];
      }
    }
    return 1;
  }

  /** Slots that a retraining takes with that share, a fraction of a slot counting as one. */
  int slots(RetrainingOption option, double share) {
    Polyline speed = speeds.get(option);
    double perSlot = speed == null ? 0 : speed.at(share);
    return perSlot <= 0 ? Integer.MAX_VALUE : (int) Math.ceil(1 / perSlot - 1e-9);
  }

  /**
   * What is best for the tenant from a slot on, if nobody else is there.
   *
   * @param now when, and how accurate its model is then
   * @param capacity of its inference
   * @param ends the slot at whose beginning an option would have ended; {@link Integer#MAX_VALUE}
   *     if it cannot run. It is left out if that is too late
   */
  Pick pick(Moment now, Capacity capacity, ToIntFunction<RetrainingOption> ends) {
    int last = problem.slots();
    double weight = outlook.weight() * now.accuracy;
    Pick best = Pick.none(weight * answers.between(now.slot, last, capacity.without));
    for (RetrainingOption option : outlook.options()) {
      int end = ends.applyAsInt(option);
      if (end <= problem.rules().retrainBy()) {
        double worth =
            weight * answers.between(now.slot, end, capacity.during)
                + outlook.weight()
                    * option.accuracyAfter()
                    * answers.between(end, last, capacity.after);
        best = best.orBetter(new Pick(Optional.of(option), end, worth));
      }
    }
    return best;
  }

  /** A slot, and a model's accuracy in it. */
  record Moment(int slot, double accuracy) {}

  /**
   * Requests a slot that an inference answers.
   *
   * @param without if nothing is retrained
   * @param during while the tenant is retrained
   * @param after once it has been
   */
  record Capacity(double without, double during, double after) {}

  /** How accurate the tenant is once that retraining has ended. */
  double accuracyAfter(PlannedInstance retraining) {
    Task.Retrain task = (Task.Retrain) retraining.task();
    return retraining.inherited()
        ? running.map(Inherited.Retraining::accuracyAfter).orElse(outlook.accuracy())
        : outlook.option(task.choice()).accuracyAfter();
  }

  private Polyline capacity() {
    SortedMap<Double, Double> points = new TreeMap<>(Map.of(0.0, 0.0));
    for (Profile profile : problem.profiles()) {
      points.merge(share(problem.gpu(), profile), outlook.capacityOf(profile), Math::max);
    }
    return rising(points);
  }

  private Polyline speed(RetrainingOption option) {
    SortedMap<Double, Double> points = new TreeMap<>(Map.of(0.0, 0.0));
    for (Profile profile : problem.profiles()) {
      int slots = option.slots().getOrDefault(profile, 0);
      points.merge(share(problem.gpu(), profile), slots == 0 ? 0 : 1.0 / slots, Math::max);
    }
    return rising(points);
  }

  /** A larger share never does less, for not all of it need be used. */
  private static Polyline rising(SortedMap<Double, Double> points) {
    List<Map.Entry<Double, Double>> kept = new ArrayList<>();
    double most = 0;
    for (Map.Entry<Double, Double> point : points.entrySet()) {
      most = Math.max(most, point.getValue());
      kept.add(Map.entry(point.getKey(), most));
    }
    return new Polyline(
        kept.stream().mapToDouble(Map.Entry::getKey).toArray(),
        kept.stream().mapToDouble(Map.Entry::getValue).toArray());
  }
}
