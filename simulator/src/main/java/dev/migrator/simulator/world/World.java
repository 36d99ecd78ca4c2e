package dev.migrator.simulator.world;

import dev.migrator.core.control.Fleet;
import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.Checkpoint;
import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A simulated world behind the ports of the control loop: virtual GPUs and the tenants whose
 * requests are answered on them, request by request, on a virtual clock.
 *
 * <p>Goals: what a policy is measured by must depend on its steps only. So arrivals and the
 * outcomes of retrainings depend on the seed and on what they belong to, never on the steps, and a
 * repetition is identical to the last bit.
 *
 * <p>Use: read the ports, apply steps, {@link #advance}; again, until {@link #isOver}. Steps take
 * effect at the boundary between two slots, where the world stands; only what they set going ends
 * within a slot.
 *
 * <ul>
 *   <li>Create: the driver begins as soon as there is room and takes the profile's time. Room may
 *       come only when the destruction of others ends; until then the instance reads as being
 *       created, on slices that another still holds. Driver calls on different instances are taken
 *       to run side by side.
 *   <li>Start: the worker is ready after the settings' time, counted from the instance's existence.
 *   <li>A retraining trains from that very instant on. Its time is the choice's on the whole GPU
 *       divided by the profile's training speed. After its end Swap puts the weights into service.
 *   <li>With MPS an instance is a process, which starts without its share and takes it when it
 *       works: an inference worker from Admit on, once the last batch on its share has ended, a
 *       retraining from the first slot that begins when it is ready. Shares of those that work have
 *       to be disjoint then.
 *   <li>Checkpoint: a retraining stops and writes its state, which takes the settings' time; its
 *       instance can go afterwards. A retraining of the same choice that is started then goes on
 *       from there, once its worker has started, the state is written, and it has been read, which
 *       takes the settings' time too. A state belongs to the window's data: it is lost with the
 *       window, and a retraining of a window gone by has none.
 *   <li>An inference worker answers from Admit to Withhold or Drain, as {@link RequestLine} says.
 *   <li>Drain: a batch that has begun is finished; a retraining that has not ended is given up.
 *   <li>Destroy: the driver destroys the instance when it exists and is idle. An instance whose
 *       creation has not begun is gone at once.
 *   <li>Drift: on entering window w &gt;= 1 a tenant loses what the best choice of window w - 1
 *       gives less the accuracy {@code before} window w, never less than nothing. A retraining
 *       under way will give as much less. A window without choices counts with its {@code before}.
 * </ul>
 *
 * <p>A step that cannot be applied is an error of whoever made it and throws {@link
 * IllegalStateException}.
 */
public final class World implements Fleet, Workloads {
  private final WorldSettings settings;
  private final VirtualFleet fleet;
  private final List<VirtualTenant> tenants;
  private final Map<String, VirtualTenant> byName = new HashMap<>();
  private final int slots;
  private final long slotNanos;
  private int slot;

  /**
   * A world at the beginning of its first slot, with empty GPUs.
   *
   * @param models the GPUs, by number
   * @param tenants at least one, names unique, all with arrivals for the same number of slots;
   *     those that learn at all with an entry for each window
   * @throws IllegalArgumentException if they are not like that
   */
  public World(List<GpuModel> models, List<WorldTenant> tenants, WorldSettings settings) {
    this.settings = settings;
    slots = slotsOf(tenants);
    checkTenants(tenants);
    slotNanos = settings.slot().toNanos();
    fleet = new VirtualFleet(models);
    this.tenants =
        IntStream.range(0, tenants.size())
            .mapToObj(i -> new VirtualTenant(tenants.get(i), i, settings))
            .toList();
    this.tenants.forEach(tenant -> byName.put(tenant.name(), tenant));
  }

  /** A world with one GPU. */
  public World(GpuModel model, List<WorldTenant> tenants, WorldSettings settings) {
    this(List.of(model), tenants, settings);
  }

  /** Slots that have passed. */
  public int slot() {
    return slot;
  }

  /** Slots of the whole run. */
  public int slots() {
    return slots;
  }

  /** Whether all slots have passed. */
  public boolean isOver() {
    return slot == slots;
  }

  /**
   * Lets one slot pass.
   *
   * @throws IllegalStateException if all have passed, or if two processes of MPS work on one share
   */
  public void advance() {
    if (isOver()) {
      throw new IllegalStateException("all %d slots of the world have passed.".formatted(slots));
    }
    long from = now();
    fleet.checkShares(from);
    tenants.forEach(tenant -> tenant.advance(slot, from, slotNanos));
    slot++;
    if (slot % settings.slotsPerWindow() == 0 && !isOver()) {
      enterNextWindow();
    }
    fleet.removeGone(now());
  }

  /** What has happened so far. */
  public Recording recording() {
    return new Recording(
        settings.slot(),
        tenants.stream().map(tenant -> tenant.recording(slot)).toList(),
        fleet
            .all()
            .flatMap(instance -> instance.bar(now(), slotNanos).stream())
            .sorted(
                Comparator.comparingDouble(InstanceBar::from).thenComparing(InstanceBar::placement))
            .toList());
  }

  @Override
  public List<InstanceReading> instances() {
    return fleet.readings(now());
  }

  @Override
  public List<WorkerReading> workers() {
    return fleet.instances().flatMap(instance -> instance.workerReading(now()).stream()).toList();
  }

  @Override
  public List<TenantReading> tenants() {
    return tenants.stream().map(VirtualTenant::reading).toList();
  }

  @Override
  public void create(Step.Create step) {
    fleet.create(step, now());
  }

  @Override
  public void destroy(Step.Destroy step) {
    fleet.destroy(step, now());
  }

  @Override
  public void start(Step.Start step) {
    VirtualInstance instance = fleet.instance(step, step.instance());
    Require.step(!instance.isDraining(), step, "the instance is going away.");
    Require.step(instance.worker().isEmpty(), step, "the instance has a worker.");
    VirtualTenant tenant = tenant(step, step.task().tenant());
    long readyAt = instance.workerReadyAt(now(), settings.workerStart().toNanos());
    instance.run(
        switch (step.task()) {
          case Task.Infer infer ->
              new Worker.Inference(infer, readyAt, tenant.serverOn(instance.placement().profile()));
          case Task.Retrain retrain -> retraining(step, instance, tenant, retrain, readyAt);
        });
  }

  @Override
  public void admit(Step.Admit step) {
    VirtualInstance instance = fleet.instance(step, step.instance());
    InstanceState state = instance.state(now());
    Require.step(state == InstanceState.READY, step, "it is %s; expected READY.".formatted(state));
    Worker.Inference worker = inference(step, instance);
    worker.admit(now());
    worker.server().waitUntil(fleet.shareFreeFrom(instance));
    tenant(step, worker.task().tenant()).admit(instance.id(), worker.server());
  }

  @Override
  public void withhold(Step.Withhold step) {
    Worker.Inference worker = inference(step, fleet.instance(step, step.instance()));
    worker.withhold();
    tenant(step, worker.task().tenant()).withhold(step.instance());
  }

  @Override
  public void checkpoint(Step.Checkpoint step) {
    VirtualInstance instance = fleet.instance(step, step.instance());
    Require.step(!instance.isDraining(), step, "the instance is going away.");
    if (!(instance.worker().orElse(null) instanceof Worker.Retraining retraining)) {
      throw Require.illegal(step, "the instance does not retrain.");
    }
    Require.step(!retraining.hasEnded(now()), step, "the retraining has ended.");
    VirtualTenant tenant = tenant(step, retraining.task().tenant());
    Require.step(
        retraining.window() == tenant.window(),
        step,
        "the retraining is of window %d, this is window %d."
            .formatted(retraining.window(), tenant.window()));
    double speed = tenant.trainingSpeedOn(instance.placement().profile());
    long left = Math.max(1, Math.round(retraining.remaining(now()).toNanos() * speed));
    long savedAt = now() + settings.checkpoints().save().toNanos();
    retraining.pause(now(), savedAt);
    tenant.keep(new Checkpoint(retraining.task().choice(), Duration.ofNanos(left)), savedAt);
  }

  @Override
  public void drain(Step.Drain step) {
    VirtualInstance instance = fleet.instance(step, step.instance());
    instance.drain(now());
    instance
        .worker()
        .ifPresent(worker -> tenant(step, worker.task().tenant()).withhold(instance.id()));
  }

  @Override
  public void swap(Step.Swap step) {
    Worker.Retraining retraining = retraining(step);
    Require.step(
        retraining.hasEnded(now()),
        step,
        "the retraining has %s left.".formatted(retraining.remaining(now())));
    Require.step(!retraining.isSwapped(), step, "its weights are in service already.");
    VirtualTenant tenant = tenant(step, step.task().tenant());
    tenant.answerWith(retraining.swap());
    if (retraining.window() == tenant.window()) {
      tenant.forget(step.task().choice());
    }
  }

  private long now() {
    return slot * slotNanos;
  }

  private Worker.Retraining retraining(
      Step.Start step,
      VirtualInstance instance,
      VirtualTenant tenant,
      Task.Retrain task,
      long readyAt) {
    double speed = tenant.trainingSpeedOn(instance.placement().profile());
    Require.step(speed > 0, step, "its model cannot train on " + instance.placement() + ".");
    Learning.Truth truth =
        tenant
            .truth(task.choice())
            .orElseThrow(
                () ->
                    Require.illegal(
                        step,
                        "this window has no such choice; expected one of %s. Maybe the step was made for another window."
                            .formatted(tenant.reading().choices())));
    Optional<Checkpoint> checkpoint = tenant.reading().checkpoint(task.choice());
    Duration left = checkpoint.map(Checkpoint::leftOnWholeGpu).orElse(truth.onWholeGpu());
    long restore = checkpoint.map(_ -> settings.checkpoints().restore().toNanos()).orElse(0L);
    long ready = Math.max(readyAt, tenant.savedAt(task.choice())) + restore;
    long from = instance.isShare() ? Math.ceilDiv(ready, slotNanos) * slotNanos : ready;
    long training = Math.max(1, Math.round(left.toNanos() / speed));
    return new Worker.Retraining(
        task, tenant.window(), from, from + training, truth.accuracyAfter());
  }

  private static Worker.Inference inference(Step step, VirtualInstance instance) {
    if (instance.worker().orElse(null) instanceof Worker.Inference inference) {
      return inference;
    }
    throw Require.illegal(step, "the instance has no inference worker.");
  }

  private Worker.Retraining retraining(Step.Swap step) {
    if (fleet.instance(step, step.instance()).worker().orElse(null)
            instanceof Worker.Retraining retraining
        && retraining.task().equals(step.task())) {
      return retraining;
    }
    throw Require.illegal(step, "the instance does not run that retraining.");
  }

  private VirtualTenant tenant(Step step, String name) {
    VirtualTenant tenant = byName.get(name);
    if (tenant == null) {
      throw Require.illegal(step, "there is no tenant " + name + ".");
    }
    return tenant;
  }

  private void enterNextWindow() {
    Map<String, Double> losses = new HashMap<>();
    tenants.forEach(tenant -> losses.put(tenant.name(), tenant.enterNextWindow()));
    fleet
        .instances()
        .flatMap(instance -> instance.worker().stream())
        .flatMap(worker -> worker instanceof Worker.Retraining r ? Stream.of(r) : Stream.empty())
        .forEach(r -> r.drift(losses.getOrDefault(r.task().tenant(), 0.0)));
  }

  private static int slotsOf(List<WorldTenant> tenants) {
    Require.value(!tenants.isEmpty(), "world", "tenants", tenants, "at least one");
    return tenants.getFirst().arrivals().length;
  }

  private void checkTenants(List<WorldTenant> candidates) {
    int windows = Math.ceilDiv(slots, settings.slotsPerWindow());
    Set<String> names = new HashSet<>();
    for (WorldTenant tenant : candidates) {
      Require.value(names.add(tenant.name()), "world", "tenant", tenant.name(), "a unique name");
      Require.value(
          tenant.arrivals().length == slots,
          tenant.name(),
          "arrivals",
          tenant.arrivals().length + " slots",
          slots + " slots, as the first tenant has");
      Require.value(
          tenant.learning().isEmpty() || tenant.learning().size() >= windows,
          tenant.name(),
          "learning",
          tenant.learning().size() + " windows",
          "an entry for each of the %d windows of %d slots. Maybe the run is too long for the data"
              .formatted(windows, settings.slotsPerWindow()));
    }
  }
}
