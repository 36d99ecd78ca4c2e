package dev.migrator.core.enact;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks that in every slot the instances that exist form a legal layout on every GPU; with MPS
 * those that are ready.
 */
record LayoutCheck(List<PlannedInstance> instances, Violations violations) {

  void check() {
    Map<Integer, List<PlannedInstance>> byGpu = new TreeMap<>();
    for (PlannedInstance instance : instances) {
      byGpu.computeIfAbsent(instance.placement().gpu(), _ -> new ArrayList<>()).add(instance);
    }
    for (List<PlannedInstance> together : byGpu.values()) {
      checkSlices(together);
      checkMaxima(together);
    }
  }

  /** No two instances take the same memory slice at the same time. */
  private void checkSlices(List<PlannedInstance> together) {
    for (int i = 0; i < together.size(); i++) {
      for (PlannedInstance other : together.subList(i + 1, together.size())) {
        checkDisjoint(together.get(i), other);
      }
    }
  }

  private void checkDisjoint(PlannedInstance one, PlannedInstance other) {
    boolean bothTrain = trains(one) && trains(other);
    int meet = Math.max(takesFrom(one, bothTrain), takesFrom(other, bothTrain));
    if (meet < Math.min(one.to(), other.to()) && one.placement().overlaps(other.placement())) {
      violations.expect(
          false,
          Violations.describe(one),
          "slices in slot " + meet,
          "shared with " + Violations.describe(other),
          "slices of its own");
    }
  }

  /** A retraining takes its share from the others' as soon as it exists: their ends may be late. */
  private static int takesFrom(PlannedInstance instance, boolean bothTrain) {
    return bothTrain ? instance.from() : instance.takesFrom();
  }

  private static boolean trains(PlannedInstance instance) {
    return instance.task() instanceof Task.Retrain;
  }

  /** Numbers of instances grow only where one begins, so that only those slots need a look. */
  private void checkMaxima(List<PlannedInstance> together) {
    together.stream()
        .map(PlannedInstance::takesFrom)
        .distinct()
        .forEach(slot -> checkMaxima(together, slot));
  }

  private void checkMaxima(List<PlannedInstance> together, int slot) {
    Map<Profile, Integer> counts = new TreeMap<>(Comparator.comparing(Profile::name));
    int mediaExtensions = 0;
    for (PlannedInstance instance : together) {
      if (instance.takesIn(slot)) {
        Profile profile = instance.placement().profile();
        counts.merge(profile, 1, Integer::sum);
        mediaExtensions += profile.holdsMediaExtensions() ? 1 : 0;
      }
    }
    String when = "instances in slot " + slot;
    counts.forEach(
        (profile, count) ->
            violations.expect(
                count <= profile.maxInstances(),
                profile.name(),
                when,
                count,
                "at most " + profile.maxInstances()));
    violations.expect(mediaExtensions <= 1, "+me", when, mediaExtensions, "at most 1");
  }
}
