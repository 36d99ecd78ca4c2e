package dev.migrator.policies.ekya;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Shares in whole granules, by largest remainder: of all roundings to the same sum one to which
 * least is missing.
 */
final class Granules {
  private static final double ROUNDING = 1e-9;

  private Granules() {}

  /**
   * Whole numbers near these that add up to a sum.
   *
   * @param shares at least 0, of about that sum
   * @param least by share: what it has to get, if the others can give it
   */
  static int[] of(double[] shares, int[] least, int sum) {
    int[] granules = Arrays.stream(shares).mapToInt(s -> (int) Math.floor(s + ROUNDING)).toArray();
    List<Integer> byRemainder =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> granules[i] - shares[i]))
            .toList();
    int left = sum - Arrays.stream(granules).sum();
    for (int k = 0; left > 0; k = (k + 1) % shares.length, left--) {
      granules[byRemainder.get(k)]++;
    }
    for (int i = 0; i < granules.length; i++) {
      raise(granules, i, least);
    }
    return granules;
  }

  /** Takes from whoever has most to spare. */
  private static void raise(int[] granules, int needy, int[] least) {
    while (granules[needy] < least[needy]) {
      int giver =
          IntStream.range(0, granules.length)
              .boxed()
              .max(Comparator.comparingInt(i -> granules[i] - least[i]))
              .orElse(needy);
      if (granules[giver] <= least[giver]) {
        return;
      }
      granules[giver]--;
      granules[needy]++;
    }
  }
}
