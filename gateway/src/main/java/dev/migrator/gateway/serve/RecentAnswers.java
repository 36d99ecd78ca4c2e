package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last answers of a tenant by request id, for labels that come later; the oldest go first. */
final class RecentAnswers {
  private final int mostAnswers;
  private final long mostBytes;
  private final Map<String, Prediction> answers = new LinkedHashMap<>();
  private long bytes;

  RecentAnswers(int mostAnswers, long mostBytes) {
    this.mostAnswers = mostAnswers;
    this.mostBytes = mostBytes;
  }

  /** Remembers one, instead of an earlier one of the same id. */
  synchronized void add(String id, Prediction prediction) {
    take(id);
    answers.put(id, prediction);
    bytes += prediction.bytes();
    while (answers.size() > mostAnswers || bytes > mostBytes) {
      take(answers.keySet().iterator().next());
    }
  }

  /** Tells one and forgets it. */
  synchronized Optional<Prediction> take(String id) {
    Optional<Prediction> removed = Optional.ofNullable(answers.remove(id));
    removed.ifPresent(prediction -> bytes -= prediction.bytes());
    return removed;
  }
}
