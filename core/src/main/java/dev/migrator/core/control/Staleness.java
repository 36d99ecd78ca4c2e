package dev.migrator.core.control;

import dev.migrator.core.model.InstanceState;
import dev.migrator.core.model.ObservedInstance;
import dev.migrator.core.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What has become of the instances while a plan was made, which takes its time: a plan for a world
 * that is gone is not to be applied. That an instance has gone which was on its way out is no
 * surprise.
 */
final class Staleness {
  private Staleness() {}

  /**
   * In words, in order of instances; empty if the plan is still about what exists.
   *
   * @param before what the plan was made for
   * @param now what is there when it is to be applied
   */
  static List<String> between(Snapshot before, Snapshot now) {
    Map<String, ObservedInstance> past = byId(before);
    Map<String, ObservedInstance> present = byId(now);
    List<String> changes = new ArrayList<>();
    for (ObservedInstance instance : before.instances()) {
      if (instance.state() != InstanceState.DRAINING && !isThere(instance, present)) {
        changes.add(stale(instance, "is gone, or going,"));
      }
    }
    for (ObservedInstance instance : now.instances()) {
      if (!past.containsKey(instance.id())) {
        changes.add(stale(instance, "has come"));
      }
    }
    return changes;
  }

  private static boolean isThere(ObservedInstance instance, Map<String, ObservedInstance> present) {
    ObservedInstance same = present.get(instance.id());
    return same != null
        && same.state() != InstanceState.DRAINING
        && same.placement().equals(instance.placement())
        && same.task().equals(instance.task());
  }

  private static String stale(ObservedInstance instance, String what) {
    return "stale: %s at %s %s since the plan was begun."
        .formatted(instance.id(), instance.placement(), what);
  }

  private static Map<String, ObservedInstance> byId(Snapshot snapshot) {
    return snapshot.instances().stream()
        .collect(Collectors.toMap(ObservedInstance::id, Function.identity()));
  }
}
