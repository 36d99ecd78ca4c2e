package dev.migrator.live.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever happens, instances have an owner, slices one instance, and decisions a record. */
final class SimulationTest {
  private static final int QUICK = 200;
  private static final int LONG = 10_000;
  private static final String SEED = "migrator.seed";

  @Test
  void keepsItsInvariantsThroughFaults() {
    SeededRun.Counts all = runAll(QUICK);
    assertThat(all.kills).isPositive();
    assertThat(all.fullDisks).isPositive();
    assertThat(all.tornTails).isPositive();
    assertThat(all.fenced).isPositive();
    assertThat(all.steps).isPositive();
    assertThat(all.segments).isGreaterThan(QUICK);
  }

  @Test
  @Tag("long")
  void keepsItsInvariantsThroughManyMoreFaults() {
    System.out.println(LONG + " seeds: " + runAll(LONG));
  }

  @Test
  void findsOutThatADiskLies() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < QUICK; seed++) {
                SeededRun.run(seed, true);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("I4");
  }

  @Test
  void runsOneSeed() {
    assertThat(SeededRun.run(Long.getLong(SEED, 1)).slots).isPositive();
  }

  private static SeededRun.Counts runAll(int seeds) {
    SeededRun.Counts all = new SeededRun.Counts();
    for (int seed = 0; seed < seeds; seed++) {
      all.add(SeededRun.run(seed));
    }
    return all;
  }
}
