package dev.migrator.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DemandTest {
  private static final int CASES = 100;

  @Test
  void servesTheMeanOverTheLevels() {
    Demand demand = demand(new double[][] {{0}, {10}, {40}}, 0.5, 0.25, 0.25);

    assertThat(demand.served(0, 0)).isZero();
    assertThat(demand.served(0, 10)).isEqualTo(5);
    assertThat(demand.served(0, 20)).isEqualTo(7.5);
    assertThat(demand.served(0, 100)).isEqualTo(demand.mean(0)).isEqualTo(12.5);
  }

  @Test
  void whatIsThereForCertainIsThereInEveryLevel() {
    Demand demand = demand(new double[][] {{1, 2}, {3, 4}}, 0.5, 0.5).plus(new double[] {10, 0});

    assertThat(demand.levels()).isDeepEqualTo(new double[][] {{11, 2}, {13, 4}});
    assertThat(demand.shares()).containsExactly(0.5, 0.5);
    assertThatThrownBy(() -> demand.plus(new double[] {1}))
        .hasMessage("demand: certain is 1 slots; expected 2 slots.");
  }

  @Test
  void weighsTheWorstCasesAsToldWhereTheTailCutsALevel() {
    Demand averse = demand(new double[][] {{1}, {2}, {3}}, 0.5, 0.3, 0.2).averse(0.5, 0.4);

    // In the tail: all of the highest level, 0.2, and 0.2 of the 0.3 below.
    assertThat(averse.shares())
        .containsExactly(
            new double[] {0.5 * 0.5, 0.5 * 0.3 + 0.5 * 0.5, 0.5 * 0.2 + 0.5 * 0.5}, within(1e-12));
  }

  @Test
  void seesOnlyTheWorstCasesIfNothingElseMatters() {
    Demand averse = demand(new double[][] {{1}, {2}, {3}}, 0.5, 0.3, 0.2).averse(1, 0.2);

    assertThat(averse.levels()).isDeepEqualTo(new double[][] {{3}});
    assertThat(averse.shares()).containsExactly(1);
  }

  @Test
  void staysAsItIsWithoutRiskOrUncertainty() {
    Demand demand = demand(new double[][] {{1}, {2}}, 0.5, 0.5);
    Demand certain = Demand.certain(new double[] {3});

    assertThat(demand.averse(0, 0.1)).isSameAs(demand);
    assertThat(certain.averse(0.7, 0.1)).isSameAs(certain);
    assertThat(demand.averse(0.7, 1).shares())
        .containsExactly(new double[] {0.5, 0.5}, within(1e-12));
  }

  /** Tenants and slots at their worst together, case by case, against the shares weighed anew. */
  @Test
  void countsExpectedAndConditionalLossAsADirectComputationDoes() {
    Random random = new Random(5);
    for (int trial = 0; trial < 50; trial++) {
      Demand[] tenants = {random(random, 3), random(random, 3)};
      double[][] capacity = {
        random.doubles(3, 0, 60).toArray(), random.doubles(3, 0, 60).toArray()
      };
      double risk = random.nextInt(11) / 10.0;
      int worst = 1 + random.nextInt(CASES);

      double[] losses = new double[CASES];
      double weighed = 0;
      for (int i = 0; i < tenants.length; i++) {
        Demand averse = tenants[i].averse(risk, (double) worst / CASES);
        for (int slot = 0; slot < 3; slot++) {
          weighed += averse.mean(slot) - averse.served(slot, capacity[i][slot]);
          for (int c = 0; c < CASES; c++) {
            losses[c] += Math.max(0, ofCase(tenants[i], slot, c) - capacity[i][slot]);
          }
        }
      }
      Arrays.sort(losses);
      double mean = DoubleStream.of(losses).average().orElseThrow();
      double tail = DoubleStream.of(losses).skip(CASES - worst).average().orElseThrow();

      assertThat(weighed)
          .as("trial %d", trial)
          .isEqualTo((1 - risk) * mean + risk * tail, within(1e-9));
    }
  }

  @Test
  void refusesLevelsThatDoNotAscendWhereRiskMatters() {
    Demand demand = demand(new double[][] {{1, 5}, {2, 4}}, 0.5, 0.5);

    assertThatThrownBy(() -> demand.averse(0.5, 0.1))
        .hasMessage(
            "demand: level 1 of slot 1 is 4.0; expected at least that of the level before, 5.0.");
    assertThatThrownBy(() -> demand.averse(1.5, 0.1))
        .hasMessage("demand: risk is 1.5; expected a number from 0 to 1.");
    assertThatThrownBy(() -> demand.averse(0.5, 0))
        .hasMessage("demand: tail is 0.0; expected a number above 0.");
  }

  private static Demand demand(double[][] levels, double... shares) {
    return new Demand(levels, shares, new double[0]);
  }

  /** Four levels whose shares are whole numbers of cases. */
  private static Demand random(Random random, int slots) {
    double[][] levels = new double[4][slots];
    for (int slot = 0; slot < slots; slot++) {
      double[] column = random.doubles(4, 0, 80).sorted().toArray();
      for (int k = 0; k < 4; k++) {
        levels[k][slot] = column[k];
      }
    }
    return demand(levels, 0.4, 0.27, 0.2, 0.13);
  }

  private static double ofCase(Demand demand, int slot, int number) {
    double above = (number + 0.5) / CASES;
    int level = 0;
    while (above > demand.shares()[level]) {
      above -= demand.shares()[level++];
    }
    return demand.levels()[level][slot];
  }
}
