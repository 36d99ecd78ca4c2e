package dev.migrator.app.command;

import dev.migrator.live.journal.Verdict;
import java.util.List;

/**
 * What {@code replay} answers.
 *
 * @param equal whether all decisions are those that were made
 * @param slots that were decided on again
 * @param plans that were compared
 * @param steps that were compared
 * @param differences the first one; empty if there is none
 */
record ReplayAnswer(
    boolean equal, long slots, long plans, long steps, List<Difference> differences) {

  /** A decision that is another one now. */
  record Difference(long slot, String recorded, String again) {}

  static ReplayAnswer of(Verdict verdict) {
    return new ReplayAnswer(
        verdict.isEqual(),
        verdict.slots(),
        verdict.plans(),
        verdict.steps(),
        verdict.difference().stream()
            .map(d -> new Difference(d.slot(), d.recorded(), d.again()))
            .toList());
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %d slots decided again, with %d plans and %d steps%n"
            .formatted(equal ? "equal" : "different", slots, plans, steps));
    for (Difference d : differences) {
      text.append(
          "slot %d%n  recorded: %s%n  again:    %s%n".formatted(d.slot(), d.recorded(), d.again()));
    }
    return text.toString();
  }
}
