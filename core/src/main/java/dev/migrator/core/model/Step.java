package dev.migrator.core.model;

/**
 * One change of the world, as data: first written to the journal, then applied.
 *
 * <p>Steps of one slot are applied in their order; one that needs slices which an earlier one frees
 * waits for them.
 */
public sealed interface Step {

  /** The driver creates an instance. */
  record Create(String instance, Placement placement) implements Step {}

  /** A worker is started on an instance, as soon as that exists. */
  record Start(String instance, Task task) implements Step {}

  /** Requests are sent to the instance's worker from now on. */
  record Admit(String instance) implements Step {}

  /** No more requests are sent to the instance's worker; it stays ready. */
  record Withhold(String instance) implements Step {}

  /**
   * The retraining on this instance stops and writes its state; it can be resumed elsewhere. The
   * instance is then to be drained and destroyed.
   */
  record Checkpoint(String instance) implements Step {}

  /** The worker finishes what it has begun and stops. */
  record Drain(String instance) implements Step {}

  /** The driver destroys the instance, as soon as it is drained. */
  record Destroy(String instance) implements Step {}

  /** The weights that the retraining on this instance made serve from now on. */
  record Swap(String instance, Task.Retrain task) implements Step {}
}
