package dev.migrator.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A row of Ekya's published retraining table for Cityscapes, as far as scenarios need it.
 *
 * @param city where the pictures were taken
 * @param window of the city, from 1
 * @param before accuracy before retraining
 * @param choices seconds and accuracy after, by choice
 */
record Drift(String city, String window, String before, List<String> choices) {
  private static final String TABLE = "cityscapes.csv";
  private static final List<String> CHOICES =
      List.of("last-layer", "all-layers-10", "all-layers-100");

  /** All rows, in the order of the table. */
  static final List<Drift> ALL = read();

  Drift {
    choices = List.copyOf(choices);
  }

  private static List<Drift> read() {
    try (InputStream table = Drift.class.getResourceAsStream(TABLE)) {
      String text =
          new String(Objects.requireNonNull(table, TABLE).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("city"))
          .map(line -> row(List.of(line.split(",", -1))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Drift row(List<String> cells) {
    return new Drift(cells.get(0), cells.get(1), cells.get(2), cells.subList(3, cells.size()));
  }

  /** The row as an element of a tenant's {@code retraining}. */
  String text() {
    StringBuilder text =
        new StringBuilder(
            "      - before: %s                      # %s %s\n        choices:\n"
                .formatted(before, city, window));
    for (int i = 0; i < CHOICES.size(); i++) {
      text.append(
          "          - {name: %s, seconds: %s, after: %s}\n"
              .formatted(CHOICES.get(i), choices.get(2 * i), choices.get(2 * i + 1)));
    }
    return text.toString();
  }
}
