package dev.migrator.policies.paris;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The partition that there should be, in fractions of instances: compute slices by size of profile,
 * from 0 to the whole GPU.
 *
 * @param inference by tenant
 * @param retraining by tenant
 */
record Wanted(Map<String, double[]> inference, Map<String, double[]> retraining) {

  /** The same in proportion, with that many compute slices in all. */
  Wanted inProportion(int slices) {
    double all = sum(inference) + sum(retraining);
    double unit = all == 0 ? 0 : slices / all;
    return new Wanted(times(inference, unit), times(retraining, unit));
  }

  private static double sum(Map<String, double[]> slices) {
    return slices.values().stream().flatMapToDouble(Arrays::stream).sum();
  }

  private static Map<String, double[]> times(Map<String, double[]> slices, double factor) {
    Map<String, double[]> products = new LinkedHashMap<>();
    slices.forEach(
        (tenant, own) ->
            products.put(tenant, Arrays.stream(own).map(count -> count * factor).toArray()));
    return products;
  }
}
