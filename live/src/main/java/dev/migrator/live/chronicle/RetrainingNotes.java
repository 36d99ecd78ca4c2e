package dev.migrator.live.chronicle;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.WorkerReading;
import dev.migrator.live.history.RetrainingCourse;
import dev.migrator.live.history.RetrainingCourse.Outcome;
import dev.migrator.live.history.RetrainingRecord;
import dev.migrator.live.work.TenantView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The retrainings: what was expected of each when it began, and what came of it.
 *
 * <p>One begins when its instance is first seen, and ends with the step that puts its weights into
 * service, or when its instance goes without one. What its weights are worth by callers' labels is
 * looked up when the window ends in which they went into service.
 */
final class RetrainingNotes {

  /** One that goes on. */
  private static final class Running {
    RetrainingRecord record;
    final long askedAt;
    Optional<Long> beganAt = Optional.empty();

    Running(RetrainingRecord record, long askedAt) {
      this.record = record;
      this.askedAt = askedAt;
    }

    void is(RetrainingCourse course) {
      record = record.with(course);
    }
  }

  /** One whose weights serve, until the window ends. */
  private record Serving(RetrainingRecord record, int version) {}

  private final SequencedMap<String, Running> running = new LinkedHashMap<>();
  private final Map<String, Serving> serving = new LinkedHashMap<>();
  private final SequencedMap<Long, RetrainingRecord> changed = new LinkedHashMap<>();
  private final Set<String> checkpointed = new HashSet<>();
  private Map<String, TenantView> tenants = Map.of();

  /** Instances whose retraining is over, until they are gone. */
  private final Set<String> over = new HashSet<>();

  private long number;

  /** The instance's retraining is to stop such that it can be resumed. */
  void checkpointed(String instance) {
    checkpointed.add(instance);
  }

  /** Looks which ones have begun to train, or have ended. */
  void look(WorkerSight workers, long nanos) {
    if (running.isEmpty()) {
      return;
    }
    Map<String, WorkerReading> readings = new HashMap<>();
    workers.workers().forEach(reading -> readings.put(reading.instance(), reading));
    running.forEach(
        (instance, one) -> {
          WorkerReading reading = readings.get(instance);
          if (reading != null && workers.state(instance) == InstanceState.READY) {
            look(one, reading.remaining(), nanos);
          }
        });
  }

  private void look(Running one, Duration left, long nanos) {
    RetrainingCourse course = one.record.course();
    if (one.beganAt.isEmpty() && !left.isZero()) {
      one.beganAt = Optional.of(nanos);
      one.is(course.began(Duration.ofNanos(nanos - one.askedAt), left));
      put(one.record);
    } else if (one.beganAt.isPresent() && course.took().isEmpty() && left.isZero()) {
      one.is(course.trained(Duration.ofNanos(nanos - one.beganAt.get())));
      put(one.record);
    }
  }

  /**
   * A turn has ended.
   *
   * @param swaps the instances whose weights were to go into service in it
   * @return by instance: whether they did
   */
  Map<String, Boolean> turnEnded(
      Instant at,
      long nanos,
      long window,
      Set<String> swaps,
      List<TenantView> now,
      List<ObservedInstance> instances) {
    Map<String, TenantView> before = tenants;
    tenants = byName(now);
    Map<String, Boolean> swapped = new LinkedHashMap<>();
    for (String instance : swaps) {
      swapped.put(instance, swap(at, instance, before));
    }
    Map<String, ObservedInstance> there = new HashMap<>();
    instances.forEach(instance -> there.put(instance.id(), instance));
    endThoseThatAreGone(at, there);
    over.retainAll(there.keySet());
    checkpointed.retainAll(there.keySet());
    instances.forEach(instance -> begin(at, nanos, window, instance));
    return swapped;
  }

  /** A slot has ended, and a turn begins. */
  void slotEnded(List<TenantView> now) {
    tenants = byName(now);
  }

  /** The last slot of a window has ended: what are the weights worth that went into service? */
  void windowEnded(List<TenantView> now) {
    for (TenantView view : now) {
      Serving one = serving.get(view.settings().name());
      if (one != null && one.version() == view.version()) {
        put(one.record().with(one.record().course().measured(view.accuracy())));
      }
    }
    serving.clear();
  }

  /** Those of which more is known since the last call. */
  List<RetrainingRecord> taken() {
    List<RetrainingRecord> taken = List.copyOf(changed.values());
    changed.clear();
    return taken;
  }

  private boolean swap(Instant at, String instance, Map<String, TenantView> before) {
    Running one = running.remove(instance);
    over.add(instance);
    if (one == null) {
      return false;
    }
    String tenant = one.record.tenant();
    Optional<TenantView> then = Optional.ofNullable(before.get(tenant));
    Optional<TenantView> now = Optional.ofNullable(tenants.get(tenant));
    boolean serves =
        then.isPresent() && now.isPresent() && now.get().version() > then.get().version();
    if (serves) {
      one.is(one.record.course().swapped(at, then.get().accuracy(), now.get().accuracy()));
      serving.put(tenant, new Serving(one.record, now.get().version()));
    } else {
      one.is(one.record.course().over(Outcome.FAILED, at));
    }
    put(one.record);
    return serves;
  }

  private void endThoseThatAreGone(Instant at, Map<String, ObservedInstance> there) {
    for (String id : List.copyOf(running.keySet())) {
      ObservedInstance instance = there.get(id);
      boolean drains = instance != null && instance.state() == InstanceState.DRAINING;
      if (instance == null || drains) {
        Outcome how =
            checkpointed.contains(id)
                ? Outcome.PAUSED
                : drains ? Outcome.CANCELLED : Outcome.FAILED;
        Running one = running.remove(id);
        one.is(one.record.course().over(how, at));
        put(one.record);
        over.add(id);
      }
    }
  }

  private void begin(Instant at, long nanos, long window, ObservedInstance instance) {
    boolean isNew = !running.containsKey(instance.id()) && !over.contains(instance.id());
    if (isNew
        && instance.state() != InstanceState.DRAINING
        && instance.task() instanceof Task.Retrain task
        && tenants.get(task.tenant()) instanceof TenantView tenant) {
      RetrainingRecord record = begun(at, window, instance, task, tenant);
      running.put(instance.id(), new Running(record, nanos - instance.age().toNanos()));
      put(record);
    }
  }

  private RetrainingRecord begun(
      Instant at, long window, ObservedInstance instance, Task.Retrain task, TenantView tenant) {
    OptionalDouble expected =
        tenant.choices().stream()
            .filter(choice -> choice.name().equals(task.choice()))
            .mapToDouble(RetrainingChoice::accuracyAfter)
            .findFirst();
    return new RetrainingRecord(
        ++number,
        at.minus(instance.age()),
        window,
        task.tenant(),
        task.choice(),
        instance.id(),
        instance.placement().toString(),
        tenant.accuracy(),
        expected,
        RetrainingCourse.ASKED);
  }

  private static Map<String, TenantView> byName(List<TenantView> views) {
    return views.stream().collect(Collectors.toMap(view -> view.settings().name(), view -> view));
  }

  private void put(RetrainingRecord record) {
    changed.put(record.number(), record);
  }
}
