package dev.migrator.core.plan.bound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellsTest {

  @Test
  void joinsRowsInOrderWithoutTakingAnythingTwice() {
    Cells odd = cells(new int[] {1, 3, 5}, new int[] {}, new int[] {7});
    Cells low = cells(new int[] {0, 1, 2, 3}, new int[] {4, 9}, new int[] {});

    Cells both = odd.union(low);

    assertThat(both.added()).isDeepEqualTo(new int[][] {{0, 1, 2, 3, 5}, {4, 9}, {7}});
    assertThat(both.added()).isDeepEqualTo(low.union(odd).added());
    assertThat(both.size()).isEqualTo(8);
    assertThat(both.union(both).size()).isEqualTo(8);
  }

  private static Cells cells(int[]... rows) {
    return new Cells(rows, rows, rows, new int[0][]);
  }
}
