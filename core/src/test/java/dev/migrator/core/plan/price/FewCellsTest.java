package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.state.Problems;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FewCellsTest {
  private static final int SEEDS = 8;

  /** A problem, and the cells near its best walk without prices. */
  private static final class Few {
    private final PricedSetting setting;
    private final Scope scope;
    private final Cells cells;
    private final FewCells few;

    Few(int seed) {
      this.setting = new PricedSetting(Problems.random(Problems.LARGE, 3, 30, seed));
      this.scope = setting.bound.scope(setting.domains);
      Focus focus = new Focus(setting.everywhere);
      Prices none = setting.prices(new Random(seed), true);
      focus.take(setting.bound.evaluate(scope, none, setting.everywhere), setting.everywhere);
      this.cells = focus.cells();
      this.few = setting.bound.few(scope, cells);
    }

    Evaluation at(Prices prices) {
      return setting.bound.evaluate(scope, prices, few);
    }
  }

  @TestFactory
  Stream<DynamicTest> sayWhatAPassThroughThemSaysAtAnyPrices() {
    return forSeeds(
        seed -> {
          Few few = new Few(seed);
          Random random = new Random(seed);
          for (int i = 0; i < 10; i++) {
            Prices prices = few.setting.prices(random, false);
            Arrays.setAll(prices.floor(), _ -> random.nextInt(3) * random.nextDouble());

            double value = few.at(prices).value();

            Evaluation pass = few.setting.bound.evaluate(few.scope, prices, few.cells);
            assertThat(value).isCloseTo(pass.value(), within(1e-9 * Math.abs(value)));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> leadThroughThemselves() {
    return forSeeds(
        seed -> {
          Few few = new Few(seed);
          int[] states = few.at(few.setting.prices(new Random(seed), false)).states();
          for (int slot = 0; slot < states.length; slot++) {
            assertThat(few.cells.added()[slot]).contains(states[slot]);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> sayWhereTheirValueRisesAndFalls() {
    return forSeeds(
        seed -> {
          Few few = new Few(seed);
          Random random = new Random(seed);
          for (int i = 0; i < 10; i++) {
            Prices here = few.setting.prices(random, false);
            Prices there =
                new Prices(few.setting.prices(random, false).site(), here.served(), here.floor());
            Evaluation found = few.at(here);
            double least = found.value() + along(found.slope().site(), here.site(), there.site());

            // Of all prices of sites, the value is the highest of many sums: it lies above slopes.
            assertThat(few.at(there).value()).isGreaterThanOrEqualTo(least - 1e-6);
          }
        });
  }

  @Test
  void areAskedForTheLastPricesOnly() {
    Few few = new Few(0);
    Evaluation before = few.at(few.setting.prices(new Random(0), false));
    few.at(few.setting.prices(new Random(1), false));

    assertThatThrownBy(before::states).isInstanceOf(IllegalStateException.class);
    assertThat(before.isLatest()).isFalse();
    assertThatThrownBy(() -> before.cellsAbove(0, _ -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Stream<DynamicTest> forSeeds(IntConsumer test) {
    return IntStream.range(0, SEEDS)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> test.accept(seed)));
  }

  private static double along(double[][][] slope, double[][][] from, double[][][] to) {
    double sum = 0;
    for (int tenant = 0; tenant < slope.length; tenant++) {
      for (int site = 0; site < slope[tenant].length; site++) {
        for (int slot = 0; slot < slope[tenant][site].length; slot++) {
          double step = to[tenant][site][slot] - from[tenant][site][slot];
          sum += slope[tenant][site][slot] * step;
        }
      }
    }
    return sum;
  }
}
