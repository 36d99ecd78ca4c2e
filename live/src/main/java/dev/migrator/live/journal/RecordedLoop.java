package dev.migrator.live.journal;

import dev.migrator.core.control.ControlLoop;
import dev.migrator.core.control.Guarded;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.control.LoopStart;
import dev.migrator.core.control.PlanAttempt;
import dev.migrator.core.control.Ports;
import dev.migrator.core.model.Forecast;
import dev.migrator.core.model.Scorecard;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.plan.Planner;
import dev.migrator.core.predict.Forecaster;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A control loop of which everything is journalled: what it is told, reads, decides and does.
 *
 * <p>Its planner is guarded: one that throws or is too late costs a plan. When the journal cannot
 * be written the loop stops for good, and the world is left as it is: see {@link Turn.ReadOnly}.
 * Used by one thread at a time, {@link #happened} included.
 */
public final class RecordedLoop {
  private final DurableJournal journal;
  private final Builders builders;
  private final ControlLoop loop;
  private long slot;

  private RecordedLoop(DurableJournal journal, Entry.Began began, World world, Builders builders) {
    this.journal = journal;
    this.builders = builders;
    this.slot = began.slot();
    Recording recording = new Recording(world.fleet(), world.workloads(), journal, () -> slot);
    this.loop =
        loop(
            began,
            new Ports(recording, recording, new Both(journal, world.witness()), world.stopwatch()),
            builders,
            world.attempt(),
            (call, why) -> {
              journal.append(new Entry.PlannerFailed(slot, call, why));
              world.witness().plannerFailed(slot, "%s: %s".formatted(call, why));
            });
  }

  /**
   * Begins, or goes on after what the journal knows; that is durable when this returns.
   *
   * @param journal that belongs to this loop from now on
   * @param settings of world and planning
   * @param members the tenants in their fixed order; those that the journal knows keep their
   *     history only if it is handed in here
   * @param planner who plans
   * @param recovery what becomes of the instances that exist: workers are started on those that are
   *     adopted, even if they run already; of those that go workers are drained, even if there are
   *     none
   * @throws JournalFailedException if the journal cannot be written
   */
  public static RecordedLoop begin(
      DurableJournal journal,
      LoopSettings settings,
      List<Member> members,
      Recipe planner,
      Recovery recovery,
      World world,
      Builders builders) {
    Memory memory = journal.memory();
    LoopStart start = memory.start();
    Entry.Began began =
        new Entry.Began(
            start.slot(),
            memory.settings().isEmpty() ? Entry.Cause.FRESH : Entry.Cause.RESTART,
            settings,
            members,
            planner,
            start.retrained().stream().sorted().toList(),
            recovery.instances());
    journal.begin(began);
    RecordedLoop loop = new RecordedLoop(journal, began, world, builders);
    recovery.adopted().forEach(known -> loop.adopt(known, world));
    recovery.destroyed().forEach(condemned -> loop.remove(condemned.known().id(), world));
    return loop;
  }

  /** The loop that such an entry tells of. */
  static ControlLoop loop(
      Entry.Began began,
      Ports ports,
      Builders builders,
      PlanAttempt attempt,
      Guarded.Listener failures) {
    List<Tenant> tenants = began.members().stream().map(Member::tenant).toList();
    Planner planner = builders.planner(began.planner(), began.settings(), tenants);
    Map<String, Forecaster> forecasters = new LinkedHashMap<>();
    Map<String, double[]> histories = new LinkedHashMap<>();
    for (Member member : began.members()) {
      forecasters.put(member.name(), builders.forecaster(member.forecaster()));
      histories.put(member.name(), member.history());
    }
    return new ControlLoop(
        began.settings(),
        tenants,
        ports,
        new Guarded(planner, attempt, failures),
        forecasters,
        histories,
        start(began));
  }

  /** The next slot begins. */
  public Turn tick() {
    try {
      journal.tick(slot);
      loop.tick();
      return new Turn.Taken(slot++);
    } catch (JournalFailedException e) {
      return new Turn.ReadOnly(e);
    }
  }

  /**
   * A tenant comes; it is planned for from the next slot on.
   *
   * @throws JournalFailedException if that cannot be recorded; then it has not come
   */
  public void join(Member member) {
    Forecaster forecaster = builders.forecaster(member.forecaster());
    journal.append(new Entry.Joined(slot, member));
    journal.force();
    loop.join(member.tenant(), forecaster, member.history());
  }

  /**
   * A tenant goes; its instances are freed in the next slot.
   *
   * @throws JournalFailedException if that cannot be recorded; then it has not gone
   */
  public void leave(String tenant) {
    journal.append(new Entry.Departed(slot, tenant));
    journal.force();
    loop.leave(tenant);
  }

  /**
   * Something became of an instance. That what was wanted came about is seen in readings, too; what
   * was lost or not created is known from here only. If that cannot be recorded the next turn tells
   * so.
   *
   * @param detail in words; empty where nothing is to be said
   */
  public void happened(String instance, Happening what, String detail) {
    if (journal.failure().isEmpty()) {
      try {
        journal.append(new Entry.Happened(slot, instance, what, detail));
      } catch (JournalFailedException _) {
        // Nothing was changed by it, and the journal remembers its failure.
      }
    }
  }

  /** By tenant: what the last plan was made for. */
  public Map<String, Forecast> forecast() {
    return loop.forecast();
  }

  /** What has been achieved since this loop began, up to the last turn. */
  public Scorecard soFar() {
    return loop.soFar();
  }

  /** The slot that begins with the next turn. */
  public long slot() {
    return slot;
  }

  /**
   * Looks once more; what has been achieved since this loop began.
   *
   * @throws JournalFailedException if the journal fails just then; asked again, it answers
   */
  public Scorecard finish() {
    return loop.finish();
  }

  private void adopt(Known known, World world) {
    known
        .task()
        .map(task -> new Step.Start(known.id(), task))
        .ifPresent(
            start -> {
              journal.step(slot, start);
              world.workloads().start(start);
            });
  }

  private void remove(String instance, World world) {
    Step.Drain drain = new Step.Drain(instance);
    journal.step(slot, drain);
    world.workloads().drain(drain);
    Step.Destroy destroy = new Step.Destroy(instance);
    journal.step(slot, destroy);
    world.fleet().destroy(destroy);
  }

  private static LoopStart start(Entry.Began began) {
    return new LoopStart(
        Math.toIntExact(began.slot()),
        new HashSet<>(began.retrained()),
        began.cause() == Entry.Cause.SEGMENT);
  }
}
