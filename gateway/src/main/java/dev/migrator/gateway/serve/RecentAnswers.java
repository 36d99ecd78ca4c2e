package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.Prediction;
import dev.migrator.gateway.protocol.SeenInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last answers of a tenant by request id, for labels that come later; the oldest go first. */
final class RecentAnswers {
  /**
   * An answer.
   *
   * @param input to it, if that is remembered
   */
  record Remembered(Prediction prediction, Optional<SeenInput> input) {
    int bytes() {
      return prediction.bytes() + input.map(SeenInput::bytes).orElse(0);
    }
  }

  private final int mostAnswers;
  private final long mostBytes;
  private final Map<String, Remembered> answers = new LinkedHashMap<>();
  private long bytes;

  RecentAnswers(int mostAnswers, long mostBytes) {
    this.mostAnswers = mostAnswers;
    this.mostBytes = mostBytes;
  }

  /** Remembers one, instead of an earlier one of the same id. */
  synchronized void add(String id, Remembered answer) {
    take(id);
    answers.put(id, answer);
    bytes += answer.bytes();
    while (answers.size() > mostAnswers || bytes > mostBytes) {
      take(answers.keySet().iterator().next());
    }
  }

  /** Tells one and forgets it. */
  synchronized Optional<Remembered> take(String id) {
    Optional<Remembered> removed = Optional.ofNullable(answers.remove(id));
    removed.ifPresent(answer -> bytes -= answer.bytes());
    return removed;
  }
}
