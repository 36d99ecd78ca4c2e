package dev.migrator.worker.retrain;

import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Saved;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a retraining was when it was told to stop: its place, its weights and how fast they moved.
 * It goes on only under the course and with the examples it began with.
 */
record Checkpoint(Place place, Saved state) {
  private static final String EPOCH = "epoch";
  private static final String STEP = "step";

  /** What is written to a file. */
  static Saved save(Place place, Saved state, Course course, Lessons lessons) {
    SortedMap<String, String> facts = new TreeMap<>(state.facts());
    facts.putAll(expected(course, lessons));
    facts.put(EPOCH, Integer.toString(place.epoch()));
    facts.put(STEP, Integer.toString(place.step()));
    return new Saved(facts, state.arrays());
  }

  /** Reads what was written, and refuses another course's. */
  static Checkpoint of(Saved saved, Course course, Lessons lessons) throws Refused {
    for (Map.Entry<String, String> fact : expected(course, lessons).entrySet()) {
      String said = saved.fact(fact.getKey());
      if (!said.equals(fact.getValue())) {
        throw new Refused(
            "the checkpoint's %s is '%s'; expected '%s', as this retraining has it."
                .formatted(fact.getKey(), said, fact.getValue()));
      }
    }
    return new Checkpoint(place(saved, course, lessons), saved);
  }

  private static Place place(Saved saved, Course course, Lessons lessons) throws Refused {
    try {
      Place place =
          new Place(Integer.parseInt(saved.fact(EPOCH)), Integer.parseInt(saved.fact(STEP)));
      boolean fits = place.epoch() >= 0 && place.epoch() <= course.epochs();
      if (fits && place.step() >= 0 && place.step() < lessons.batches(course.batch())) {
        return place;
      }
    } catch (NumberFormatException e) {
      // Told below, as what is out of range is.
    }
    throw new Refused("the checkpoint's epoch and step are not of this retraining.");
  }

  private static SortedMap<String, String> expected(Course course, Lessons lessons) {
    return new TreeMap<>(
        Map.of(
            "choice", course.choice().toString(),
            "epochs", Integer.toString(course.epochs()),
            "batch", Integer.toString(course.batch()),
            "seed", Long.toString(course.seed()),
            "examples", Long.toHexString(lessons.fingerprint())));
  }
}
