package dev.migrator.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PartitionTest {

  @Test
  void dividesAsInTheExample() {
    Partition partition = new Partition(new double[][] {{0, 5, 4, 6}, {0, 3, 3, 4}});
    assertThat(partition.value(0b11)).isEqualTo(8);
    assertThat(partition.division(0b11)).containsExactly(0b01, 0b10);
  }

  @Test
  void leavesIdleWhatNobodyGainsBy() {
    Partition partition = new Partition(new double[][] {{1, 0, 2, -1}, {0, 0, 0, 0}});
    assertThat(partition.value(0b11)).isEqualTo(2);
    assertThat(partition.division(0b11)).containsExactly(0b10, 0);
    assertThat(partition.value(0b01)).isEqualTo(1);
  }

  @Test
  void isTheBestOfAllDivisions() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      double[][] worth = new double[3][16];
      for (double[] row : worth) {
        Arrays.setAll(row, _ -> random.nextDouble());
      }
      Partition partition = new Partition(worth);
      int[] division = partition.division(15);
      assertThat(division[0] & division[1] | division[2] & (division[0] | division[1])).isZero();
      double sum = worth[0][division[0]] + worth[1][division[1]] + worth[2][division[2]];
      assertThat(sum).isCloseTo(partition.value(15), within(1e-12));
      assertThat(sum).isCloseTo(best(worth, 0, 0), within(1e-12));
    }
  }

  /** Each seat in turn to each tenant or to nobody. */
  private static double best(double[][] worth, int seat, int code) {
    if (seat < 4) {
      double best = 0;
      for (int owner = 0; owner < 4; owner++) {
        best = Math.max(best, best(worth, seat + 1, code * 4 + owner));
      }
      return best;
    }
    int[] sets = new int[4];
    for (int i = 0; i < 4; i++) {
      sets[code >> 2 * i & 3] |= 1 << i;
    }
    return worth[0][sets[0]] + worth[1][sets[1]] + worth[2][sets[2]];
  }
}
