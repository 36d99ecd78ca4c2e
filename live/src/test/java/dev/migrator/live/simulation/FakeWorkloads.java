package dev.migrator.live.simulation;

import dev.migrator.core.control.Workloads;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.TenantReading;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.live.emulated.Occupants;
import dev.migrator.live.journal.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;

/** Workers that start, answer or train, drain and crash on a virtual clock; tenants of chance. */
final class FakeWorkloads implements Workloads, Occupants {
  private static final long START_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long DRAIN_NANOS = Duration.ofMillis(300).toNanos();
  private static final Duration TRAINING = Duration.ofSeconds(5);

  private final LongSupplier clock;
  private final Random random;
  private final List<String> tenants = new ArrayList<>();
  private final Map<String, Worker> workers = new LinkedHashMap<>();
  private final Map<String, Double> accuracies = new LinkedHashMap<>();

  private static final class Worker {
    final Task task;
    final long askedAt;
    Optional<Long> readyAt = Optional.empty();
    Optional<Long> goneAt = Optional.empty();
    boolean admitted;

    Worker(Task task, long askedAt) {
      this.task = task;
      this.askedAt = askedAt;
    }
  }

  FakeWorkloads(LongSupplier clock, Random random) {
    this.clock = clock;
    this.random = random;
  }

  void join(String tenant) {
    tenants.add(tenant);
    accuracies.putIfAbsent(tenant, 0.7);
  }

  void leave(String tenant) {
    tenants.remove(tenant);
  }

  /** One of the workers fails and is started again. */
  void crashOne() {
    List<Worker> running =
        workers.values().stream().filter(worker -> worker.readyAt.isPresent()).toList();
    if (!running.isEmpty()) {
      Worker worker = running.get(random.nextInt(running.size()));
      worker.readyAt = Optional.of(clock.getAsLong() + START_NANOS);
      worker.admitted = false;
    }
  }

  /** The process that started the workers dies, and they with it. */
  void killAll() {
    workers.clear();
  }

  /** What the fleet tells. */
  void happened(String instance, Happening what) {
    switch (what) {
      case NOT_CREATED, DESTROYED, LOST -> workers.remove(instance);
      case CREATED, NOT_DESTROYED -> {
        // A worker starts when its instance is first asked after.
      }
    }
  }

  @Override
  public boolean isBusy(String instance) {
    Worker worker = workers.get(instance);
    return worker != null && worker.goneAt.filter(at -> at <= clock.getAsLong()).isEmpty();
  }

  @Override
  public InstanceState state(String instance) {
    Worker worker = workers.get(instance);
    if (worker == null) {
      return InstanceState.STARTING;
    }
    if (worker.goneAt.isPresent()) {
      return InstanceState.DRAINING;
    }
    if (worker.readyAt.isEmpty()) {
      worker.readyAt = Optional.of(clock.getAsLong() + START_NANOS);
    }
    return worker.readyAt.get() <= clock.getAsLong() ? InstanceState.READY : InstanceState.STARTING;
  }

  @Override
  public List<WorkerReading> workers() {
    List<WorkerReading> readings = new ArrayList<>();
    workers.forEach(
        (id, w) -> {
          Duration age = Duration.ofNanos(clock.getAsLong() - w.askedAt);
          readings.add(new WorkerReading(id, w.task, age, w.admitted, remaining(w)));
        });
    return readings;
  }

  @Override
  public List<TenantReading> tenants() {
    return tenants.stream().map(this::reading).toList();
  }

  @Override
  public void start(Step.Start step) {
    workers.putIfAbsent(step.instance(), new Worker(step.task(), clock.getAsLong()));
  }

  @Override
  public void admit(Step.Admit step) {
    find(step.instance()).ifPresent(worker -> worker.admitted = true);
  }

  @Override
  public void withhold(Step.Withhold step) {
    find(step.instance()).ifPresent(worker -> worker.admitted = false);
  }

  @Override
  public void checkpoint(Step.Checkpoint step) {}

  @Override
  public void drain(Step.Drain step) {
    find(step.instance())
        .ifPresent(worker -> worker.goneAt = Optional.of(clock.getAsLong() + DRAIN_NANOS));
  }

  @Override
  public void swap(Step.Swap step) {
    accuracies.put(step.task().tenant(), 0.9);
    find(step.instance()).ifPresent(worker -> worker.goneAt = Optional.of(clock.getAsLong()));
  }

  private Optional<Worker> find(String instance) {
    return Optional.ofNullable(workers.get(instance));
  }

  private Duration remaining(Worker worker) {
    if (worker.task instanceof Task.Infer) {
      return Duration.ZERO;
    }
    long trained = worker.readyAt.map(at -> clock.getAsLong() - at).orElse(0L);
    return Duration.ofNanos(Math.max(0, TRAINING.toNanos() - Math.max(0, trained)));
  }

  private TenantReading reading(String tenant) {
    long arrived = random.nextInt(60);
    double accuracy = accuracies.getOrDefault(tenant, 0.7);
    Outcome last = new Outcome(arrived, arrived / 2, 0, 0, random.nextInt(5), arrived * 0.3);
    RetrainingChoice choice = new RetrainingChoice("full", TRAINING, 0.9);
    double slowness = 0.5 + arrived % 4 * 0.5;
    return new TenantReading(tenant, accuracy, List.of(choice), last, List.of(), slowness);
  }
}
