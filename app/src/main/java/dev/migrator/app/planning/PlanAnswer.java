package dev.migrator.app.planning;

import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A plan as {@code plan} answers it to programs. Times are slots, half-open.
 *
 * @param value of the plan
 * @param bound proven upper bound on the value of every plan
 * @param millis how long planning took
 * @param planner who planned
 * @param segments stretches in which nothing changes, from slot 0 to the horizon
 * @param retrainings in order of their start
 * @param problem from which the same problem can be made again
 */
public record PlanAnswer(
    double value,
    double bound,
    double millis,
    String planner,
    List<Segment> segments,
    List<Retraining> retrainings,
    ProblemSource problem) {
  public PlanAnswer {
    segments = List.copyOf(segments);
    retrainings = List.copyOf(retrainings);
  }

  /** A stretch in which nothing changes, and every instance that exists in it. */
  public record Segment(int from, int to, List<Instance> instances) {
    public Segment {
      instances = List.copyOf(instances);
    }
  }

  /**
   * An instance in a segment.
   *
   * @param gpu number of the GPU, from 0
   * @param profile NVIDIA's name
   * @param start first memory slice
   * @param task {@code infer} or {@code retrain}
   * @param tenant for whom
   * @param state {@code creating}, {@code starting}, {@code ready} or {@code draining}
   */
  public record Instance(
      int gpu, String profile, int start, String task, String tenant, String state) {}

  /**
   * A retraining.
   *
   * @param from first slot in which it takes its slices
   * @param to slot at whose beginning the new model serves
   */
  public record Retraining(
      String tenant, String choice, int gpu, String profile, int start, int from, int to) {}

  /** The answer for that plan. */
  public static PlanAnswer of(WindowPlan window, ProblemSource problem) {
    Plan plan = window.plan();
    return new PlanAnswer(
        plan.value(),
        plan.bound(),
        window.millis(),
        plan.planner(),
        segments(plan, window.settings()),
        plan.retrainings().stream().map(PlanAnswer::retraining).toList(),
        problem);
  }

  private static List<Segment> segments(Plan plan, LoopSettings settings) {
    List<Segment> segments = new ArrayList<>();
    List<Integer> changes = changes(plan, settings);
    for (int i = 0; i + 1 < changes.size(); i++) {
      int from = changes.get(i);
      segments.add(
          new Segment(
              from,
              changes.get(i + 1),
              plan.instancesIn(from).stream().map(p -> instance(p, from, settings)).toList()));
    }
    return segments;
  }

  /** The slots in which a segment begins, and the horizon. */
  private static List<Integer> changes(Plan plan, LoopSettings settings) {
    TreeSet<Integer> changes = new TreeSet<>(List.of(0, plan.slots()));
    for (PlannedInstance planned : plan.instances()) {
      changes.add(planned.from());
      changes.add(createdBy(planned, settings));
      changes.add(planned.ready());
      changes.add(planned.to());
    }
    return List.copyOf(changes.headSet(plan.slots(), true));
  }

  /** The slot from which its worker starts; the driver's part is over by then. */
  private static int createdBy(PlannedInstance planned, LoopSettings settings) {
    Duration create = planned.placement().profile().create();
    int created = planned.from() + (create.isZero() ? 0 : settings.slots(create));
    return Math.min(created, planned.ready());
  }

  private static Instance instance(PlannedInstance planned, int slot, LoopSettings settings) {
    return new Instance(
        planned.placement().gpu(),
        planned.placement().profile().name(),
        planned.placement().start(),
        planned.task() instanceof Task.Infer ? "infer" : "retrain",
        planned.task().tenant(),
        state(planned, slot, settings).name().toLowerCase(Locale.ROOT));
  }

  private static InstanceState state(PlannedInstance planned, int slot, LoopSettings settings) {
    if (planned.isReadyIn(slot)) {
      return InstanceState.READY;
    }
    boolean isCreated = planned.inherited() || slot >= createdBy(planned, settings);
    return isCreated ? InstanceState.STARTING : InstanceState.CREATING;
  }

  private static Retraining retraining(PlannedInstance planned) {
    return new Retraining(
        planned.task().tenant(),
        planned.task() instanceof Task.Retrain retrain ? retrain.choice() : "",
        planned.placement().gpu(),
        planned.placement().profile().name(),
        planned.placement().start(),
        planned.from(),
        planned.to());
  }
}
