package dev.migrator.live.work;

import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Task;
import dev.migrator.core.model.Tenant;
import dev.migrator.gateway.serve.Token;
import dev.migrator.stream.ExampleStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tenant as it is served.
 *
 * @param tenant as the loop knows it
 * @param model what its workers are told under {@code MIGRATOR_MODEL}
 * @param token what its callers show
 * @param mostWaiting requests that wait at most
 * @param stream where its labelled examples come from; without one it learns from what its callers
 *     sent and told the truth of
 * @param examples how many a retraining learns from
 * @param epochs by choice: how often it sees them; a choice that is absent takes the worker's own
 * @param choices the ways in which it can be retrained, and what is expected of each until it was
 *     measured; the first of them is one that can begin without weights
 */
public record TenantSettings(
    Tenant tenant,
    String model,
    Token token,
    int mostWaiting,
    Optional<ExampleStream> stream,
    int examples,
    Map<String, Integer> epochs,
    List<RetrainingChoice> choices) {
  public TenantSettings {
    epochs = Map.copyOf(epochs);
    choices = List.copyOf(choices);
  }

  /** Whether it is retrained on what its callers sent. */
  public boolean learnsFromCallers() {
    return stream.isEmpty() && !choices.isEmpty();
  }

  /** Whether a task is one that this tenant can have: every retraining is by one of its choices. */
  public boolean offers(Task task) {
    return switch (task) {
      case Task.Infer _ -> true;
      case Task.Retrain retrain ->
          choices.stream().anyMatch(choice -> choice.name().equals(retrain.choice()));
    };
  }

  /** The tenant's name. */
  public String name() {
    return tenant.name();
  }
}
