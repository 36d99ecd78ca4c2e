package dev.migrator.simulator.world;

import static dev.migrator.simulator.world.Fixtures.ONE;
import static dev.migrator.simulator.world.Fixtures.SEVEN;
import static dev.migrator.simulator.world.Fixtures.TWO;
import static dev.migrator.simulator.world.Fixtures.millis;
import static dev.migrator.simulator.world.Fixtures.service;
import static dev.migrator.simulator.world.Fixtures.singles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Outcome;
import dev.migrator.core.model.Profile;
import dev.migrator.core.model.ServiceProfile;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Worked examples with arrivals at given instants; a slot is one second. */
class RequestLineTest {
  private static final ServiceProfile TEN_MILLIS = singles(Map.of(ONE, 10));

  @Test
  void oneServerAnswersOneAfterTheOther() {
    RequestLine line = line(100, server(TEN_MILLIS, 100, ONE));

    Outcome outcome = serve(line, 0, 0, 4, 25);

    // Begins at 0, 10 and 25 ms: the waits are 0, 6 and 0 ms.
    assertThat(outcome).isEqualTo(new Outcome(3, 3, 0, 0, 0, 3 * 0.5));
    assertThat(line.waited()).isEqualTo(millis(6));
  }

  @Test
  void dropsAtTheHeadWhatWouldBeLate() {
    RequestLine line = line(25, server(TEN_MILLIS, 25, ONE));

    Outcome outcome = serve(line, 0, 0, 1, 2, 3, 12);

    // Begins at 0, 10, then at 20 ms the one of 12 ms, after those of 2 and 3 ms were dropped.
    assertThat(outcome).isEqualTo(new Outcome(5, 3, 0, 2, 0, 1.5));
    assertThat(line.waited()).isEqualTo(millis(9 + 8));
  }

  @Test
  void answersARequestThatEndsExactlyAtItsDeadline() {
    Outcome outcome = serve(line(20, server(TEN_MILLIS, 20, ONE)), 0, 0, 0);

    assertThat(outcome.withinSlo()).isEqualTo(2);
  }

  @Test
  void dropsForTheSakeOfAFullBatch() {
    // A batch of n takes 10 + 10 n ms; within 100 ms the best batch is 4.
    ServiceProfile service = service(4, n -> 10 + 10 * n);
    RequestLine line = line(100, server(service, 100, ONE));

    Outcome outcome = serve(line, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 61, 61, 61);

    // At 0 one (20 ms), at 20 four (50 ms), at 70 the four of 1 ms are due at 101, a full batch
    // would end at 120: dropped. The three of 61 ms go (40 ms).
    assertThat(outcome).isEqualTo(new Outcome(12, 8, 0, 4, 0, 4));
  }

  @Test
  void takesAtOnceWhatWaitsUpToTheBatch() {
    ServiceProfile service = service(4, n -> 10 + 10 * n);
    RequestLine line = line(1000, server(service, 1000, ONE));

    serve(line, 0, 0, 5, 6, 7, 8, 9);

    // One at 0; at 20 ms four, at 70 ms the last.
    assertThat(line.waited()).isEqualTo(millis(15 + 14 + 13 + 12 + 61));
  }

  @Test
  void prefersTheQuickerOfTwoIdleServers() {
    ServiceProfile service = singles(Map.of(ONE, 40, SEVEN, 10));
    RequestLine line = line(100, server(service, 100, ONE), server(service, 100, SEVEN));

    serve(line, 0, 0, 2, 4, 50);

    // 7g at 0 ms, 1g at 2 ms, 7g again at 10 ms, 7g at 50 ms.
    assertThat(line.waited()).isEqualTo(millis(6));
  }

  @Test
  void prefersTheFirstOfEquallyQuickServers() {
    BatchServer first = server(TEN_MILLIS, 100, ONE);
    BatchServer second = server(TEN_MILLIS, 100, ONE);

    serve(line(100, first, second), 0, 7);

    assertThat(first.busyUntil()).isEqualTo(millis(17));
    assertThat(second.busyUntil()).isZero();
  }

