package dev.migrator.live.chronicle;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Step;
import dev.migrator.core.model.Task;
import dev.migrator.live.history.StepRecord;
import dev.migrator.live.history.StepRecord.Outcome;
import dev.migrator.live.journal.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** The steps that were taken, and what became of them since. */
final class StepNotes {
  /** Steps whose end is waited for; of more, that of the oldest is not told. */
  static final int MOST_OPEN = 10_000;

  /** Kinds of steps. */
  private enum Kind {
    CREATE,
    START,
    ADMIT,
    WITHHOLD,
    CHECKPOINT,
    DRAIN,
    DESTROY,
    SWAP;

    /** Whether one sees what becomes of it. */
    boolean hasEnd() {
      return switch (this) {
        case CREATE, START, DRAIN, DESTROY, SWAP -> true;
        case ADMIT, WITHHOLD, CHECKPOINT -> false;
      };
    }
  }

  private record Key(String instance, Kind kind) {}

  private record Open(StepRecord step, long since) {}

  /** What is known of an instance. */
  private record Known(String placement, Optional<Task> task) {
    static final Known NOTHING = new Known("", Optional.empty());
  }

  private final Map<String, Known> known = new LinkedHashMap<>();
  private final SequencedMap<Key, Open> open = new LinkedHashMap<>();
  private final SequencedMap<Long, StepRecord> changed = new LinkedHashMap<>();
  private long number;

  /** These instances exist; others are forgotten unless something goes on there. */
  void exist(List<ObservedInstance> instances) {
    Set<String> kept = new HashSet<>();
    open.keySet().forEach(key -> kept.add(key.instance()));
    for (ObservedInstance instance : instances) {
      kept.add(instance.id());
      known.put(
          instance.id(), new Known(instance.placement().toString(), Optional.of(instance.task())));
    }
    known.keySet().retainAll(kept);
  }

  void taken(Instant at, long nanos, long slot, Step step) {
    switch (step) {
      case Step.Create s -> {
        known.put(s.instance(), new Known(s.placement().toString(), Optional.empty()));
        add(at, nanos, slot, s.instance(), Kind.CREATE);
      }
      case Step.Start s -> {
        known.put(s.instance(), new Known(about(s.instance()).placement(), Optional.of(s.task())));
        add(at, nanos, slot, s.instance(), Kind.START);
      }
      case Step.Admit s -> add(at, nanos, slot, s.instance(), Kind.ADMIT);
      case Step.Withhold s -> add(at, nanos, slot, s.instance(), Kind.WITHHOLD);
      case Step.Checkpoint s -> add(at, nanos, slot, s.instance(), Kind.CHECKPOINT);
      case Step.Drain s -> addLast(at, nanos, slot, s.instance(), Kind.DRAIN);
      case Step.Destroy s -> addLast(at, nanos, slot, s.instance(), Kind.DESTROY);
      case Step.Swap s -> add(at, nanos, slot, s.instance(), Kind.SWAP);
    }
  }

  void happened(String instance, Happening what, long nanos, String detail) {
    switch (what) {
      case CREATED -> end(instance, Kind.CREATE, Outcome.DONE, nanos, detail);
      case NOT_CREATED -> {
        end(instance, Kind.CREATE, Outcome.FAILED, nanos, detail);
        end(instance, Kind.START, Outcome.CANCELLED, nanos, "");
      }
      case DESTROYED -> {
        end(instance, Kind.CREATE, Outcome.CANCELLED, nanos, detail);
        end(instance, Kind.DESTROY, Outcome.DONE, nanos, detail);
      }
      case NOT_DESTROYED -> {
        // It is tried again.
      }
      case LOST -> {
        for (Kind kind : List.of(Kind.CREATE, Kind.START, Kind.DRAIN, Kind.DESTROY)) {
          end(instance, kind, Outcome.LOST, nanos, detail);
        }
      }
    }
  }

  /** Looks whether workers have come or gone. */
  void look(WorkerSight workers, long nanos) {
    for (Key key : List.copyOf(open.keySet())) {
      boolean ended =
          switch (key.kind()) {
            case START -> workers.state(key.instance()) == InstanceState.READY;
            case DRAIN -> !workers.isBusy(key.instance());
            default -> false;
          };
      if (ended) {
        end(key.instance(), key.kind(), Outcome.DONE, nanos, "");
      }
    }
  }

  void swapped(String instance, boolean serves, long nanos) {
    end(instance, Kind.SWAP, serves ? Outcome.DONE : Outcome.FAILED, nanos, "");
  }

  /** Those that were taken or have ended since the last call. */
  List<StepRecord> taken() {
    List<StepRecord> taken = List.copyOf(changed.values());
    changed.clear();
    return taken;
  }

  /** After it nothing is started there any more. */
  private void addLast(Instant at, long nanos, long slot, String instance, Kind kind) {
    add(at, nanos, slot, instance, kind);
    end(instance, Kind.START, Outcome.CANCELLED, nanos, "");
  }

  private Known about(String instance) {
    return known.getOrDefault(instance, Known.NOTHING);
  }

  private void add(Instant at, long nanos, long slot, String instance, Kind kind) {
    Known about = about(instance);
    StepRecord step =
        new StepRecord(
            ++number,
            at,
            slot,
            kind.name().toLowerCase(Locale.ROOT),
            instance,
            about.placement(),
            about.task().map(Task::tenant).orElse(""),
            about.task().map(StepNotes::choice).orElse(""),
            kind.hasEnd() ? Outcome.OPEN : Outcome.TOLD,
            Optional.empty(),
            "");
    changed.put(step.number(), step);
    if (kind.hasEnd()) {
      open.put(new Key(instance, kind), new Open(step, nanos));
      if (open.size() > MOST_OPEN) {
        open.pollFirstEntry();
      }
    }
  }

  private void end(String instance, Kind kind, Outcome how, long nanos, String detail) {
    Open ended = open.remove(new Key(instance, kind));
    if (ended != null) {
      Duration took = Duration.ofNanos(nanos - ended.since());
      changed.put(ended.step().number(), ended.step().ended(how, took, detail));
    }
  }

  private static String choice(Task task) {
    return task instanceof Task.Retrain retrain ? retrain.choice() : "";
  }
}
