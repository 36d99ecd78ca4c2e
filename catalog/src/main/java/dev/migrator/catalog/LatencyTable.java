package dev.migrator.catalog;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Points of latency curves, gathered one by one and then put in the order of the profiles. */
final class LatencyTable {
  private static final double NANOS_PER_MILLI = 1e6;

  private final String where;
  private final Map<Profile, SortedMap<Integer, BatchChoice>> points = new LinkedHashMap<>();

  /**
   * An empty table.
   *
   * @param where what its errors begin with
   */
  LatencyTable(String where) {
    this.where = where;
  }

  /** Adds a measured point; each profile and batch may be given once. */
  void add(Profile profile, int batch, double latencyMillis) {
    BatchChoice point = new BatchChoice(batch, Math.round(latencyMillis * NANOS_PER_MILLI));
    if (points.computeIfAbsent(profile, p -> new TreeMap<>()).put(batch, point) != null) {
      throw new IllegalArgumentException(
          "%s: batch %d on %s is given twice; expected each once."
              .formatted(where, batch, profile));
    }
  }

  /** Checks that nothing was measured at or above a batch that lacked memory. */
  void refuseAtOrAbove(Profile profile, int batchOutOfMemory) {
    SortedMap<Integer, BatchChoice> curve = points.getOrDefault(profile, new TreeMap<>());
    if (!curve.tailMap(batchOutOfMemory).isEmpty()) {
      throw new IllegalArgumentException(
          "%s: batch %d on %s is measured; expected less than %d, which was out of memory."
              .formatted(where, curve.lastKey(), profile, batchOutOfMemory));
    }
  }

  /** The curves by profile, in the order of the GPU's profiles. */
  SequencedMap<Profile, LatencyCurve> curves(List<Profile> order) {
    SequencedMap<Profile, LatencyCurve> curves = new LinkedHashMap<>();
    points.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> order.indexOf(entry.getKey())))
        .forEach(
            entry ->
                curves.put(
                    entry.getKey(), new LatencyCurve(new ArrayList<>(entry.getValue().values()))));
    return curves;
  }
}
