package dev.migrator.policies.ekya;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Inputs and outputs of Ekya's released simulator (github.com/edge-video-services/ekya at 2a6c820)
 * on synthetic profiles: three tenants of three configurations with three lengths each, windows 1
 * to 9, at 1 and 2 GPUs. The simulator has one mend: a tolerance of 0.34 GPU-seconds when it judges
 * whether a retraining is complete.
 */
final class ReleasedFigures {
  static final int WINDOWS = 9;
  private static final int[] EPOCHS = {9, 18, 30};

  private ReleasedFigures() {}

  /** The tenants of a window, counted from 1. */
  static List<ReleasedTenant> window(int window) {
    Map<String, List<String[]>> byTenant = new LinkedHashMap<>();
    for (String[] row : rows("released-inputs.csv")) {
      if (Integer.parseInt(row[3]) == window) {
        byTenant.computeIfAbsent(row[0], _ -> new ArrayList<>()).add(row);
      }
    }
    return byTenant.values().stream().map(ReleasedFigures::tenant).toList();
  }

  /** Mean accuracies by policy and number of GPUs: those of windows 1 to 9, and their mean. */
  static Map<String, double[]> accuracies() {
    Map<String, double[]> accuracies = new LinkedHashMap<>();
    for (String[] row : rows("released-accuracies.csv")) {
      accuracies.put(
          row[0] + " " + row[1],
          Arrays.stream(row).skip(2).mapToDouble(Double::parseDouble).toArray());
    }
    return accuracies;
  }

  /** A retraining of so many epochs. */
  static ReleasedTenant.Choice choice(
      String configuration, int epochs, double secondsPerEpoch, double after) {
    return new ReleasedTenant.Choice(
        configuration + "_" + (epochs - 1), after, secondsPerEpoch * epochs);
  }

  private static ReleasedTenant tenant(List<String[]> configurations) {
    List<ReleasedTenant.Choice> choices = new ArrayList<>();
    for (String[] row : configurations) {
      for (int k = 0; k < EPOCHS.length; k++) {
        double perEpoch = Double.parseDouble(row[2]);
        choices.add(choice(row[1], EPOCHS[k], perEpoch, Double.parseDouble(row[5 + k])));
      }
    }
    double[] befores =
        configurations.stream().mapToDouble(row -> Double.parseDouble(row[4])).toArray();
    return ReleasedTenant.of(befores, choices);
  }

  private static List<String[]> rows(String resource) {
    InputStream stream =
        Objects.requireNonNull(ReleasedFigures.class.getResourceAsStream(resource), resource);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
