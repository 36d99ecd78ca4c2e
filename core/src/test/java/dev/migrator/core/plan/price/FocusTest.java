package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.state.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FocusTest {

  @TestFactory
  Stream<DynamicTest> givesTheValueOfAllCellsAtEveryPricesThatWereLookedAt() {
    return IntStream.range(0, 8)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> givesTheValueOfAll(seed)));
  }

  private static void givesTheValueOfAll(int seed) {
    PricedSetting setting = new PricedSetting(Problems.random(Problems.LARGE, 3, 30, seed));
    Random random = new Random(seed);
    Focus focus = new Focus(setting.everywhere);
    List<Prices> looked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      looked.add(setting.prices(random, i == 0));
      focus.take(value(setting, looked.getLast(), setting.everywhere), setting.everywhere);
    }

    assertThat(focus.cells().size()).isLessThan(setting.everywhere.size());
    for (Prices prices : looked) {
      double all = value(setting, prices, setting.everywhere).value();
      assertThat(value(setting, prices, focus.cells()).value()).isCloseTo(all, within(1e-9 * all));
    }
  }

  @Test
  void neverPromisesMoreThanAllCells() {
    PricedSetting setting = new PricedSetting(Problems.random(Problems.LARGE, 3, 30, 3));
    Random random = new Random(1);
    Focus focus = new Focus(setting.everywhere);
    Prices opening = setting.prices(random, true);
    focus.take(value(setting, opening, setting.everywhere), setting.everywhere);

    for (int i = 0; i < 20; i++) {
      Prices prices = setting.prices(random, false);
      double all = value(setting, prices, setting.everywhere).value();
      assertThat(value(setting, prices, focus.cells()).value()).isLessThanOrEqualTo(all + 1e-9);
    }
  }

  @Test
  void trustsLessWhatTheLookAtAllCellsDidNotConfirm() {
    Focus focus = new Focus(new PricedSetting(Problems.random(Problems.SMALL, 1, 8, 0)).everywhere);

    focus.confirm(false);
    double doubted = focus.trust();
    focus.confirm(true);

    assertThat(doubted).isLessThan(1);
    assertThat(focus.trust()).isBetween(doubted, 1.0);
    for (int i = 0; i < 100; i++) {
      focus.confirm(false);
    }
    assertThat(focus.trust()).isPositive();
  }

  private static Evaluation value(PricedSetting setting, Prices prices, Cells cells) {
    return setting.bound.evaluate(setting.bound.scope(setting.domains), prices, cells);
  }
}
