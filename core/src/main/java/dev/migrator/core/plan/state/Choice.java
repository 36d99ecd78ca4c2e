package dev.migrator.core.plan.state;

import dev.migrator.core.model.RetrainingOption;

/**
 * A retraining option on a site.
 *
 * @param option the option
 * @param site the site in the graph at hand
 * @param setup slots from the start of creation to training
 * @param length slots for which it takes the site, set-up included
 */
public record Choice(RetrainingOption option, int site, int setup, int length) {

  /** Whether another one is never better: same site, no longer, no less accurate. */
  boolean beats(Choice other) {
    boolean noWorse =
        site == other.site
            && length <= other.length
            && option.accuracyAfter() >= other.option.accuracyAfter();
    boolean better =
        length < other.length
            || option.accuracyAfter() > other.option.accuracyAfter()
            || option.name().compareTo(other.option.name()) < 0;
    return noWorse && better;
  }
}
