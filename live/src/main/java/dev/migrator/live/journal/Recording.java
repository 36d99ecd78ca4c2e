package dev.migrator.live.journal;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The ports to the world, of which each reading is written down. A control loop reads instances,
 * workers and tenants, in this order, so with the last of them an entry is complete.
 */
final class Recording implements Fleet, Workloads {
  private final Fleet fleet;
  private final Workloads workloads;
  private final DurableJournal journal;
  private final LongSupplier slot;
  private List<InstanceReading> instances = List.of();
  private List<WorkerReading> workers = List.of();

  /**
   * @param slot the slot that is being decided on
   */
  Recording(Fleet fleet, Workloads workloads, DurableJournal journal, LongSupplier slot) {
    this.fleet = fleet;
    this.workloads = workloads;
    this.journal = journal;
    this.slot = slot;
  }

  @Override
  public List<InstanceReading> instances() {
    instances = List.copyOf(fleet.instances());
    return instances;
  }

  @Override
  public List<WorkerReading> workers() {
    workers = List.copyOf(workloads.workers());
    return workers;
  }

  @Override
  public List<TenantReading> tenants() {
    List<TenantReading> tenants = List.copyOf(workloads.tenants());
    // One that has failed refuses the next slot; a last look is still allowed.
    if (journal.failure().isEmpty()) {
      journal.append(new Entry.Readings(slot.getAsLong(), instances, workers, tenants));
    }
    return tenants;
  }

  @Override
  public void create(Step.Create step) {
    fleet.create(step);
  }

  @Override
  public void destroy(Step.Destroy step) {
    fleet.destroy(step);
  }

  @Override
  public void start(Step.Start step) {
    workloads.start(step);
  }

  @Override
  public void admit(Step.Admit step) {
    workloads.admit(step);
  }

  @Override
  public void withhold(Step.Withhold step) {
    workloads.withhold(step);
  }

  @Override
  public void checkpoint(Step.Checkpoint step) {
    workloads.checkpoint(step);
  }

  @Override
  public void drain(Step.Drain step) {
    workloads.drain(step);
  }

  @Override
  public void swap(Step.Swap step) {
    workloads.swap(step);
  }
}
