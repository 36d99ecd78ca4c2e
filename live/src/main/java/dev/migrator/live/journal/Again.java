package dev.migrator.live.journal;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Guarded;
import dev.migrator.core.control.Journal;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A world that reads as it was recorded and in which nothing can be changed, slot by slot. */
final class Again implements Fleet, Workloads, Journal {
  private final List<Entry> decisions = new ArrayList<>();
  private final Deque<Entry.Readings> readings = new ArrayDeque<>();
  private final Set<Guarded.Call> failures = EnumSet.noneOf(Guarded.Call.class);

  /** The loop reads more often than was recorded: it was killed there, or decides otherwise. */
  static final class NoMoreReadings extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A slot begins of which this was recorded. */
  void prepare(List<Entry> entries) {
    decisions.clear();
    readings.clear();
    failures.clear();
    for (Entry entry : entries) {
      if (entry instanceof Entry.Readings r) {
        readings.add(r);
      } else if (entry instanceof Entry.PlannerFailed f) {
        failures.add(f.call());
      }
    }
  }

  /** What has been decided in this slot. */
  List<Entry> decisions() {
    return decisions;
  }

  /** Whether the planner failed at that in this slot. */
  boolean failedAt(Guarded.Call call) {
    return failures.contains(call);
  }

  @Override
  public List<InstanceReading> instances() {
    if (readings.isEmpty()) {
      throw new NoMoreReadings();
    }
    return readings.getFirst().instances();
  }

  @Override
  public List<WorkerReading> workers() {
    return readings.getFirst().workers();
  }

  @Override
  public List<TenantReading> tenants() {
    return readings.removeFirst().tenants();
  }

  @Override
  public void planned(long slot, Plan plan) {
    decisions.add(new Entry.Planned(slot, plan));
  }

  @Override
  public void refused(long slot, Plan plan, List<String> violations) {
    decisions.add(new Entry.Refused(slot, plan, violations));
  }

  @Override
  public void step(long slot, Step step) {
    decisions.add(new Entry.Intended(slot, step));
  }

  @Override
  public void create(Step.Create step) {
    // It was done when it was recorded; so were all below.
  }

  @Override
  public void destroy(Step.Destroy step) {}

  @Override
  public void start(Step.Start step) {}

  @Override
  public void admit(Step.Admit step) {}

  @Override
  public void withhold(Step.Withhold step) {}

  @Override
  public void checkpoint(Step.Checkpoint step) {}

  @Override
  public void drain(Step.Drain step) {}

  @Override
  public void swap(Step.Swap step) {}
}
