package dev.migrator.core.control;

import dev.migrator.core.model.RetrainingChoice;
import java.util.Comparator;
import java.util.List;

/** Which of a window's retraining choices are offered to the planner. */
public enum ChoiceRule {
  /** All of them; the planner may take none. */
  ANY,
  /** The one that gives the highest accuracy, of equals the fastest. */
  MOST_ACCURATE,
  /** The one that takes the least time, of equals the most accurate. */
  FASTEST,
  /** None. */
  NONE;

  private static final Comparator<RetrainingChoice> BY_TIME =
      Comparator.comparing(RetrainingChoice::onWholeGpu);
  private static final Comparator<RetrainingChoice> BY_ACCURACY =
      Comparator.comparingDouble(RetrainingChoice::accuracyAfter).reversed();

  /** Those of the choices that are offered, in their order. */
  List<RetrainingChoice> of(List<RetrainingChoice> choices) {
    return switch (this) {
      case ANY -> choices;
      case MOST_ACCURATE -> first(choices, BY_ACCURACY.thenComparing(BY_TIME));
      case FASTEST -> first(choices, BY_TIME.thenComparing(BY_ACCURACY));
      case NONE -> List.of();
    };
  }

  private static List<RetrainingChoice> first(
      List<RetrainingChoice> choices, Comparator<RetrainingChoice> order) {
    return choices.stream().min(order).stream().toList();
  }
}
