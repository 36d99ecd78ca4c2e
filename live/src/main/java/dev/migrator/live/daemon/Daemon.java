package dev.migrator.live.daemon;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.core.observe.Observation;
import dev.migrator.live.chronicle.Chronicle;
import dev.migrator.live.chronicle.WorkerSight;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.guard.TimeBox;
import dev.migrator.live.history.History;
import dev.migrator.live.journal.DurableJournal;
import dev.migrator.live.journal.Happening;
import dev.migrator.live.journal.JournalFailedException;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.Memory;
import dev.migrator.live.journal.RecordedLoop;
import dev.migrator.live.journal.Recovery;
import dev.migrator.live.journal.Turn;
import dev.migrator.live.journal.World;
import dev.migrator.live.record.Recorder;
import dev.migrator.live.work.Clock;
import dev.migrator.live.work.LiveWorkloads;
import dev.migrator.live.work.TenantSettings;
import dev.migrator.live.work.TenantView;
import dev.migrator.live.work.WorkerEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The control loop on a real clock.
 *
 * <p>One thread, whoever calls {@link #run}, owns loop and workloads. It takes a turn a slot; a
 * turn that took longer than a slot leaves out those that it missed, it never makes up for them.
 * Between turns it looks after the workers. What others want of it waits in a bounded queue until
 * then.
 */
public final class Daemon {
  private static final long POLL_NANOS = 50_000_000;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(7);
  private static final String CHOICE_GONE = "its tenant is no longer retrained like this";

  private final DaemonSettings settings;
  private final Clock clock;
  private final EventLog events;
  private final LiveWorkloads work;
  private final Fleet fleet;
  private final History history;
  private final Chronicle chronicle;
  private final Witness witness;
  private final Recorder recorder;
  private final Roster roster;
  private final JournalSource journals;
  private final long firstTurn;
  private final Consumer<TurnLine> log;
  private final TenantChanges changes;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile Optional<LiveView> view = Optional.empty();
  private long turn;
  private long skipped;
  private RecordedLoop loop;
  private DurableJournal journal;

  /** Present while the journal cannot be written. */
  private Optional<Retry> retry = Optional.empty();

  private long failures;
  private long failedTries;

  /** The last turn of which the workloads were told what it begins. */
  private long announced = -1;

  private Daemon(
      DaemonSettings settings, Surroundings around, LiveWorkloads work, List<Tenant> tenants) {
    this.settings = settings;
    this.clock = around.clock();
    this.events = around.events();
    this.log = around.log();
    this.work = work;
    this.recorder = around.recorder();
    this.fleet = work.fleet();
    this.history = around.history();
    this.chronicle = new Chronicle(history, around.time(), clock, events);
    this.witness = new Witness(events, chronicle);
    this.roster = around.roster();
    this.journals = around.journals();
    this.journal = around.journal();
    this.changes =
        new TenantChanges(
            roster,
            work,
            events,
            settings.forecaster(),
            () -> loop,
            () -> retry.isPresent(),
            this::becomeReadOnly);
    this.loop = begun(tenants);
    this.firstTurn = loop.slot();
    this.turn = firstTurn;
    chronicle.begins(
        firstTurn, settings.loop().slot(), settings.loop().slotsPerWindow(), instances());
  }

  /** Goes on where the journal ends: instances that fit are kept, others go. */
  private RecordedLoop begun(List<Tenant> tenants) {
    Memory memory = journal.memory();
    Recovery recovery =
        Recovery.of(memory.instances(), fleet.instances(), this::against, Recovery.Foreign.DESTROY);
    events.add(
        "recovered",
        "",
        "%d instances kept, %d removed, %d gone"
            .formatted(
                recovery.adopted().size(),
                recovery.destroyed().size(),
                recovery.forgotten().size()));
    return RecordedLoop.begin(
        journal,
        settings.loop(),
        members(tenants, memory),
        settings.planner(),
        recovery,
        new World(fleet, work, new TimeBox(settings.planWithin()), clock::nanos, witness),
        settings.builders());
  }

  /** Why what ran on an instance cannot go on: settings may have changed since. */
  private Optional<String> against(Task task) {
    return work.views().stream()
        .map(TenantView::settings)
        .filter(tenant -> tenant.name().equals(task.tenant()))
        .findFirst()
        .map(tenant -> tenant.offers(task) ? Optional.<String>empty() : Optional.of(CHOICE_GONE))
        .orElse(Optional.of(Recovery.TENANT_GONE));
  }

  /** The tenants, with what the journal remembers of their arrivals. */
  private List<Member> members(List<Tenant> tenants, Memory memory) {
    Map<String, List<Double>> before = new LinkedHashMap<>();
    memory.members().forEach(member -> before.put(member.name(), member.before()));
    return tenants.stream()
        .map(
            tenant ->
                new Member(
                    tenant, settings.forecaster(), before.getOrDefault(tenant.name(), List.of())))
        .toList();
  }

  /**
   * A daemon that does not run yet; its tenants' calls are taken already.
   *
   * @throws IOException if a tenant's folder cannot be read
   */
  public static Daemon of(DaemonSettings settings, Surroundings around) throws IOException {
    List<Integer> slices = settings.loop().models().stream().map(GpuModel::computeSlices).toList();
    LiveWorkloads work =
        new LiveWorkloads(
            settings.work(),
            around.devices(),
            around.gateway(),
            around.launcher(),
            around.events(),
            around.clock(),
            around.streamTime(),
            around.mailbox(),
            new WorkerEnvironment(settings.work(), slices, around.device()),
            around.recorder());
    around.mailbox().readBy(work);
    around.roster().gone().forEach(work::forget);
    for (TenantSettings tenant : settings.tenants()) {
      work.join(tenant);
    }
    List<Tenant> tenants = settings.tenants().stream().map(TenantSettings::tenant).toList();
    return new Daemon(settings, around, work, tenants);
  }

  /** Takes turns until {@link #stop}, then stops all workers; at most ten seconds later. */
  public void run() {
    try {
      turns();
    } finally {
      end();
      chronicle.ends();
      closeJournal();
      stopped.complete(null);
    }
  }

  /** Ends the run after the turn at hand; returns at once. */
  public CompletableFuture<Void> stop() {
    stopping = true;
    return stopped;
  }

  /** What was known at the end of the last turn; empty before the first. */
  public Optional<LiveView> view() {
    return view;
  }

  /**
   * A tenant comes; if one of its name has just left, when nothing of that is there any more. Done
   * when the loop plans for it and a restart would find it. Failed if there is no room for wishes,
   * the tenant has no name of its own, or it cannot be kept.
   */
  public CompletableFuture<Void> join(Newcomer tenant) {
    return changes.join(tenant);
  }

  /**
   * A tenant comes in place of the one of its name, if there is one: whoever is killed on the way
   * finds one of the two after a restart. It goes on with the weights of the one before.
   *
   * @return whether there was one
   */
  public CompletableFuture<Boolean> replace(Newcomer tenant) {
    return changes.replace(tenant);
  }

  /** A tenant goes for good. Done when a restart would not find it; what it leaves is removed. */
  public CompletableFuture<Void> leave(String tenant) {
    return changes.leave(tenant);
  }

  /** To be told, by the loop's thread, what became of an instance. */
  public void happened(String instance, Happening what, String detail) {
    loop.happened(instance, what, detail);
    chronicle.happened(instance, what, detail);
    if (what == Happening.NOT_CREATED) {
      work.notCreated(instance);
    }
    if (what == Happening.LOST
        || what == Happening.NOT_CREATED
        || what == Happening.NOT_DESTROYED) {
      events.add("instance-" + what.name().toLowerCase(Locale.ROOT), "", instance + ": " + detail);
    }
  }

  /** Whether something runs on an instance; to be asked by the loop's thread. */
  public boolean isBusy(String instance) {
    return work.isBusy(instance);
  }

  /** How far the worker of an instance is; to be asked by the loop's thread. */
  public InstanceState stateOf(String instance) {
    return work.state(instance);
  }

  private void turns() {
    long slotNanos = settings.loop().slot().toNanos();
    long due = clock.nanos();
    while (!stopping && !isOver()) {
      long now = clock.nanos();
      if (now >= due) {
        long missed = (now - due) / slotNanos;
        skipped += missed;
        turn(missed);
        due += (missed + 1) * slotNanos;
      }
      work.poll();
      work.clear().forEach(roster::cleared);
      chronicle.look(new Sight(work));
      sleep(Math.min(POLL_NANOS, due - clock.nanos()));
    }
  }

  private boolean isOver() {
    int perWindow = settings.loop().slotsPerWindow();
    return settings.windows().isPresent()
        && turn - firstTurn > (long) settings.windows().getAsInt() * perWindow;
  }

  private void turn(long missed) {
    long began = clock.nanos();
    changes.fulfil();
    work.slotEnds();
    List<TenantView> views = work.views();
    if (turn > firstTurn) {
      recorder.slotEnded(turn - 1, views);
    }
    chronicle.slotEnded(turn - 1, views, retry.isEmpty() ? loop.forecast() : Map.of());
    witness.turnBegins();
    tryToWriteAgain();
    if (retry.isEmpty()) {
      announce();
      takeTurn();
    }
    LiveView now = newView();
    view = Optional.of(now);
    chronicle.turnEnded(now.tenants(), now.instances());
    log.accept(TurnLine.of(now, missed, witness.stepsOfTurn(), clock.nanos() - began));
  }

  /** Tells the workloads, once a turn, what begins or ends soon. */
  private void announce() {
    int perWindow = settings.loop().slotsPerWindow();
    Duration window = settings.loop().slot().multipliedBy(perWindow);
    if (turn == announced) {
      return;
    }
    announced = turn;
    if (turn % perWindow == 0 || turn == firstTurn) {
      work.windowBegins(turn / perWindow, window);
    } else if (turn % perWindow == perWindow / 2) {
      work.windowEndsSoon(window);
    }
  }

  /** What cannot be written down is not done; what runs goes on. */
  private void takeTurn() {
    switch (loop.tick()) {
      case Turn.Taken _ -> turn++;
      case Turn.ReadOnly stopped -> becomeReadOnly(stopped.failure());
    }
  }

  private void becomeReadOnly(JournalFailedException why) {
    retry = Optional.of(Retry.first(clock.nanos()));
    failures++;
    events.add(
        "read-only",
        "",
        "nothing is changed until the journal can be written again: " + why.getMessage());
  }

  /**
   * What a failed write left on disk nobody can tell, so the journal is opened anew and a new loop
   * goes on where it ends, as after a restart; but workers run on.
   */
  private void tryToWriteAgain() {
    if (retry.filter(due -> due.isDue(clock.nanos())).isEmpty()) {
      return;
    }
    int tries = retry.get().tries() + 1;
    closeJournal();
    try {
      journal = journals.open();
      loop = begun(work.views().stream().map(view -> view.settings().tenant()).toList());
      turn = loop.slot();
      retry = Optional.empty();
      events.add("read-only-ended", "", "the journal can be written again; tries: " + tries);
    } catch (IOException | JournalFailedException e) {
      failedTries++;
      retry = retry.map(before -> before.failed(clock.nanos()));
    }
  }

  private void closeJournal() {
    try {
      journal.close();
    } catch (IOException e) {
      events.add("journal", "", "cannot be closed: " + e.getMessage());
    }
  }

  private LiveView newView() {
    return new LiveView(
        turn,
        settings.loop().slotsPerWindow(),
        skipped,
        work.views(),
        instances(),
        witness.plan(),
        witness.planSlot(),
        witness.plans(),
        witness.refused(),
        loop.forecast(),
        loop.soFar(),
        new JournalHealth(retry.isPresent(), failures, failedTries),
        history.health());
  }

  private List<ObservedInstance> instances() {
    return Observation.of(turn, fleet.instances(), work.workers(), work.tenants()).instances();
  }

  /** The workers, as the chronicle looks at them. */
  private record Sight(LiveWorkloads work) implements WorkerSight {
    @Override
    public InstanceState state(String instance) {
      return work.state(instance);
    }

    @Override
    public boolean isBusy(String instance) {
      return work.isBusy(instance);
    }

    @Override
    public List<WorkerReading> workers() {
      return work.workers();
    }
  }

  private void end() {
    events.add("stopping", "", "all workers are told to stop");
    work.stopAll();
    long until = clock.nanos() + STOP_WITHIN.toNanos();
    while (!work.isAllStopped() && clock.nanos() < until) {
      work.poll();
      chronicle.look(new Sight(work));
      sleep(POLL_NANOS);
    }
    work.killAll();
    changes.clear();
  }

  private void sleep(long nanos) {
    try {
      clock.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the loop's thread was interrupted", e);
    }
  }
}
