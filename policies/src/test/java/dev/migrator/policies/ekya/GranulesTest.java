package dev.migrator.policies.ekya;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounding to whole granules. */
final class GranulesTest {
  private static final int[] NOTHING = new int[4];

  @Test
  void givesWhatIsLeftToTheLargestRemainders() {
    assertThat(Granules.of(new double[] {7.8, 5.8, 6.4}, new int[3], 20)).containsExactly(8, 6, 6);
    assertThat(Granules.of(new double[] {6.4, 6.3, 6.3}, new int[3], 20)).containsExactly(7, 7, 6);
  }

  @Test
  void takesWhatSomebodyHasToGetFromWhoHasMostToSpare() {
    assertThat(Granules.of(new double[] {13, 6.7, 0.3}, new int[] {1, 1, 2}, 20))
        .containsExactly(11, 7, 2);
  }

  @Test
  void leavesItWhereNobodyHasAnythingToSpare() {
    assertThat(Granules.of(new double[] {1, 1}, new int[] {2, 2}, 2)).containsExactly(1, 1);
  }

  @Test
  void missesNoMoreThanAnyOtherRounding() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      double[] shares = random.doubles(4, 0.01, 1).toArray();
      double sum = Arrays.stream(shares).sum();
      double[] of12 = Arrays.stream(shares).map(share -> 12 * share / sum).toArray();
      double least = Double.MAX_VALUE;
      for (int code = 0; code < 13 * 13 * 13; code++) {
        int[] other = {code % 13, code / 13 % 13, code / 169, 0};
        other[3] = 12 - other[0] - other[1] - other[2];
        least = other[3] < 0 ? least : Math.min(least, missing(of12, other));
      }
      int[] ours = Granules.of(of12, NOTHING, 12);
      assertThat(Arrays.stream(ours).sum()).isEqualTo(12);
      assertThat(missing(of12, ours)).isLessThan(least + 1e-9);
    }
  }

  private static double missing(double[] wished, int[] given) {
    double missing = 0;
    for (int i = 0; i < given.length; i++) {
      missing += Math.max(0, wished[i] - given[i]);
    }
    return missing;
  }
}
