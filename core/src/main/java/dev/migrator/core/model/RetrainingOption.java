package dev.migrator.core.model;

import java.util.Map;

/**
 * A way to retrain a tenant's model, as the planner sees it: how long on which profile, and how
 * accurate the model is afterwards.
 *
 * @param name the choice's name
 * @param accuracyAfter accuracy once it has ended, from 0 to 1
 * @param slots whole slots that the training takes by profile, set-up not included; a profile that
 *     is absent cannot run it
 * @param resumes whether part of the work is done already: {@code slots} are what is left, and
 *     training begins by reading a checkpoint
 */
public record RetrainingOption(
    String name, double accuracyAfter, Map<Profile, Integer> slots, boolean resumes) {
  public RetrainingOption {
    Require.fraction(name, "accuracyAfter", accuracyAfter);
    slots = Map.copyOf(slots);
    for (int length : slots.values()) {
      Require.positive(name, "slots", length);
    }
  }

  /** From the beginning. */
  public RetrainingOption(String name, double accuracyAfter, Map<Profile, Integer> slots) {
    this(name, accuracyAfter, slots, false);
  }
}
