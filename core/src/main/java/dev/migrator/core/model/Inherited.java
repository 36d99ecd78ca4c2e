package dev.migrator.core.model;

/** An instance that exists when a horizon begins. */
public sealed interface Inherited {

  /** Where it is. */
  Placement placement();

  /** What it does. */
  Task task();

  /**
   * An inference instance. The plan may keep or destroy it at any slot.
   *
   * @param placement where it is
   * @param task for whom it infers
   * @param readyAt slot from which it can serve: 0 if it is ready, more while it is being set up,
   *     but no more than a new one would need
   */
  record Serving(Placement placement, Task.Infer task, int readyAt) implements Inherited {
    public Serving {
      Require.notNegative(task.tenant(), "readyAt", readyAt);
    }
  }

  /**
   * A retraining that was started before. It keeps its instance until it ends, unless the rules
   * allow to pause it; see {@link PlanningProblem}.
   *
   * @param placement where it is
   * @param task whose model, and which choice
   * @param trainsFrom slot from which it trains: 0 if it does, more while it is being set up or
   *     reads its checkpoint
   * @param endsAt slot at whose beginning it is done, above {@code trainsFrom}; its slices are free
   *     from then on. It may lie behind the horizon
   * @param accuracyAfter accuracy once it has ended
   */
  record Retraining(
      Placement placement, Task.Retrain task, int trainsFrom, int endsAt, double accuracyAfter)
      implements Inherited {
    public Retraining {
      Require.notNegative(task.tenant(), "trainsFrom", trainsFrom);
      Require.that(
          trainsFrom < endsAt,
          task.tenant(),
          "endsAt",
          endsAt,
          "more than trainsFrom, " + trainsFrom);
      Require.fraction(task.tenant(), "accuracyAfter", accuracyAfter);
    }

    /** The slot in which a plan has it ready: with MIG it counts as running from the beginning. */
    public int ready() {
      return switch (placement.profile().sharing()) {
        case MIG -> 0;
        case MPS -> trainsFrom;
      };
    }

    /** That trains already. */
    public Retraining(Placement placement, Task.Retrain task, int endsAt, double accuracyAfter) {
      this(placement, task, 0, endsAt, accuracyAfter);
    }
  }
}