  @Test
  void keepsRequestsForLaterSlotsIfTheirDeadlineAllows() {
    RequestLine line = line(2_500);

    assertThat(serve(line, 0, 100, 700)).isEqualTo(new Outcome(2, 0, 0, 0, 2, 0));
    assertThat(serve(line, 1)).isEqualTo(new Outcome(0, 0, 0, 0, 2, 0));
    line.admit(List.of(server(TEN_MILLIS, 2_500, ONE)));
    // Only from 2,000 ms on is there a server; both are due at 2,600 and 3,200 ms.
    assertThat(serve(line, 2)).isEqualTo(new Outcome(0, 2, 0, 0, 0, 1));
    assertThat(line.waited()).isEqualTo(millis(1_900 + 1_310));
  }

  @Test
  void dropsWhatExpiresWhileNobodyServesAtTheEndOfTheSlot() {
    RequestLine line = line(300);

    assertThat(serve(line, 0, 100, 700, 701)).isEqualTo(new Outcome(3, 0, 0, 2, 1, 0));
    assertThat(serve(line, 1)).isEqualTo(new Outcome(0, 0, 0, 1, 0, 0));
  }

  @Test
  void countsABatchInTheSlotInWhichItBegan() {
    RequestLine line = line(100, server(TEN_MILLIS, 100, ONE));

    assertThat(serve(line, 0, 995, 999)).isEqualTo(new Outcome(2, 1, 0, 0, 1, 0.5));
    assertThat(serve(line, 1)).isEqualTo(new Outcome(0, 1, 0, 0, 0, 0.5));
    assertThat(line.waited()).isEqualTo(millis(6));
  }

  @Test
  void aServerWithoutABatchWithinTheSloServesNothing() {
    // 10 ms twice does not fit into 15 ms; on 2g the model does not run at all.
    RequestLine line = line(15, server(TEN_MILLIS, 15, ONE), server(TEN_MILLIS, 15, TWO));

    assertThat(serve(line, 0, 1, 2, 999)).isEqualTo(new Outcome(3, 0, 0, 2, 1, 0));
  }

  @Test
  void dropsWhatArrivesAtAFullQueue() {
    RequestLine line = new RequestLine(millis(5_000), 2);

    assertThat(serve(line, 0, 1, 2, 3)).isEqualTo(new Outcome(3, 0, 0, 1, 2, 0));
  }

  @Test
  void queueKeepsItsOrderWhileItGrows() {
    RequestLine line = line(1_000_000, server(TEN_MILLIS, 1_000_000, ONE));
    long[] instants = new long[5_000];
    Arrays.setAll(instants, i -> i * 1_000L);

    Outcome outcome = line.serve(5_000, Arrivals.at(instants), 0, millis(1_000), 0.5);

    assertThat(outcome).isEqualTo(new Outcome(5_000, 100, 0, 0, 4_900, 50));
    double expected = 0;
    for (int i = 0; i < 100; i++) {
      expected += millis(10 * i) - i * 1_000.0;
    }
    assertThat(line.waited()).isEqualTo(expected);
  }

  private static RequestLine line(int sloMillis, BatchServer... servers) {
    RequestLine line = new RequestLine(millis(sloMillis), 100_000);
    line.admit(List.of(servers));
    return line;
  }

  private static BatchServer server(ServiceProfile service, int sloMillis, Profile profile) {
    return BatchServer.of(
        Fixtures.tenant("vision", service, Duration.ofMillis(sloMillis)), profile);
  }

  /** One slot with arrivals at these milliseconds of the run, at an accuracy of one half. */
  private static Outcome serve(RequestLine line, int slot, long... arrivalMillis) {
    long[] instants = Arrays.stream(arrivalMillis).map(ms -> ms * 1_000_000).toArray();
    return line.serve(
        instants.length,
        Arrivals.at(instants),
        millis(slot * 1_000.0),
        millis((slot + 1) * 1_000.0),
        0.5);
  }
}
