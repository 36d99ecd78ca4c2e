package dev.migrator.gateway.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.migrator.core.model.BatchChoice;
import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Worked examples on a clock of milliseconds; those of the simulator's line have its outcomes. */
final class LineTest {
  private static final double ACCURACY = 0.5;
  private static final LatencyCurve TEN_MILLIS = curve(1, 0, 10);

  private final TreeMap<Long, Batch<String>> ends = new TreeMap<>();

  @Test
  void oneServerAnswersOneAfterTheOther() {
    Line<String> line = line(100);
    line.admit("i1", TEN_MILLIS);

    run(line, 100, 0, 4, 25);

    assertThat(line.takeOutcome()).isEqualTo(new Outcome(3, 3, 0, 0, 0, 3 * ACCURACY));
  }

  @Test
  void givesUpWhatWouldBeLateAsTheSimulatorDoes() {
    Line<String> line = line(25);
    line.admit("i1", TEN_MILLIS);

    run(line, 100, 0, 1, 2, 3, 12);

    assertThat(line.takeOutcome()).isEqualTo(new Outcome(5, 3, 0, 2, 0, 3 * ACCURACY));
  }

  @Test
  void answersARequestThatEndsExactlyAtItsDeadline() {
    Line<String> line = line(20);
    line.admit("i1", TEN_MILLIS);

    run(line, 100, 0, 0);

    assertThat(line.takeOutcome().withinSlo()).isEqualTo(2);
  }

  @Test
  void theQuickestIdleInstanceGoesFirst() {
    Line<String> line = line(100);
    line.admit("slow", curve(1, 0, 30));
    line.admit("quick", TEN_MILLIS);
    line.arrive("r", new Size(1, 10), "k", 0);

    assertThat(line.begin(0).batch().orElseThrow().instance()).isEqualTo("quick");
  }

  @Test
  void anIdleInstanceTakesWhatWaitsUpToItsBatch() {
    Line<String> line = line(100);
    line.admit("i1", curve(4, 10, 5));
    arrive(line, 0, 1);
    begin(line, 0);
    arrive(line, 1, 6);
    end(line, 15);

    assertThat(begin(line, 15).rows()).isEqualTo(4);
  }

  @Test
  void requestsOfAnotherKindAreNotInTheSameBatchAndNobodyIsOvertaken() {
    Line<String> line = line(100);
    line.admit("i1", curve(4, 10, 5));
    arrive(line, 0, 1);
    begin(line, 0);
    line.arrive("a", new Size(1, 10), "k", 1);
    line.arrive("b", new Size(1, 10), "other", 1);
    line.arrive("c", new Size(1, 10), "k", 1);
    end(line, 15);

    assertThat(begin(line, 15).entries()).extracting(Entry::request).containsExactly("a");
  }

  @Test
  void aBatchHasNoMoreBytesThanAWorkerTakes() {
    Line<String> line = new Line<>(new LineLimits(Duration.ofMillis(100), 1_000, 250));
    line.admit("i1", curve(4, 10, 5));
    arrive(line, 0, 1);
    begin(line, 0);
    line.arrive("a", new Size(1, 100), "k", 1);
    line.arrive("b", new Size(1, 100), "k", 1);
    line.arrive("c", new Size(1, 100), "k", 1);
    end(line, 15);

    assertThat(begin(line, 15).entries()).hasSize(2);
  }

  @Test
  void aFullQueueRefusesAndCountsItAsDropped() {
    Line<String> line = new Line<>(new LineLimits(Duration.ofMillis(100), 2, 1_000));

    arrive(line, 0, 2);

    assertThat(line.arrive("r", new Size(1, 10), "k", 0)).isInstanceOf(Arrival.Refused.class);
    assertThat(line.takeOutcome()).isEqualTo(new Outcome(3, 0, 0, 1, 2, 0));
  }

