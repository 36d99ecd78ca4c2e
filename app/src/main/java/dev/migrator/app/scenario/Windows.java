package dev.migrator.app.scenario;

import java.time.Duration;

/**
 * How a scenario's time is divided.
 *
 * @param count windows of the run
 * @param slotsPerWindow slots of a window
 * @param slotSeconds length of a slot
 */
record Windows(int count, int slotsPerWindow, int slotSeconds) {
  private static final Duration DEFAULT_LENGTH = Duration.ofSeconds(200);
  private static final Duration DEFAULT_SLOT = Duration.ofSeconds(1);
  private static final int MOST_WINDOWS = 100_000;

  /** Slots of a whole run that are held in memory. */
  private static final int MOST_SLOTS = 2_000_000;

  static Windows of(Fields fields) {
    return of(fields, fields.required("count", Value.whole(1, MOST_WINDOWS)).intValue());
  }

  /** That many windows. */
  static Windows of(Fields fields, int count) {
    Duration length = fields.optional("length", Value.positiveDuration()).orElse(DEFAULT_LENGTH);
    Duration slot = fields.optional("slot", Value.positiveDuration()).orElse(DEFAULT_SLOT);
    requireWholeSeconds(fields, slot);
    requireWholeSlots(fields, length, slot);
    long slots = length.dividedBy(slot);
    if (slots * count > MOST_SLOTS) {
      throw fields
          .where("count")
          .wrong(
              String.valueOf(count),
              "at most %d slots in all".formatted(MOST_SLOTS),
              "Maybe longer slots?");
    }
    return new Windows(count, (int) slots, (int) slot.toSeconds());
  }

  /** Slots of the run. */
  int slots() {
    return count * slotsPerWindow;
  }

  /** Seconds of the run. */
  int seconds() {
    return slots() * slotSeconds;
  }

  Duration slot() {
    return Duration.ofSeconds(slotSeconds);
  }

  private static void requireWholeSeconds(Fields fields, Duration slot) {
    if (slot.toNanosPart() != 0 || slot.toSeconds() > Integer.MAX_VALUE / MOST_SLOTS) {
      throw fields
          .where("slot")
          .wrong(
              slot.toMillis() + "ms", "whole seconds, at most 1073s, as traces count by seconds");
    }
  }

  private static void requireWholeSlots(Fields fields, Duration length, Duration slot) {
    if (length.toNanos() % slot.toNanos() != 0) {
      throw fields
          .where("length")
          .wrong(
              length.toMillis() + "ms",
              "a multiple of the slot, which is %ds".formatted(slot.toSeconds()));
    }
  }
}
