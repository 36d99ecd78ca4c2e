package dev.migrator.core.plan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Beside all walks there are, on small problems with set-ups of all kinds. */
class WalkSearchTest {
  @Test
  void findsTheBestOfAllWalks() {
    int changed = 0;
    for (long seed = 0; seed < 300; seed++) {
      WalkScene scene = WalkScene.atRandom(seed);
      double best = scene.bestOfAll();

      WalkSearch.Answer answer = scene.search(Double.NEGATIVE_INFINITY, 10_000);
      assertThat(answer.complete()).isTrue();
      assertThat(answer.walk().value()).as("seed %d", seed).isCloseTo(best, within(1e-6));
      assertThat(scene.worth(answer.walk())).as("walk %d", seed).isCloseTo(best, within(1e-6));
      assertThat(scene.search(best - 1e-3, 10_000).walk().value())
          .as("below %d", seed)
          .isCloseTo(best, within(1e-6));
      assertThat(scene.search(best + 1e-3, 10_000).walk().moves()).as("above %d", seed).isEmpty();
      changed += answer.walk().moves().size() > 1 ? 1 : 0;
    }
    assertThat(changed).isGreaterThan(100);
  }

  /**
   * A 1g begun at slot 4 misses slots 5 and 6, 6 requests each, one begun at 2 takes from the other
   * tenant 5 in slots 2 and 3: it could earn 2 more. But the 2g that has room from slot 5 on is
   * ready after one slot, and beside it the later one misses 6 only.
   */
  @Test
  void whatIsReadySoonerMayMakeUpForTheLaterOne() {
    WalkScene scene = WalkScene.byHand("1g", 1, true);
    scene.take("2g", 5);
    scene.take("1g", WalkScene.SLOTS);

    assertThat(scene.search(Double.NEGATIVE_INFINITY, 10_000).walk().value())
        .isCloseTo(4 * 5 + 6 + 2 * 30, within(1e-6))
        .isCloseTo(scene.bestOfAll(), within(1e-6));
  }

  /**
   * The second 2g has room from slot 4 on, and until it is ready the tenant is silent: the first is
   * of no use before, and is begun with it.
   */
  @Test
  void amongTheSilentWhatIsReadyFirstGainsNothing() {
    WalkScene scene = WalkScene.byHand("2g", 3, false);
    scene.take("2g", 4);

    assertThat(scene.search(Double.NEGATIVE_INFINITY, 10_000).walk().value())
        .isCloseTo(4 * 5 + 2 * 40, within(1e-6))
        .isCloseTo(scene.bestOfAll(), within(1e-6));
  }

  @Test
  void fewLabelsFindNoBetterAndSaySo() {
    int worse = 0;
    for (long seed = 0; seed < 50; seed++) {
      WalkScene scene = WalkScene.atRandom(seed);
      WalkSearch.Answer answer = scene.search(Double.NEGATIVE_INFINITY, 1);

      assertThat(answer.walk().value()).isLessThanOrEqualTo(scene.bestOfAll() + 1e-6);
      boolean isWorse = answer.walk().value() < scene.bestOfAll() - 1e-6;
      assertThat(isWorse && answer.complete()).isFalse();
      worse += isWorse ? 1 : 0;
    }
    assertThat(worse).isPositive();
  }
}
