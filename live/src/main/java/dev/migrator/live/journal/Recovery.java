package dev.migrator.live.journal;

import dev.migrator.core.model.InstanceReading;
import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.Layout;
import dev.migrator.core.model.Placement;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What to do with each instance after a restart, from what the journal knows and what the fleet
 * shows. Nothing else is asked: the same of both gives the same answer, however often.
 *
 * <p>An instance that exists as the journal says, for a tenant that there still is, is adopted. One
 * that was to go, goes; so does one on which nothing was to be started yet, for nobody knows what
 * it is for. One of which the journal knows nothing is not ours: the rule says what becomes of it.
 * One that the journal knows and the fleet does not is forgotten; the loop will plan anew.
 *
 * @param adopted those that are kept, in order of their ids
 * @param destroyed those that go, in that order
 * @param left those that are not ours and stay; their slices cannot be used
 * @param forgotten ids of those that do not exist
 */
public record Recovery(
    List<Known> adopted,
    List<Condemned> destroyed,
    List<InstanceReading> left,
    List<String> forgotten) {
  /** There was nothing, and nothing is to be done. */
  public static final Recovery NOTHING = new Recovery(List.of(), List.of(), List.of(), List.of());

  /** Why an instance goes whose tenant there no longer is. */
  public static final String TENANT_GONE = "its tenant is gone";

  public Recovery {
    adopted = List.copyOf(adopted);
    destroyed = List.copyOf(destroyed);
    left = List.copyOf(left);
    forgotten = List.copyOf(forgotten);
  }

  /** What becomes of instances that are not ours. */
  public enum Foreign {
    /** They stay. */
    LEAVE,
    /** They go: the GPUs are ours alone. */
    DESTROY
  }

  /**
   * An instance that goes.
   *
   * @param known it
   * @param why in words
   */
  public record Condemned(Known known, String why) {}

  /**
   * What to do.
   *
   * @param known what the journal knows
   * @param fleet what exists, each id once
   * @param tenants the names of the tenants that there are; they may go on with all they did
   * @param foreign what becomes of those that are not ours
   */
  public static Recovery of(
      List<Known> known, List<InstanceReading> fleet, Set<String> tenants, Foreign foreign) {
    return of(
        known,
        fleet,
        task -> tenants.contains(task.tenant()) ? Optional.empty() : Optional.of(TENANT_GONE),
        foreign);
  }

  /**
   * What to do.
   *
   * @param known what the journal knows
   * @param fleet what exists, each id once
   * @param against why what ran on an instance cannot go on, in words; empty if it can
   * @param foreign what becomes of those that are not ours
   */
  public static Recovery of(
      List<Known> known,
      List<InstanceReading> fleet,
      Function<Task, Optional<String>> against,
      Foreign foreign) {
    Map<String, Known> byId = new TreeMap<>();
    known.forEach(k -> byId.put(k.id(), k));
    Sorting sorting = new Sorting(against, foreign);
    fleet.stream()
        .sorted(Comparator.comparing(InstanceReading::id))
        .forEach(reading -> sorting.sort(reading, byId));
    Set<String> existing = new HashSet<>();
    fleet.forEach(reading -> existing.add(reading.id()));
    List<String> forgotten = byId.keySet().stream().filter(id -> !existing.contains(id)).toList();
    return new Recovery(sorting.adopted, sorting.destroyed, sorting.left, forgotten);
  }

  /** All that exist and are ours, as a loop that begins now knows them. */
  public List<Known> instances() {
    List<Known> all = new ArrayList<>(adopted);
    destroyed.forEach(condemned -> all.add(condemned.known()));
    all.sort(Comparator.comparing(Known::id));
    return List.copyOf(all);
  }

  /** Sorts instances one by one. */
  private static final class Sorting {
    private final Function<Task, Optional<String>> against;
    private final Foreign foreign;
    private final List<Known> adopted = new ArrayList<>();
    private final List<Condemned> destroyed = new ArrayList<>();
    private final List<InstanceReading> left = new ArrayList<>();
    private final List<Placement> kept = new ArrayList<>();

    Sorting(Function<Task, Optional<String>> against, Foreign foreign) {
      this.against = against;
      this.foreign = foreign;
    }

    void sort(InstanceReading reading, Map<String, Known> byId) {
      Known known = byId.get(reading.id());
      if (known == null) {
        sortForeign(reading);
      } else {
        sortOurs(reading, known);
      }
    }

    private void sortForeign(InstanceReading reading) {
      switch (foreign) {
        case LEAVE -> left.add(reading);
        case DESTROY -> condemn(reading, "the journal does not know it");
      }
    }

    private void sortOurs(InstanceReading reading, Known known) {
      if (known.phase() == Known.Phase.LEAVING || reading.state() == InstanceState.DRAINING) {
        condemn(reading, "it was to go");
      } else if (!isSamePlace(known.placement(), reading.placement())) {
        condemn(reading, "it was to be at " + known.placement());
      } else if (known.task().isEmpty()) {
        condemn(reading, "nothing was to be started on it yet");
      } else {
        known
            .task()
            .flatMap(against)
            .ifPresentOrElse(why -> condemn(reading, why), () -> adoptIfLegal(reading, known));
      }
    }

    private void adoptIfLegal(InstanceReading reading, Known known) {
      kept.add(reading.placement());
      if (Layout.isLegal(kept)) {
        boolean isThere = reading.state() != InstanceState.CREATING;
        Known.Phase phase = isThere ? Known.Phase.PRESENT : Known.Phase.CREATING;
        adopted.add(new Known(known.id(), reading.placement(), known.task(), phase));
      } else {
        kept.removeLast();
        condemn(reading, "it has no place beside " + kept);
      }
    }

    /** What is known of a profile besides, such as driver times, may have changed since. */
    private static boolean isSamePlace(Placement one, Placement other) {
      return one.gpu() == other.gpu()
          && one.start() == other.start()
          && one.profile().name().equals(other.profile().name());
    }

    private void condemn(InstanceReading reading, String why) {
      Known leaving =
          new Known(reading.id(), reading.placement(), Optional.empty(), Known.Phase.LEAVING);
      destroyed.add(new Condemned(leaving, why));
    }
  }
}
