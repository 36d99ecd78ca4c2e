package dev.migrator.app.scenario;

import dev.migrator.catalog.MpsSettings;
import java.util.List;

/**
 * Reads what sharing a GPU by MPS costs: {@code sharing: {interference: 0.026, training: bounded}}.
 */
final class SharingReader {
  private static final double MOST_INTERFERENCE = 10;
  private static final String BOUNDED = "bounded";
  private static final String ALONE = "alone";

  private SharingReader() {}

  static MpsSettings read(Fields root) {
    Fields fields = root.inside("sharing", "interference", "training");
    return new MpsSettings(
        fields
            .optional("interference", Value.number(0, MOST_INTERFERENCE))
            .orElse(MpsSettings.INTERFERENCE),
        boundsTraining(fields));
  }

  private static boolean boundsTraining(Fields fields) {
    String name = fields.optional("training", Value.TEXT).orElse(BOUNDED);
    return switch (name) {
      case BOUNDED -> true;
      case ALONE -> false;
      default ->
          throw Fields.unknown(
              fields.where("training"),
              name,
              "how fast trainings are on shares",
              List.of(BOUNDED, ALONE));
    };
  }
}
