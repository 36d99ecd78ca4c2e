package dev.migrator.live.daemon;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
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
import java.util.stream.Collectors;

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
  private final Wishes wishes = new Wishes(this::becomeReadOnly);
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
        Recovery.of(
            memory.instances(),
            fleet.instances(),
            tenants.stream().map(Tenant::name).collect(Collectors.toSet()),
            Recovery.Foreign.DESTROY);
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
    return wishes
        .add(
            () -> {
              requireWritable();
              return joined(tenant);
            })
        .thenApply(_ -> null);
  }

  /**
   * A tenant comes in place of the one of its name, if there is one: whoever is killed on the way
   * finds one of the two after a restart. It goes on with the weights of the one before.
   *
   * @return whether there was one
   */
  public CompletableFuture<Boolean> replace(Newcomer tenant) {
    return wishes
        .add(() -> madeRoom(tenant))
        .thenCompose(wasThere -> wishes.add(() -> joinedInTime(tenant)).thenApply(_ -> wasThere));
  }

  /** A tenant goes for good. Done when a restart would not find it; what it leaves is removed. */
  public CompletableFuture<Void> leave(String tenant) {
    return wishes.add(() -> Optional.of(gone(tenant))).thenApply(_ -> null);
  }

  private Optional<Boolean> joinedInTime(Newcomer tenant) throws IOException {
    // Its predecessor has left already, so it is waited for the journal.
    return retry.isPresent() ? Optional.empty() : joined(tenant);
  }

  private Optional<Boolean> joined(Newcomer tenant) throws IOException {
    if (isKnown(tenant.name())) {
      throw new IllegalArgumentException("there is a tenant %s already.".formatted(tenant.name()));
    }
    if (work.isAnythingRunningFor(tenant.name()) || !work.isCleared(tenant.name())) {
      return Optional.empty();
    }
    Roster.Change change = roster.comes(tenant);
    work.join(tenant.settings());
    try {
      loop.join(new Member(tenant.settings().tenant(), settings.forecaster(), List.of()));
    } catch (JournalFailedException e) {
      work.leave(tenant.name());
      throw e;
    }
    change.commit();
    return Optional.of(true);
  }

  /** Whether there was one; empty as long as something is left of one that went for good. */
  private Optional<Boolean> madeRoom(Newcomer tenant) throws IOException {
    requireWritable();
    if (!work.isCleared(tenant.name())) {
      return Optional.empty();
    }
    boolean wasThere = isKnown(tenant.name());
    if (wasThere) {
      left(tenant.name(), roster.comes(tenant));
    }
    return Optional.of(wasThere);
  }

  private boolean gone(String tenant) throws IOException {
    if (!isKnown(tenant)) {
      throw new IllegalArgumentException("there is no tenant %s.".formatted(tenant));
    }
    requireWritable();
    left(tenant, roster.goes(tenant));
    // Only now: who is killed before that finds it there, with all that it has.
    work.forget(tenant);
    return true;
  }

  private void left(String tenant, Roster.Change change) throws IOException {
    loop.leave(tenant);
    work.leave(tenant);
    change.commit();
  }

  private void requireWritable() {
    if (retry.isPresent()) {
      throw new ReadOnlyException();
    }
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

  private boolean isKnown(String tenant) {
    return work.views().stream().anyMatch(view -> view.settings().name().equals(tenant));
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
    wishes.fulfil();
    work.slotEnds();
    List<TenantView> views = work.views();
    if (turn > firstTurn) {
      recorder.slotEnded(views);
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
    wishes.clear();
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