  @Test
  void refusesAtOnceWhatCannotBeInTime() {
    Line<String> line = line(100);
    line.admit("i1", TEN_MILLIS);
    for (int i = 0; i < 10; i++) {
      assertThat(line.arrive("r", new Size(1, 10), "k", 0)).isInstanceOf(Arrival.Accepted.class);
      line.begin(0);
    }

    // Ten of them end at 100 ms; the eleventh would end at 110.
    assertThat(line.arrive("r", new Size(1, 10), "k", 0))
        .isEqualTo(new Arrival.Refused<>(Arrival.Reason.TOO_LATE, Duration.ofMillis(90)));
  }

  @Test
  void whatWaitsWhileNobodyServesIsServedOnceSomeoneDoes() {
    Line<String> line = line(100);
    arrive(line, 0, 3);
    assertThat(line.begin(0).batch()).isEmpty();

    line.admit("i1", curve(4, 10, 5));

    assertThat(begin(line, 50).rows()).isEqualTo(3);
  }

  @Test
  void anInstanceThatIsWithheldEndsItsBatchAndBeginsNone() {
    Line<String> line = line(100);
    line.admit("i1", TEN_MILLIS);
    arrive(line, 0, 2);
    begin(line, 0);

    line.withhold("i1");
    end(line, 10);

    assertThat(line.begin(10).batch()).isEmpty();
    assertThat(line.takeOutcome()).isEqualTo(new Outcome(2, 1, 0, 0, 1, ACCURACY));
  }

  @Test
  void aFailedBatchWaitsAgainOnceBeforeAllOthers() {
    Line<String> line = line(100);
    line.admit("i1", TEN_MILLIS);
    line.admit("i2", curve(1, 0, 20));
    line.arrive("first", new Size(1, 10), "k", 0);
    Batch<String> batch = begin(line, 0);
    line.arrive("second", new Size(1, 10), "k", 1);
    line.broken("i1", true);

    assertThat(line.failed(batch, false).retried()).hasSize(1);
    Batch<String> again = begin(line, 5);
    assertThat(again.entries()).extracting(Entry::request).containsExactly("first");
    assertThat(again.instance()).isEqualTo("i2");
    assertThat(line.failed(again, false).givenUp()).hasSize(1);
    assertThat(line.takeOutcome()).isEqualTo(new Outcome(2, 0, 0, 1, 1, 0));
  }

  @Test
  void requestsOfABatchThatOneMayHaveSpoiltAreTriedOneByOne() {
    Line<String> line = line(1_000);
    arrive(line, 0, 3);
    line.admit("i1", curve(4, 10, 5));

    line.failed(begin(line, 0), true);

    assertThat(begin(line, 30).rows()).isEqualTo(1);
  }

  @Test
  void closesWhatIsOverdueAndCountsALateAnswerOnce() {
    Line<String> line = line(25);
    line.admit("i1", TEN_MILLIS);
    arrive(line, 0, 1);
    Batch<String> batch = begin(line, 0);
    arrive(line, 0, 1);

    Expired<String> expired = line.expire(millis(26));
    assertThat(expired.begun()).hasSize(1);
    assertThat(expired.waiting()).hasSize(1);
    assertThat(line.completed(batch, ACCURACY, millis(40))).isEmpty();
    assertThat(line.takeOutcome()).isEqualTo(new Outcome(2, 0, 1, 1, 0, 0));
  }

  @Test
  void moreRowsThanAnyInstanceTakesAreRefusedAndDoNotCount() {
    Line<String> line = line(100);
    line.admit("i1", curve(4, 10, 5));

    assertThat(line.arrive("r", new Size(5, 10), "k", 0))
        .isEqualTo(new Arrival.Refused<>(Arrival.Reason.TOO_MANY_ROWS, Duration.ZERO));
    assertThat(line.takeOutcome()).isEqualTo(Outcome.NONE);
  }

  @Test
  void aLineOnWhichBatchesTakeLongerThanProfiledLearnsIt() {
    Line<String> line = line(100);
    line.admit("i1", TEN_MILLIS);
    for (int i = 0; i < 30; i++) {
      arrive(line, 1_000L * i, 1);
      end(line, begin(line, 1_000L * i), 1_000L * i + 18);
    }
    line.takeOutcome();
    for (int i = 0; i < 10; i++) {
      arrive(line, 90_000, 1);
      line.begin(millis(90_000));
    }

    // Batches of 18 ms: six begin in time, five of them after the one that has begun.
    assertThat(line.takeOutcome().dropped()).isEqualTo(5);
    assertThat(line.takeLatencies().getFirst().meanNanos()).isCloseTo(18e6, within(1.0));
  }

