package dev.migrator.core.plan.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.plan.price.Schedules.Best;
import dev.migrator.core.plan.price.Schedules.Running;
import dev.migrator.core.plan.price.Schedules.Segment;
import dev.migrator.core.plan.price.Schedules.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchedulesTest {

  @Test
  void stepsAsideFromSlotsThatCostMuch() {
    Work work = new Work(new int[] {4}, new int[] {1}, 0, 0, false, 3, Optional.empty());
    double[][] prices = {{1, 1, 1, 100, 100, 1, 1, 1, 1, 1}};
    double[] credit = new double[11];
    for (int slot = 0; slot <= 10; slot++) {
      credit[slot] = 2 * (10 - slot);
    }

    Best best = new Schedules(work, 10).best(prices, credit);

    assertThat(best.segments()).containsExactly(new Segment(0, 0, 1, 3), new Segment(0, 5, 6, 8));
    assertThat(best.value()).isCloseTo(4 - 6, within(1e-9));
  }

  @Test
  void hasNoScheduleWhereTheHorizonIsTooShort() {
    Work work = new Work(new int[] {4}, new int[] {2}, 1, 1, false, 3, Optional.empty());

    Best best = new Schedules(work, 5).best(new double[1][5], new double[6]);

    assertThat(best.value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(best.segments()).isEmpty();
  }

  @Test
  void findsTheBestScheduleWhereWorkIsCountedExactly() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      Work work = work(random, new int[] {2, 3, 4, 6});
      Trial trial = new Trial(work, 8 + random.nextInt(4), random);

      Best best = new Schedules(work, trial.by).best(trial.prices, trial.credit);

      assertThat(best.value()).as("seed " + seed).isCloseTo(trial.best(), within(1e-9));
      trial.expectAttained(best, seed);
    }
  }

  @Test
  void isABoundWhereWorkIsRounded() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      Work work = work(random, new int[] {3, 5, 7});
      Trial trial = new Trial(work, 8 + random.nextInt(4), random);

      Best best = new Schedules(work, trial.by).best(trial.prices, trial.credit);

      assertThat(best.value()).as("seed " + seed).isGreaterThanOrEqualTo(trial.best() - 1e-9);
      if (!best.segments().isEmpty()) {
        assertThat(trial.worth(best.segments())).isLessThanOrEqualTo(trial.best() + 1e-9);
      }
    }
  }

  private static Work work(Random random, int[] lengths) {
    int[] chosen = {
      lengths[random.nextInt(lengths.length)], lengths[random.nextInt(lengths.length)]
    };
    int[] setup = {1 + random.nextInt(2), 1 + random.nextInt(2)};
    Optional<Running> running =
        random.nextInt(3) == 0
            ? Optional.of(new Running(random.nextInt(2), random.nextInt(3)))
            : Optional.empty();
    boolean resumes = running.isPresent() || random.nextBoolean();
    int segments = 1 + random.nextInt(3);
    return new Work(
        chosen, setup, random.nextInt(2), random.nextInt(2), resumes, segments, running);
  }

  /** All schedules of a small problem, one by one, straight from the definition. */
  private static final class Trial {
    private final Work work;
    private final int by;
    private final double[][] prices;
    private final double[] credit;
    private double most = Double.NEGATIVE_INFINITY;

    Trial(Work work, int by, Random random) {
      this.work = work;
      this.by = by;
      prices = new double[2][by];
      for (double[] row : prices) {
        for (int slot = 0; slot < by; slot++) {
          row[slot] = random.nextInt(3) * random.nextInt(20);
        }
      }
      credit = new double[by + 1];
      for (int slot = by - 1; slot >= 0; slot--) {
        credit[slot] = credit[slot + 1] + random.nextInt(8);
      }
    }

    double best() {
      most = Double.NEGATIVE_INFINITY;
      extend(new ArrayList<>(), 0, 1);
      return most;
    }

    private void extend(List<Segment> before, int free, double left) {
      boolean isFirst = before.isEmpty();
      for (int site = 0; site < 2; site++) {
        boolean runs = isFirst && work.running().isPresent();
        if (runs && work.running().get().site() != site) {
          continue;
        }
        int lead = work.setup()[site] + (!isFirst || work.resumes() ? work.restoreSlots() : 0);
        for (int from = free; from < (runs ? 1 : by); from++) {
          int ready = runs ? work.running().get().trainsFrom() : from + lead;
          train(before, new Segment(site, from, ready, ready), left, runs ? 0 : 1);
        }
      }
    }

    private void train(List<Segment> before, Segment at, double left, int least) {
      int length = work.lengths()[at.site()];
      int needed = (int) Math.ceil(left * length - 1e-9);
      if (at.ready() + needed <= by) {
        List<Segment> whole = with(before, at, at.ready() + needed);
        most = Math.max(most, worth(whole));
      }
      for (int slots = least; slots < needed; slots++) {
        int to = at.ready() + slots + work.saveSlots();
        if (to > 0 && to < by && before.size() + 1 < work.segments()) {
          extend(with(before, at, to), to, left - (double) slots / length);
        }
      }
    }

    private static List<Segment> with(List<Segment> before, Segment at, int to) {
      List<Segment> more = new ArrayList<>(before);
      more.add(new Segment(at.site(), at.from(), at.ready(), to));
      return more;
    }

    double worth(List<Segment> segments) {
      double sum = credit[segments.getLast().to()];
      for (Segment segment : segments) {
        for (int slot = segment.from(); slot < segment.to(); slot++) {
          sum -= prices[segment.site()][slot];
        }
      }
      return sum;
    }

    void expectAttained(Best best, int seed) {
      if (best.value() > Double.NEGATIVE_INFINITY) {
        assertThat(best.segments()).as("seed " + seed).isNotEmpty();
        assertThat(worth(best.segments())).isCloseTo(best.value(), within(1e-9));
      }
    }
  }
}
