package dev.migrator.core.control;

import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import java.util.List;

/** Port to what runs on the instances: workers, tenants, routing. */
public interface Workloads {

  /** The workers, in no particular order. */
  List<WorkerReading> workers();

  /** The tenants in their fixed order. */
  List<TenantReading> tenants();

  /** Starts a worker as soon as its instance exists; returns at once. */
  void start(Step.Start step);

  /** Sends requests to a ready worker from now on. */
  void admit(Step.Admit step);

  /** Sends no more requests to a worker, which stays ready. */
  void withhold(Step.Withhold step);

  /** Lets a retraining stop and write its state, from which its next worker goes on. */
  void checkpoint(Step.Checkpoint step);

  /** Lets a worker finish what it has begun, then stops it; returns at once. */
  void drain(Step.Drain step);

  /** Puts retrained weights into service. */
  void swap(Step.Swap step);
}
