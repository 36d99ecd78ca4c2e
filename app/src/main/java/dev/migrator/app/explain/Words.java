package dev.migrator.app.explain;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Plans in words. */
final class Words {
  private Words() {}

  /** {@code text gets 2g.20gb@0, in place of 1g.10gb@5 of vision}. */
  static String of(Change change) {
    List<String> parts = new ArrayList<>();
    byTenant(change.inference())
        .forEach((tenant, instances) -> parts.add(tenant + " gets " + places(instances)));
    for (PlannedInstance retraining : change.retrainings()) {
      parts.add(ofRetraining(retraining));
    }
    String replaced = replaced(change);
    return String.join(", ", parts) + (replaced.isEmpty() ? "" : ", in place of " + replaced);
  }

  /** {@code vision is retrained (last-layer) on 2g.20gb@0}. */
  static String ofRetraining(PlannedInstance retraining) {
    return "%s is retrained (%s) on %s"
        .formatted(retraining.task().tenant(), choice(retraining), retraining.placement());
  }

  private static String replaced(Change change) {
    List<String> parts = new ArrayList<>();
    byTenant(change.replaced().stream().map(Change.Replaced::instance).toList())
        .forEach((tenant, instances) -> parts.add(places(instances) + " of " + tenant));
    return String.join(", ", parts);
  }

  private static Map<String, List<PlannedInstance>> byTenant(List<PlannedInstance> instances) {
    return instances.stream()
        .collect(Collectors.groupingBy(i -> i.task().tenant(), TreeMap::new, Collectors.toList()));
  }

  private static String places(List<PlannedInstance> instances) {
    return instances.stream().map(i -> i.placement().toString()).collect(Collectors.joining(" + "));
  }

  /** The name of a retraining's choice; empty for inference. */
  static String choice(PlannedInstance instance) {
    return instance.task() instanceof Task.Retrain retrain ? retrain.choice() : "";
  }

  /**
   * What tenants have in a slot where two plans differ: {@code vision 4g.40gb for 3g.40gb}, what
   * the other plan has first; empty if they have the same.
   */
  static String difference(
      List<PlannedInstance> plan, List<PlannedInstance> other, int slot, List<String> tenants) {
    List<String> parts = new ArrayList<>();
    for (String tenant : tenants) {
      String here = layout(plan, tenant, slot);
      String there = layout(other, tenant, slot);
      if (!here.equals(there)) {
        parts.add("%s %s, not %s".formatted(tenant, there, here));
      }
    }
    return String.join("; ", parts);
  }

  /** {@code 3g.40gb + 2 x 1g.10gb}: the instances that infer for a tenant, largest first. */
  private static String layout(List<PlannedInstance> instances, String tenant, int slot) {
    Map<String, Long> counts =
        instances.stream()
            .filter(i -> i.existsIn(slot) && i.task().equals(new Task.Infer(tenant)))
            .map(i -> i.placement().profile())
            .sorted((a, b) -> Integer.compare(size(b), size(a)))
            .collect(
                Collectors.groupingBy(
                    Profile::name, java.util.LinkedHashMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? "nothing"
        : counts.entrySet().stream()
            .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " x " + e.getKey())
            .collect(Collectors.joining(" + "));
  }

  private static int size(Profile profile) {
    return 16 * profile.computeSlices() + profile.memorySlices();
  }

  /** {@code 12,345.6}. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%,.1f", value + 0.0);
  }

  /** {@code +12,345.6}. */
  static String signed(double value) {
    String text = String.format(Locale.ROOT, "%+,.1f", value);
    return text.equals("-0.0") ? "+0.0" : text;
  }

  /** {@code 12,346}. */
  static String count(double value) {
    String text = String.format(Locale.ROOT, "%,.0f", value);
    return text.equals("-0") ? "0" : text;
  }
}
