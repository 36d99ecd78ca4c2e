package dev.migrator.app.scenario;

import dev.migrator.core.model.RetrainingChoice;
import dev.migrator.core.model.Tenant;
import dev.migrator.stream.ExampleStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tenant of a live system as its file describes it.
 *
 * @param tenant as the loop knows it
 * @param model what its workers are told
 * @param token that its callers show; empty: one is made
 * @param mostWaiting requests that wait at most
 * @param stream where its labelled examples come from
 * @param examples how many a retraining learns from
 * @param epochs by choice
 * @param choices the ways in which it can be retrained
 * @param load requests by second that the system sends itself, over and over; empty: none. Not
 *     copied: treat as immutable
 */
@SuppressWarnings("ArrayRecordComponent")
public record LiveTenantEntry(
    Tenant tenant,
    String model,
    Optional<String> token,
    int mostWaiting,
    Optional<ExampleStream> stream,
    int examples,
    Map<String, Integer> epochs,
    List<RetrainingChoice> choices,
    Optional<int[]> load) {
  public LiveTenantEntry {
    epochs = Map.copyOf(epochs);
    choices = List.copyOf(choices);
  }
}
