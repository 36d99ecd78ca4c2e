package dev.migrator.live.journal;

import dev.migrator.core.model.Plan;
import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decisions in words, for people who look for what two of them differ in. */
final class Shown {
  private Shown() {}

  /** A decision, of a plan only what the other one has not. */
  static String of(Optional<Entry> decision, Optional<Entry> other) {
    return decision.map(d -> of(d, other)).orElse("nothing");
  }

  private static String of(Entry decision, Optional<Entry> other) {
    return switch (decision) {
      case Entry.Planned planned -> "a plan " + of(planned.plan(), other);
      case Entry.Refused refused ->
          "a plan refused for %s %s".formatted(refused.violations(), of(refused.plan(), other));
      case Entry.Intended intended -> intended.step().toString();
      case Entry.Began _,
          Entry.Joined _,
          Entry.Departed _,
          Entry.Ticked _,
          Entry.Readings _,
          Entry.PlannerFailed _,
          Entry.Happened _ ->
          decision.toString();
    };
  }

  private static String of(Plan plan, Optional<Entry> other) {
    List<PlannedInstance> known = other.map(Shown::instances).orElse(List.of());
    String alone =
        plan.instances().stream()
            .filter(instance -> !known.contains(instance))
            .map(Shown::of)
            .collect(Collectors.joining("; "));
    return "of %s for %d slots, value %s, bound %s, %d instances, of which only here: %s"
        .formatted(
            plan.planner(),
            plan.slots(),
            plan.value(),
            plan.bound(),
            plan.instances().size(),
            alone.isEmpty() ? "none" : alone);
  }

  private static List<PlannedInstance> instances(Entry entry) {
    return switch (entry) {
      case Entry.Planned planned -> planned.plan().instances();
      case Entry.Refused refused -> refused.plan().instances();
      case Entry.Began _,
          Entry.Joined _,
          Entry.Departed _,
          Entry.Ticked _,
          Entry.Readings _,
          Entry.PlannerFailed _,
          Entry.Intended _,
          Entry.Happened _ ->
          List.of();
    };
  }

  private static String of(PlannedInstance instance) {
    String task =
        switch (instance.task()) {
          case Task.Infer infer -> "infer " + infer.tenant();
          case Task.Retrain retrain -> "retrain " + retrain.tenant() + " " + retrain.choice();
        };
    return "%s %s from %d, ready %d, to %d"
        .formatted(instance.placement(), task, instance.from(), instance.ready(), instance.to());
  }
}
