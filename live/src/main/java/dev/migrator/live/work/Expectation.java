package dev.migrator.live.work;

import dev.migrator.core.model.RetrainingChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What is expected of each way to retrain a tenant: what was configured, until it was measured;
 * from then on what was measured last. A choice that has failed is not offered for some windows,
 * twice as many each time.
 */
final class Expectation {
  private static final int LONGEST_BREAK = 8;

  private final SequencedMap<String, RetrainingChoice> choices = new LinkedHashMap<>();
  private final Map<String, Double> accuracies = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Long> offeredFrom = new HashMap<>();

  Expectation(List<RetrainingChoice> configured) {
    configured.forEach(choice -> choices.put(choice.name(), choice));
  }

  RetrainingChoice of(String choice) {
    RetrainingChoice known = choices.get(choice);
    if (known == null) {
      throw new IllegalArgumentException(
          "no choice %s; expected one of %s.".formatted(choice, choices.keySet()));
    }
    return known;
  }

  /** Those that are offered in a window. */
  List<RetrainingChoice> offered(long window, boolean isTrained) {
    List<RetrainingChoice> offered = new ArrayList<>();
    for (RetrainingChoice choice : choices.values()) {
      boolean canBegin = isTrained || offered.isEmpty() && isFirst(choice);
      if (canBegin && offeredFrom.getOrDefault(choice.name(), 0L) <= window) {
        offered.add(choice);
      }
    }
    return offered;
  }

  /** It went like this. */
  void measured(String choice, Duration onWholeGpu, double accuracyAfter) {
    failures.remove(choice);
    accuracies.put(choice, accuracyAfter);
    expect(choice, onWholeGpu, accuracyAfter);
  }

  /**
   * A trial says that it would go like this: the accuracy is believed as much as that of the last
   * whole retraining, if there was one.
   *
   * @return what is expected now
   */
  RetrainingChoice probed(String choice, Duration onWholeGpu, double accuracyAfter) {
    Double measured = accuracies.get(choice);
    expect(choice, onWholeGpu, measured == null ? accuracyAfter : (accuracyAfter + measured) / 2);
    return of(choice);
  }

  /** It is expected to go like this. */
  void expect(String choice, Duration onWholeGpu, double accuracyAfter) {
    if (choices.containsKey(choice) && onWholeGpu.isPositive()) {
      choices.put(
          choice, new RetrainingChoice(choice, onWholeGpu, Math.clamp(accuracyAfter, 0, 1)));
    }
  }

  /** It failed in that window; the next one in which it is offered. */
  long failed(String choice, long window) {
    int count = failures.merge(choice, 1, Integer::sum);
    long next = window + Math.min(LONGEST_BREAK, 1L << Math.min(count, 10));
    offeredFrom.put(choice, next);
    return next;
  }

  private boolean isFirst(RetrainingChoice choice) {
    return choices.sequencedKeySet().iterator().next().equals(choice.name());
  }
}
