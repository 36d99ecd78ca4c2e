package dev.migrator.live.work;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.gateway.Gateway;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.process.Launcher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
  private final WorkSettings settings;
  private final Fleet devices;
  private final Gateway gateway;
  private final Clock clock;
  private final Supplier<Duration> streamTime;
  private final Mailbox mailbox;
  private final Probes probes;
  private final Units units = new Units();
  private final LiveTenants tenants;
  private final SlotCounts counts;
  private final Retrainings retrainings;
  private final Admissions admissions;
  private final WorkerWatch watch;

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
    this.clock = clock;
    this.streamTime = streamTime;
    this.mailbox = mailbox;
    this.probes = new Probes(launcher, environment, mailbox, events, clock);
    this.tenants = new LiveTenants(settings, gateway, mailbox, events, this::isAnythingRunningFor);
    this.counts = new SlotCounts(gateway, tenants, units, observer);
    this.retrainings = new Retrainings(tenants, gateway, events, clock, observer);
    this.admissions = new Admissions(gateway, tenants);
    WorkerReports reports =
        new WorkerReports(
            settings, gateway, events, clock, mailbox, observer, admissions, retrainings);
    this.watch =
        new WorkerWatch(
            settings,
            units,
            tenants,
            gateway,
            launcher,
            environment,
            reports,
            events,
            clock,
            mailbox);
  }

  /**
   * A tenant comes; the gateway takes its calls from now on.
   *
   * @throws IOException if its folder cannot be read
   */
  public void join(TenantSettings tenant) throws IOException {
    tenants.join(tenant);
  }

  /** A tenant goes; the loop drains its instances. Its folder stays, as if it were to come back. */
  public void leave(String tenant) {
    tenants.leave(tenant);
    probes.forget(tenant);
  }

  /** A tenant has gone for good: its folder is removed when nothing runs for it any more. */
  public void forget(String tenant) {
    tenants.forget(tenant);
  }

  /**
   * Whether nothing is left of a tenant, if it has gone for good.
   *
   * @throws IOException if what is left cannot be removed
   */
  public boolean isCleared(String tenant) throws IOException {
    return tenants.isCleared(tenant);
  }

  /**
   * Removes what tenants have left that have gone for good, as soon as nothing runs for them.
   *
   * @return of whom nothing is left now
   */
  public List<String> clear() {
    return tenants.clear();
  }

  /** Counts what happened since the last call; to be called before each turn of the loop. */
  public void slotEnds() {
    counts.slotEnds();
  }

  /**
   * The next window will soon be planned: the ways to retrain are tried out, if that is wanted.
   *
   * @param length of a window
   */
  public void windowEndsSoon(Duration length) {
    settings
        .probes()
        .ifPresent(probe -> probes.begin(tenants.all(), probe, streamTime.get(), length));
  }

  /**
   * A window begins: every tenant gets the examples of the last one.
   *
   * @param length of a window
   */
  public void windowBegins(long number, Duration length) {
    probes.end();
    tenants.windowBegins(number, streamTime.get(), length, units.instances());
  }

  /** Does what has become due: starts, restarts, kills, removes. */
  public void poll() {
    mailbox.drain(units::isCurrent);
    settings.probes().ifPresent(probes::poll);
    watch.poll(devices.instances());
  }

  /** Tells all workers to stop. */
  public void stopAll() {
    probes.end();
    units.all().forEach(watch::stop);
  }

  /** Whether no worker process is there any more. */
  public boolean isAllStopped() {
    return probes.isIdle() && units.all().stream().allMatch(unit -> unit.process == null);
  }

  /** Ends all workers at once. */
  public void killAll() {
    units.all().forEach(Unit::kill);
  }

  /** Whether anything of a tenant's is still there, be it that it has left. */
  public boolean isAnythingRunningFor(String tenant) {
    return probes.isTrying(tenant) || units.hasAnyOf(tenant);
  }

  /** What is known of the tenants, for reports. */
  public List<TenantView> views() {
    return tenants.views();
  }

  /** The instances with their workers, as the loop is to see and to change them. */
  public Fleet fleet() {
    return new StaffedFleet(devices, this);
  }

  /** An instance could not be created: nothing is to be started there any more. */
  public void notCreated(String instance) {
    units.on(instance).filter(unit -> unit.process == null).ifPresent(units::remove);
  }

  /** Whether a process of ours may have the instance open, so that it cannot be destroyed. */
  public boolean isBusy(String instance) {
    return units.on(instance).filter(unit -> unit.process != null).isPresent();
  }

  /** How far the worker of an instance is that exists. */
  public InstanceState state(String instance) {
    return units.on(instance).map(Unit::state).orElse(InstanceState.STARTING);
  }

  /** To be destroyed as soon as nothing runs there, for which the devices wait. */
  void destroy(Step.Destroy step) {
    devices.destroy(step);
    units
        .on(step.instance())
        .ifPresent(
            unit -> {
              unit.destroy = step;
              watch.stop(unit);
            });
  }

  /** The gateway notices that a worker gives no proper answers. */
  void suspected(String instance, String reason) {
    watch.suspected(instance, reason);
  }

  /** It does again. */
  void recovered(String instance) {
    watch.recovered(instance);
  }

  @Override
  public List<WorkerReading> workers() {
    long now = clock.nanos();
    return units.all().stream().map(unit -> unit.reading(now)).toList();
  }

  @Override
  public List<TenantReading> tenants() {
    return tenants.readings();
  }

  @Override
  public void start(Step.Start step) {
    if (units.on(step.instance()).filter(unit -> unit.isBusyWith(step.task())).isPresent()) {
      // A loop that begins anew asks for what runs already.
      return;
    }
    units.put(
        new Unit(step.instance(), step.task(), clock.nanos(), retrainings.expected(step.task())));
  }

  @Override
  public void admit(Step.Admit step) {
    units.on(step.instance()).ifPresent(admissions::want);
  }

  @Override
  public void withhold(Step.Withhold step) {
    units.on(step.instance()).ifPresent(unit -> unit.wanted = false);
    gateway.withhold(step.instance());
  }

  @Override
  public void checkpoint(Step.Checkpoint step) {
    units
        .on(step.instance())
        .ifPresent(
            unit -> {
              unit.checkpointed = true;
              unit.tell("checkpoint");
            });
  }

  @Override
  public void drain(Step.Drain step) {
    units.on(step.instance()).ifPresent(watch::stop);
  }

  @Override
  public void swap(Step.Swap step) {
    retrainings.swap(step, units.on(step.instance()));
  }
}
