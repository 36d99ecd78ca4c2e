package dev.migrator.policies.ekya;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom the thief robs, of how much, and when it stops. */
final class ThiefTest {
  private static final Thief THIEF = new Thief(0.1, Thief.Patience.FIRST_FAILURE);
  private static final double[] THIRDS = {1 / 3.0, 1 / 3.0, 1 / 3.0};

  @Test
  void stealsWhileItHelpsAndThenStops() {
    double[] shares = THIEF.steal(THIRDS, jobs -> Math.min(0.5, jobs[0]));
    assertThat(shares).containsExactly(new double[] {8 / 15.0, 2 / 15.0, 1 / 3.0}, within(1e-9));
  }

  @Test
  void takesNothingWhereItHelpsNobody() {
    assertThat(THIEF.steal(THIRDS, _ -> 1)).containsExactly(THIRDS);
  }

  @Test
  void looksAtNoFurtherStepAfterOneThatDoesNotHelp() {
    List<Double> tried = new ArrayList<>();
    THIEF.steal(
        new double[] {0.5, 0.5},
        jobs -> {
          tried.add(jobs[0]);
          return -Math.abs(jobs[0] - 0.7);
        });
    assertThat(tried.stream().map(share -> Math.round(10 * share)))
        .as("shares of the first job, in tenths")
        .containsExactly(5L, 6L, 7L, 8L, 6L);
  }

  @Test
  void doesNotLookBeyondAStepThatDoesNotHelpUnlessItTriesEveryAmount() {
    double[] halves = {0.5, 0.5};
    double[] patient = new Thief(0.1, Thief.Patience.EVERY_AMOUNT).steal(halves, ThiefTest::cliff);
    assertThat(THIEF.steal(halves, ThiefTest::cliff)).containsExactly(halves);
    assertThat(patient).containsExactly(new double[] {0.8, 0.2}, within(1e-9));
  }

  @Test
  void takesTheLastRestOfAShare() {
    double[] shares = THIEF.steal(new double[] {0.75, 0.25}, jobs -> jobs[0]);
    assertThat(shares).containsExactly(new double[] {1, 0}, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(Thief.Patience.class)
  void neverLosesWorthOrShares(Thief.Patience patience) {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      double[] goals = random.doubles(2 + random.nextInt(6)).toArray();
      double[] fair = new double[goals.length];
      Arrays.fill(fair, 1.0 / fair.length);
      double[] shares = new Thief(0.1, patience).steal(fair, jobs -> worth(jobs, goals));
      assertThat(Arrays.stream(shares).sum()).as("seed " + seed).isCloseTo(1, within(1e-9));
      assertThat(Arrays.stream(shares).min().orElse(0)).as("seed " + seed).isGreaterThan(-1e-9);
      assertThat(worth(shares, goals)).isGreaterThanOrEqualTo(worth(fair, goals));
    }
  }

  /** Nothing is gained on the way to 0.8. */
  private static double cliff(double[] jobs) {
    return jobs[0] > 0.75 ? 1 : 0;
  }

  private static double worth(double[] jobs, double[] goals) {
    double sum = 0;
    for (int i = 0; i < jobs.length; i++) {
      sum += goals[i] * Math.min(goals[i] / goals.length, jobs[i]);
    }
    return sum;
  }
}
