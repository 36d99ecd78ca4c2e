package dev.migrator.live.work;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.line.BatchLatency;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.process.Launcher;
import dev.migrator.live.process.WorkerEvent;
import dev.migrator.live.process.WorkerListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What runs on the instances of a live system: a process on each, the gateway in front of them.
 *
 * <p>One thread, the loop's, owns all state and calls all methods. What others notice (processes,
 * the gateway) waits in a {@link Mailbox} until {@link #poll}, which is to be called several times
 * a second.
 *
 * <p>A worker that dies while it serves is started again on its instance, after a break that grows
 * with each death in a row. A retraining that fails reads as one that has ended: the loop removes
 * its instance and puts its weights into service, which then changes nothing; its choice is offered
 * again some windows later.
 */
public final class LiveWorkloads implements Workloads {
  private static final Duration CALM = Duration.ofSeconds(30);

  /** Who was not looked after for longer, because we stood still, is not to blame for it. */
  private static final Duration LONGEST_BREAK = Duration.ofSeconds(2);

  private final WorkSettings settings;
  private final Fleet devices;
  private final Gateway gateway;
  private final Launcher launcher;
  private final EventLog events;
  private final Clock clock;
  private final Supplier<Duration> streamTime;
  private final Mailbox mailbox;
  private final WorkerEnvironment environment;
  private final Observer observer;
  private final Probes probes;
  private final Departed departed;
  private final Map<String, LiveTenant> tenants = new LinkedHashMap<>();
  private final Map<String, Unit> units = new LinkedHashMap<>();
  private OptionalLong polledAt = OptionalLong.empty();

  /**
   * Without tenants.
   *
   * @param devices the instances themselves
   * @param streamTime time since the tenants' streams began
   * @param mailbox that processes and gateway write to
   * @param observer is told what was measured
   */
  public LiveWorkloads(
      WorkSettings settings,
      Fleet devices,
      Gateway gateway,
      Launcher launcher,
      EventLog events,
      Clock clock,
      Supplier<Duration> streamTime,
      Mailbox mailbox,
      WorkerEnvironment environment,
      Observer observer) {
    this.settings = settings;
    this.devices = devices;
    this.gateway = gateway;
    this.launcher = launcher;
    this.events = events;
    this.clock = clock;
    this.streamTime = streamTime;
    this.mailbox = mailbox;
    this.environment = environment;
    this.observer = observer;
    this.probes = new Probes(launcher, environment, mailbox, events, clock);
    this.departed = new Departed(settings.tenants(), this::isAnythingRunningFor, Folders::delete);
  }

  /**
   * A tenant comes; the gateway takes its calls from now on.
   *
   * @throws IOException if its folder cannot be read
   */
  public void join(TenantSettings tenant) throws IOException {
    LiveTenant live = LiveTenant.open(tenant, settings.tenants());
    gateway.join(live.terms(), live.weights().forGateway());
    tenants.put(tenant.name(), live);
    mailbox.listenTo(tenant.name(), live.labels(), live.seen());
    events.add("tenant-joined", tenant.name(), "serves by version " + live.weights().version());
  }

  /** A tenant goes; the loop drains its instances. Its folder stays, as if it were to come back. */
  public void leave(String tenant) {
    gateway.leave(tenant);
    mailbox.forget(tenant);
    probes.forget(tenant);
    tenants.remove(tenant);
    events.add("tenant-left", tenant, "its instances are drained");
  }

  /** A tenant has gone for good: its folder is removed when nothing runs for it any more. */
  public void forget(String tenant) {
    departed.add(tenant);
  }

  /**
   * Whether nothing is left of a tenant, if it has gone for good.
   *
   * @throws IOException if what is left cannot be removed
   */
  public boolean isCleared(String tenant) throws IOException {
    return departed.isCleared(tenant);
  }

  /**
   * Removes what tenants have left that have gone for good, as soon as nothing runs for them.
   *
   * @return of whom nothing is left now
   */
  public List<String> clear() {
    return departed.sweep(
        (tenant, why) -> events.add("not-tidied", tenant, "its folder cannot be removed: " + why));
  }

  /** Counts what happened since the last call; to be called before each turn of the loop. */
  public void slotEnds() {
    for (LiveTenant tenant : tenants.values()) {
      String name = tenant.settings().name();
      gateway.accuracy(name, tenant.weights().name(), tenant.accuracy());
      tenant.slotEnded(gateway.takeOutcome(name));
      gateway.takeLatencies(name).forEach(batches -> observe(name, batches));
    }
  }

  private void observe(String tenant, BatchLatency batches) {
    unit(batches.instance())
        .flatMap(unit -> unit.placement)
        .map(Placement::profile)
        .ifPresent(profile -> observe(tenant, profile, batches));
  }

  private void observe(String name, Profile profile, BatchLatency batches) {
    int rows = batches.rows();
    observer.batches(name, profile, rows, batches.batches(), batches.meanNanos());
    tenant(name)
        .ifPresent(t -> t.slowness().took(profile, rows, batches.batches(), batches.meanNanos()));
  }

  /**
   * The next window will soon be planned: the ways to retrain are tried out, if that is wanted.
   *
   * @param length of a window
   */
  public void windowEndsSoon(Duration length) {
    settings
        .probes()
        .ifPresent(probe -> probes.begin(tenants.values(), probe, streamTime.get(), length));
  }

  /**
   * A window begins: every tenant gets the examples of the last one.
   *
   * @param length of a window
   */
  public void windowBegins(long number, Duration length) {
    probes.end();
    departed.tryAgain();
    for (LiveTenant tenant : tenants.values()) {
      try {
        tenant.windowBegins(number, streamTime.get(), length);
      } catch (IOException e) {
        events.add("no-examples", tenant.settings().name(), "cannot be written: " + e);
      }
      tidy(tenant);
    }
  }

  private void tidy(LiveTenant tenant) {
    try {
      tenant.tidy(units.keySet());
    } catch (IOException e) {
      events.add("not-tidied", tenant.settings().name(), "old results cannot be removed: " + e);
    }
  }

  /** Does what has become due: starts, restarts, kills, removes. */
  public void poll() {
    mailbox.drain(this::isCurrent);
    settings.probes().ifPresent(probes::poll);
    long now = clock.nanos();
    forgive(now);
    Map<String, InstanceReading> existing = new LinkedHashMap<>();
    devices.instances().forEach(reading -> existing.put(reading.id(), reading));
    for (Unit unit : List.copyOf(units.values())) {
      look(unit, Optional.ofNullable(existing.get(unit.id)), now);
    }
  }

  /** Tells all workers to stop. */
  public void stopAll() {
    probes.end();
    units.values().forEach(this::stop);
  }

  /** Whether no worker process is there any more. */
  public boolean isAllStopped() {
    return probes.isIdle() && units.values().stream().allMatch(unit -> unit.process == null);
  }

  /** Ends all workers at once. */
  public void killAll() {
    units.values().forEach(Unit::kill);
  }

  /** Whether anything of a tenant's is still there, be it that it has left. */
  public boolean isAnythingRunningFor(String tenant) {
    return probes.isTrying(tenant)
        || units.values().stream().anyMatch(unit -> unit.task.tenant().equals(tenant));
  }

  /** What is known of the tenants, for reports. */
  public List<TenantView> views() {
    return tenants.values().stream().map(TenantView::of).toList();
  }

  /** The instances with their workers, as the loop is to see and to change them. */
  public Fleet fleet() {
    return new StaffedFleet(devices, this);
  }

  /** An instance could not be created: nothing is to be started there any more. */
  public void notCreated(String instance) {
    unit(instance).filter(unit -> unit.process == null).ifPresent(unit -> units.remove(unit.id));
  }

  /** Whether a process of ours may have the instance open, so that it cannot be destroyed. */
  public boolean isBusy(String instance) {
    return unit(instance).filter(unit -> unit.process != null).isPresent();
  }

  /** How far the worker of an instance is that exists. */
  public InstanceState state(String instance) {
    Unit unit = units.get(instance);
    return unit == null ? InstanceState.STARTING : unit.state();
  }

  /** To be destroyed as soon as nothing runs there, for which the devices wait. */
  void destroy(Step.Destroy step) {
    devices.destroy(step);
    Unit unit = units.get(step.instance());
    if (unit != null) {
      unit.destroy = step;
      if (unit.stage != Unit.Stage.DRAINING) {
        stop(unit);
      }
    }
  }

  @Override
  public List<WorkerReading> workers() {
    long now = clock.nanos();
    return units.values().stream().map(unit -> unit.reading(now)).toList();
  }

  @Override
  public List<TenantReading> tenants() {
    return tenants.values().stream().map(LiveTenant::reading).toList();
  }

  @Override
  public void start(Step.Start step) {
    if (unit(step.instance()).filter(unit -> unit.isBusyWith(step.task())).isPresent()) {
      // A loop that begins anew asks for what runs already.
      return;
    }
    Duration expected =
        step.task() instanceof Task.Retrain retrain
            ? tenant(retrain.tenant())
                .map(t -> t.expectation().of(retrain.choice()).onWholeGpu())
                .orElse(Duration.ZERO)
            : Duration.ZERO;
    units.put(step.instance(), new Unit(step.instance(), step.task(), clock.nanos(), expected));
  }

  @Override
  public void admit(Step.Admit step) {
    unit(step.instance())
        .ifPresent(
            unit -> {
              unit.wanted = true;
              admitIfReady(unit);
            });
  }

  @Override
  public void withhold(Step.Withhold step) {
    unit(step.instance()).ifPresent(unit -> unit.wanted = false);
    gateway.withhold(step.instance());
  }

  @Override
  public void checkpoint(Step.Checkpoint step) {
    unit(step.instance())
        .ifPresent(
            unit -> {
              unit.checkpointed = true;
              unit.tell("checkpoint");
            });
  }

  @Override
  public void drain(Step.Drain step) {
    unit(step.instance()).ifPresent(this::stop);
  }

  @Override
  public void swap(Step.Swap step) {
    String name = step.task().tenant();
    Optional<LiveTenant> tenant = tenant(name);
    Optional<Unit> unit = unit(step.instance());
    if (tenant.isPresent() && unit.isPresent() && unit.get().result.isPresent()) {
      swap(tenant.get(), step.task(), unit.get(), unit.get().result.get());
    } else {
      events.add("nothing-swapped", name, step.instance() + " made no weights");
    }
  }

  private void swap(LiveTenant tenant, Task.Retrain task, Unit unit, WorkerEvent.Done done) {
    try {
      double before = tenant.accuracy();
      Weights weights = tenant.adopt(done.weights(), done.accuracy(), task.choice());
      tenant.resumeNoMore(task.choice());
      Folders.delete(tenant.output(unit.id));
      observer.swapped(
          task.tenant(),
          task.choice(),
          unit.window,
          tenant.expectation().of(task.choice()).onWholeGpu());
      events.add(
          "weights-swapped",
          task.tenant(),
          "version %d by %s: %.4f, before %.4f"
              .formatted(weights.version(), task.choice(), done.accuracy(), before));
      gateway
          .swap(task.tenant(), weights.forGateway())
          .thenAccept(
              report ->
                  report
                      .failed()
                      .forEach(
                          (instance, why) ->
                              events.add(
                                  "weights-not-loaded", task.tenant(), instance + ": " + why)));
    } catch (IOException e) {
      events.add("weights-lost", task.tenant(), "cannot be kept: " + e);
    }
  }

  // ---- What becomes due ------------------------------------------------------------------------

  /** After a break, as when the machine slept: everybody has the time again that nobody saw. */
  private void forgive(long now) {
    long unseen = now - polledAt.orElse(now);
    polledAt = OptionalLong.of(now);
    if (unseen > LONGEST_BREAK.toNanos()) {
      units.values().forEach(unit -> unit.postpone(unseen));
      events.add("stood-still", "", "for %d ms".formatted(unseen / 1_000_000));
    }
  }

  private void look(Unit unit, Optional<InstanceReading> instance, long now) {
    if (unit.stage == Unit.Stage.GONE) {
      remove(unit, instance.isPresent());
    } else if (instance.isEmpty()) {
      if (unit.stage != Unit.Stage.WAITING || unit.placement.isPresent()) {
        lost(unit);
      }
    } else if (unit.stage == Unit.Stage.WAITING) {
      InstanceState state = instance.get().state();
      unit.placement = instance.map(InstanceReading::placement);
      if (state != InstanceState.CREATING && now >= unit.notBefore) {
        launch(unit, instance.get().placement(), now);
      }
    } else if (now >= unit.deadline) {
      events.add("worker-killed", unit.task.tenant(), unit.id + " " + unit.stage.overdue());
      unit.deadline = Long.MAX_VALUE;
      unit.kill();
    }
  }

  private void remove(Unit unit, boolean exists) {
    if (unit.destroy != null || !exists) {
      units.remove(unit.id);
    }
  }

  /** Its instance is gone, though nobody asked for that. */
  private void lost(Unit unit) {
    events.add("instance-lost", unit.task.tenant(), unit.id);
    gateway.drain(unit.id);
    unit.kill();
    units.remove(unit.id);
  }

  private void launch(Unit unit, Placement placement, long now) {
    Optional<LiveTenant> tenant = tenant(unit.task.tenant());
    if (tenant.isEmpty()) {
      // It has left; the loop drains what was meant for it.
      return;
    }
    unit.stage = Unit.Stage.STARTING;
    unit.launchedAt = now;
    unit.window = tenant.get().window();
    unit.deadline = now + settings.startWithin().toNanos();
    unit.version = tenant.get().weights().version();
    int generation = ++unit.generation;
    try {
      unit.process =
          launcher.launch(
              environment.of(unit.id, unit.task, placement, tenant.get()),
              new Posted(unit, generation));
    } catch (IOException e) {
      ended(unit, "cannot be started: " + e.getMessage());
    }
  }

  private boolean isCurrent(Unit unit, int generation) {
    return unit.generation == generation && unit.equals(units.get(unit.id));
  }

  // ---- What processes say ----------------------------------------------------------------------

  /** Puts what a process says into the mailbox. */
  private final class Posted implements WorkerListener {
    private final Unit unit;
    private final int generation;

    Posted(Unit unit, int generation) {
      this.unit = unit;
      this.generation = generation;
    }

    @Override
    public void said(WorkerEvent event) {
      mailbox.post(unit, generation, () -> heard(unit, event));
    }

    @Override
    public void logged(String line) {
      events.log(unit.task.tenant(), unit.id, line);
    }

    @Override
    public void ended(int exitCode) {
      mailbox.post(unit, generation, () -> LiveWorkloads.this.ended(unit, "exit code " + exitCode));
    }
  }

  private void heard(Unit unit, WorkerEvent event) {
    switch (event) {
      case WorkerEvent.Ready ready -> ready(unit, ready);
      case WorkerEvent.Progress progress -> progressed(unit, progress);
      case WorkerEvent.Checkpoint checkpoint -> checkpointed(unit, checkpoint);
      case WorkerEvent.Done done -> {
        unit.result = Optional.of(done);
        unit.deadline = clock.nanos() + settings.stopWithin().toNanos();
      }
      case WorkerEvent.Failed failed -> unit.failure = failed.reason();
    }
  }

  private void ready(Unit unit, WorkerEvent.Ready ready) {
    if (unit.stage != Unit.Stage.STARTING) {
      return;
    }
    unit.stage = Unit.Stage.READY;
    unit.readyAt = clock.nanos();
    observer.started(Duration.ofNanos(unit.readyAt - unit.launchedAt));
    unit.deadline = unit.isRetraining() ? speaksBy(unit.readyAt) : Long.MAX_VALUE;
    unit.port = ready.port().orElse(0);
    if (unit.task instanceof Task.Retrain retrain) {
      unit.placement.ifPresent(
          place -> tenant(retrain.tenant()).ifPresent(t -> begun(unit, t, retrain, place)));
    }
    admitIfReady(unit);
  }

  private void progressed(Unit unit, WorkerEvent.Progress progress) {
    unit.left = progress.remaining();
    unit.leftAt = clock.nanos();
    if (unit.stage == Unit.Stage.READY) {
      unit.deadline = speaksBy(unit.leftAt);
    }
  }

  private long speaksBy(long now) {
    return now + settings.silentFor().toNanos();
  }

  private void begun(Unit unit, LiveTenant tenant, Task.Retrain task, Placement placement) {
    double speed = tenant.settings().tenant().service().trainingSpeedOn(placement.profile());
    double share = tenant.paused(task.choice()).map(LiveTenant.Paused::left).orElse(1.0);
    double nanos = tenant.expectation().of(task.choice()).onWholeGpu().toNanos() * share;
    unit.left = Duration.ofNanos(Math.round(nanos / Math.max(1e-3, speed)));
    unit.leftAt = unit.readyAt;
  }

  private void checkpointed(Unit unit, WorkerEvent.Checkpoint checkpoint) {
    if (unit.task instanceof Task.Retrain retrain && checkpoint.of() > 0) {
      double left = Math.clamp(1 - checkpoint.done() / checkpoint.of(), 0.001, 1);
      tenant(retrain.tenant())
          .ifPresent(
              t -> t.paused(retrain.choice(), new LiveTenant.Paused(checkpoint.path(), left)));
      events.add(
          "retraining-paused",
          retrain.tenant(),
          "%s at %.2f of %.0f epochs"
              .formatted(retrain.choice(), checkpoint.done(), checkpoint.of()));
    }
  }

  private void ended(Unit unit, String how) {
    unit.process = null;
    unit.suspected = false;
    unit.deadline = Long.MAX_VALUE;
    String why = unit.failure.isEmpty() ? how : how + ": " + unit.failure;
    if (unit.stage == Unit.Stage.DRAINING) {
      unit.stage = Unit.Stage.GONE;
    } else if (unit.task instanceof Task.Retrain retrain) {
      unit.stage = Unit.Stage.ENDED;
      retrained(unit, retrain, why);
    } else {
      crashed(unit, why);
    }
  }

  private void retrained(Unit unit, Task.Retrain task, String why) {
    Optional<LiveTenant> tenant = tenant(task.tenant());
    if (tenant.isEmpty()) {
      return;
    }
    if (unit.result.isPresent()) {
      measured(unit, task, tenant.get(), unit.result.get());
    } else {
      long next = tenant.get().expectation().failed(task.choice(), tenant.get().window());
      tenant.get().resumeNoMore(task.choice());
      events.add(
          "retraining-failed",
          task.tenant(),
          "%s on %s: %s; not offered before window %d"
              .formatted(task.choice(), unit.id, why, next));
    }
  }

  private void measured(Unit unit, Task.Retrain task, LiveTenant tenant, WorkerEvent.Done done) {
    boolean isWhole = tenant.paused(task.choice()).isEmpty();
    if (unit.placement.isEmpty() || !isWhole) {
      return;
    }
    Placement placement = unit.placement.get();
    double speed = tenant.settings().tenant().service().trainingSpeedOn(placement.profile());
    Duration took = Duration.ofNanos(clock.nanos() - unit.readyAt);
    Duration onWhole = Duration.ofNanos(Math.round(took.toNanos() * speed));
    var expected = tenant.expectation().of(task.choice());
    events.add(
        "retraining-ended",
        task.tenant(),
        "%s on %s took %.1f s, expected %.1f s; accuracy %.4f, expected %.4f"
            .formatted(
                task.choice(),
                placement,
                took.toNanos() * 1e-9,
                expected.onWholeGpu().toNanos() * 1e-9 / speed,
                done.accuracy(),
                expected.accuracyAfter()));
    tenant.expectation().measured(task.choice(), onWhole, done.accuracy());
  }

  private void crashed(Unit unit, String why) {
    long now = clock.nanos();
    gateway.withhold(unit.id);
    unit.crashes = now - unit.readyAt > CALM.toNanos() ? 1 : unit.crashes + 1;
    Duration pause = RestartPause.after(unit.crashes);
    unit.stage = Unit.Stage.WAITING;
    unit.notBefore = now + pause.toNanos();
    unit.failure = "";
    events.add(
        "worker-crashed",
        unit.task.tenant(),
        "%s: %s; started again in %d ms".formatted(unit.id, why, pause.toMillis()));
  }

  // ---- What the gateway notices ----------------------------------------------------------------

  /** A worker gives no proper answers; if that lasts, it is killed and so started again. */
  void suspected(String instance, String reason) {
    unit(instance)
        .filter(unit -> unit.stage == Unit.Stage.READY)
        .ifPresent(
            unit -> {
              unit.suspected = true;
              unit.deadline = clock.nanos() + settings.hangingAfter().toNanos();
              events.add("worker-suspected", unit.task.tenant(), instance + ": " + reason);
            });
  }

  void recovered(String instance) {
    unit(instance)
        .filter(unit -> unit.suspected)
        .ifPresent(
            unit -> {
              unit.suspected = false;
              unit.deadline = Long.MAX_VALUE;
            });
  }

  private void admitIfReady(Unit unit) {
    if (!unit.wanted || unit.stage != Unit.Stage.READY || unit.port == 0) {
      return;
    }
    curve(unit)
        .ifPresent(
            curve ->
                gateway.admit(
                    unit.id,
                    unit.task.tenant(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), unit.port),
                    curve,
                    Integer.toString(unit.version)));
  }

  /** As plans count with: the gateway takes as large batches as they think. */
  private Optional<LatencyCurve> curve(Unit unit) {
    return unit.placement.flatMap(
        place -> tenant(unit.task.tenant()).flatMap(t -> t.curve(place.profile())));
  }

  private void stop(Unit unit) {
    if (unit.stage == Unit.Stage.DRAINING || unit.stage == Unit.Stage.GONE) {
      return;
    }
    unit.wanted = false;
    unit.stage = unit.process == null ? Unit.Stage.GONE : Unit.Stage.DRAINING;
    unit.deadline = clock.nanos() + settings.stopWithin().toNanos();
    int generation = unit.generation;
    if (unit.isRetraining()) {
      if (!unit.checkpointed) {
        unit.tell("stop");
      }
    } else {
      gateway.drain(unit.id).thenRun(() -> mailbox.post(unit, generation, () -> unit.tell("stop")));
    }
  }

  private Optional<Unit> unit(String instance) {
    return Optional.ofNullable(units.get(instance));
  }

  private Optional<LiveTenant> tenant(String name) {
    return Optional.ofNullable(tenants.get(name));
  }
}
