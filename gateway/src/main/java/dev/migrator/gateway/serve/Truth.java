package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.GivenLabel;
import dev.migrator.gateway.protocol.InferRequest;
import dev.migrator.gateway.protocol.Prediction;
import dev.migrator.gateway.protocol.SeenInput;
import java.util.List;
import java.util.Optional;

/**
 * Holds what a tenant was answered against what callers say later that it is, and tells whoever
 * listens.
 */
final class Truth {
  private final TenantTerms terms;
  private final Listener listener;
  private final RecentAnswers recent;

  Truth(TenantTerms terms, Listener listener) {
    this.terms = terms;
    this.listener = listener;
    this.recent = new RecentAnswers(terms.limits().mostAnswers(), terms.limits().mostAnswerBytes());
  }

  /** Remembers an answer, and what was asked if the tenant's inputs are kept. */
  void remember(String id, InferRequest request, Prediction prediction) {
    Optional<SeenInput> input = terms.keepsInputs() ? SeenInput.of(request) : Optional.empty();
    recent.add(id, new RecentAnswers.Remembered(prediction, input));
  }

  /**
   * Takes the truth about earlier answers.
   *
   * @return about how many: those that are remembered and have as many labels
   */
  int take(List<GivenLabel> given) {
    int taken = 0;
    for (GivenLabel label : given) {
      taken += recent.take(label.id()).map(answer -> compare(answer, label)).orElse(false) ? 1 : 0;
    }
    return taken;
  }

  private boolean compare(RecentAnswers.Remembered answer, GivenLabel given) {
    Prediction prediction = answer.prediction();
    List<Integer> predicted = prediction.labels();
    if (predicted.size() != given.labels().size()) {
      return false;
    }
    for (int row = 0; row < predicted.size(); row++) {
      listener.labelled(
          terms.name(), prediction.version(), predicted.get(row), given.labels().get(row));
    }
    answer.input().ifPresent(input -> exemplify(input.dimensions(), input.rows(), given.labels()));
    return true;
  }

  private void exemplify(List<Integer> dimensions, List<float[]> rows, List<Integer> labels) {
    for (int row = 0; row < Math.min(rows.size(), labels.size()); row++) {
      listener.exemplified(terms.name(), dimensions, rows.get(row), labels.get(row));
    }
  }
}
