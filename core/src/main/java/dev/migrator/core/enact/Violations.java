package dev.migrator.core.enact;

import dev.migrator.core.model.PlannedInstance;
import dev.migrator.core.model.Task;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a plan, in sentences. */
final class Violations {
  private static final int MOST_SHOWN = 30;

  private final List<String> sentences = new ArrayList<>();

  /** Notes that a value is not as expected, unless it is. */
  void expect(boolean holds, String owner, String what, Object value, Object expected) {
    if (!holds) {
      sentences.add("%s: %s is %s; expected %s.".formatted(owner, what, value, expected));
    }
  }

  List<String> sentences() {
    return List.copyOf(sentences);
  }

  boolean isEmpty() {
    return sentences.isEmpty();
  }

  /** The first few of many, for a sentence. */
  static String shown(List<?> values) {
    return values.size() <= MOST_SHOWN
        ? values.toString()
        : values.subList(0, MOST_SHOWN) + " and %d more".formatted(values.size() - MOST_SHOWN);
  }

  /** The name of an instance in a sentence. */
  static String describe(PlannedInstance instance) {
    String work =
        switch (instance.task()) {
          case Task.Infer infer -> "infer " + infer.tenant();
          case Task.Retrain retrain -> "retrain " + retrain.tenant() + " " + retrain.choice();
        };
    return "%s (%s, slots %d to %d)"
        .formatted(instance.placement(), work, instance.from(), instance.to());
  }
}