  @Test
  void nothingIsLostOrCountedTwiceWhateverHappens() {
    for (long seed = 1; seed <= 200; seed++) {
      new Storm(seed).blow();
    }
  }

  private static Line<String> line(long sloMillis) {
    return new Line<>(new LineLimits(Duration.ofMillis(sloMillis), 1_000, 1_000_000));
  }

  /** Batches of n rows take base + row·n milliseconds. */
  private static LatencyCurve curve(int most, long base, long row) {
    List<BatchChoice> points = new ArrayList<>();
    for (int batch = 1; batch <= most; batch++) {
      points.add(new BatchChoice(batch, millis(base + row * batch)));
    }
    return new LatencyCurve(points);
  }

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private static void arrive(Line<String> line, long at, int count) {
    for (int i = 0; i < count; i++) {
      line.arrive("r", new Size(1, 10), "k", millis(at));
    }
  }

  private Batch<String> begin(Line<String> line, long at) {
    Batch<String> batch = line.begin(millis(at)).batch().orElseThrow();
    ends.put(millis(at), batch);
    return batch;
  }

  private void end(Line<String> line, long at) {
    end(line, ends.pollFirstEntry().getValue(), at);
  }

  private void end(Line<String> line, Batch<String> batch, long at) {
    ends.values().remove(batch);
    line.completed(batch, ACCURACY, millis(at));
  }

  /** Lets requests arrive at these milliseconds, and every batch of 10 ms end in time. */
  private void run(Line<String> line, long until, long... arrivals) {
    int next = 0;
    for (long at = 0; at <= until; at++) {
      while (!ends.isEmpty() && ends.firstKey() <= millis(at)) {
        line.completed(ends.pollFirstEntry().getValue(), ACCURACY, millis(at));
      }
      while (next < arrivals.length && arrivals[next] == at) {
        arrive(line, at, 1);
        next++;
      }
      long now = at;
      line.begin(millis(at)).batch().ifPresent(b -> ends.put(millis(now + 10), b));
    }
  }

  /** Random happenings, after each of which the books have to balance. */
  private static final class Storm {
    private final long seed;
    private final Random random;
    private final Line<String> line = line(50);
    private final List<Batch<String>> begun = new ArrayList<>();
    private long now;
    private long arrived;
    private long settled;

    Storm(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void blow() {
      for (int step = 0; step < 500; step++) {
        now += millis(random.nextInt(4));
        happen();
        balance();
      }
    }

    private void happen() {
      String instance = "i" + random.nextInt(3);
      switch (random.nextInt(9)) {
        case 0 -> line.admit(instance, curve(1 + random.nextInt(6), 5, 2));
        case 1 -> line.withhold(instance);
        case 2 -> line.broken(instance, random.nextBoolean());
        case 3 -> line.expire(now);
        case 4, 5 -> end();
        default -> line.arrive("r", new Size(1 + random.nextInt(3), 10), random.nextInt(2), now);
      }
      line.begin(now).batch().ifPresent(begun::add);
    }

    private void end() {
      if (!begun.isEmpty()) {
        Batch<String> batch = begun.remove(random.nextInt(begun.size()));
        switch (random.nextInt(4)) {
          case 0 -> line.failed(batch, random.nextBoolean());
          case 1 -> line.rejected(batch);
          default -> line.completed(batch, ACCURACY, now);
        }
      }
    }

    private void balance() {
      Outcome outcome = line.takeOutcome();
      arrived += outcome.arrived();
      settled += outcome.withinSlo() + outcome.late() + outcome.dropped();
      assertThat(arrived).as("seed %d", seed).isEqualTo(settled + line.waiting() + line.begun());
      assertThat(outcome.waiting()).isEqualTo(line.waiting());
    }
  }
}
