package dev.migrator.app.scenario;

import dev.migrator.core.control.Caution;
import java.util.List;

/** Reads how plans take into account what is uncertain. */
final class CautionReader {
  private static final String MEAN = "mean";
  private static final String QUANTILES = "quantiles";
  private static final long MOST_LEVELS = 100;
  private static final double LEAST_TAIL = 0.001;
  private static final double MOST_ERROR = 3;

  private CautionReader() {}

  /** The caution that a scenario's planning asks for. */
  static Caution read(Fields planning) {
    Fields retraining = planning.inside("retraining-uncertainty", "duration", "gain");
    return new Caution(
        levels(planning),
        planning.optional("risk", Value.number(0, 1)).orElse(0.0),
        planning.optional("tail", Value.number(LEAST_TAIL, 1)).orElse(Caution.TAIL),
        retraining.optional("duration", Value.number(0, MOST_ERROR)).orElse(0.0),
        retraining.optional("gain", Value.number(0, MOST_ERROR)).orElse(0.0));
  }

  private static int levels(Fields planning) {
    long levels =
        planning
            .optional("levels", Value.whole(2, MOST_LEVELS))
            .orElse((long) Caution.QUANTILES.levels());
    if (isQuantiles(planning)) {
      return (int) levels;
    }
    if (planning.has("levels")) {
      throw planning
          .where("levels")
          .wrong(
              String.valueOf(levels),
              "none where the mean is planned for",
              "Maybe `uncertainty: quantiles`?");
    }
    return 1;
  }

  private static boolean isQuantiles(Fields planning) {
    String name = planning.optional("uncertainty", Value.TEXT).orElse(QUANTILES);
    return switch (name) {
      case MEAN -> false;
      case QUANTILES -> true;
      default ->
          throw Fields.unknown(
              planning.where("uncertainty"),
              name,
              "what arrivals are planned for",
              List.of(MEAN, QUANTILES));
    };
  }
}
