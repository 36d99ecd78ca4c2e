package dev.migrator.simulator.run;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.simulator.world.World;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A world whose driver fails now and then: such a creation does nothing, and what is asked of that
 * instance afterwards does nothing either.
 */
final class Faults implements Fleet, Workloads {
  private final World world;
  private final Predicate<Step.Create> fails;
  private final Set<String> failed = new HashSet<>();

  Faults(World world, Predicate<Step.Create> fails) {
    this.world = world;
    this.fails = fails;
  }

  /** How many creations have failed. */
  int count() {
    return failed.size();
  }

  @Override
  public List<InstanceReading> instances() {
    return world.instances();
  }

  @Override
  public List<WorkerReading> workers() {
    return world.workers();
  }

  @Override
  public List<TenantReading> tenants() {
    return world.tenants();
  }

  @Override
  public void create(Step.Create step) {
    if (fails.test(step)) {
      failed.add(step.instance());
    } else {
      world.create(step);
    }
  }

  @Override
  public void start(Step.Start step) {
    if (!failed.contains(step.instance())) {
      world.start(step);
    }
  }

  @Override
  public void admit(Step.Admit step) {
    world.admit(step);
  }

  @Override
  public void withhold(Step.Withhold step) {
    world.withhold(step);
  }

  @Override
  public void checkpoint(Step.Checkpoint step) {
    world.checkpoint(step);
  }

  @Override
  public void drain(Step.Drain step) {
    world.drain(step);
  }

  @Override
  public void destroy(Step.Destroy step) {
    world.destroy(step);
  }

  @Override
  public void swap(Step.Swap step) {
    world.swap(step);
  }
}
