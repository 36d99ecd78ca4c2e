package dev.migrator.worker.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The pacer on clocks of the test's own: how long it rests, to the nanosecond. */
final class PacerTest {
  private static final long MS = 1_000_000;

  private final FakeClocks clocks = new FakeClocks();

  @Test
  void threeSeventhsTakeSevenThirdsAsLong() {
    compute(new Pacer(3 / 7.0, 1, clocks), 3 * MS, 3 * MS);
    assertThat(clocks.wall).isEqualTo(7 * MS);
  }

  @Test
  void theWholeOfAWholeCoreNeverRests() {
    compute(new Pacer(1, 1, clocks), 3 * MS, 3 * MS);
    assertThat(clocks.rested).isZero();
  }

  @Test
  void halfACoreIsTheWholeWhereItIsSetSo() {
    compute(new Pacer(1, 0.5, clocks), 3 * MS, 3 * MS);
    assertThat(clocks.wall).isEqualTo(6 * MS);
  }

  @Test
  void waitingForABusyCoreCountsAsRest() {
    compute(new Pacer(0.5, 1, clocks), 3 * MS, 5 * MS);
    assertThat(clocks.wall).isEqualTo(6 * MS);
  }

  @Test
  void whatARestTookTooLongIsTakenOffTheNext() {
    Pacer pacer = new Pacer(0.5, 1, clocks);
    clocks.tooLong = MS;
    for (int i = 0; i < 10; i++) {
      compute(pacer, 3 * MS, 3 * MS);
    }
    assertThat(clocks.wall).isEqualTo(10 * 6 * MS + MS);
  }

  @Test
  void aRestThatTookFarTooLongIsNotMadeUpForByARush() {
    Pacer pacer = new Pacer(0.5, 1, clocks);
    clocks.tooLong = 1_000 * MS;
    compute(pacer, 3 * MS, 3 * MS);
    clocks.tooLong = 0;
    long begin = clocks.wall;
    for (int i = 0; i < 10; i++) {
      compute(pacer, 3 * MS, 3 * MS);
    }
    assertThat(clocks.wall - begin).isEqualTo(10 * 6 * MS - Pacer.MOST_CREDIT_NANOS);
  }

  @Test
  void idleTimeGivesNoCredit() {
    Pacer pacer = new Pacer(0.5, 1, clocks);
    clocks.wall += 1_000 * MS;
    long begin = clocks.wall;
    compute(pacer, 3 * MS, 3 * MS);
    assertThat(clocks.wall - begin).isEqualTo(6 * MS);
  }

  @Test
  void refusesMoreThanTheOneThreadCanCompute() {
    assertThatThrownBy(() -> new Pacer(1, 2, clocks)).hasMessageContaining("up to 1");
    assertThatThrownBy(() -> new Pacer(0, 1, clocks)).hasMessageContaining("above 0");
  }

  private void compute(Pacer pacer, long cpu, long wall) {
    pacer.compute(
        () -> {
          clocks.cpu += cpu;
          clocks.wall += wall;
          return 0;
        });
  }

  private static final class FakeClocks implements Clocks {
    private long cpu;
    private long wall;
    private long rested;
    private long tooLong;

    @Override
    public long cpuNanos() {
      return cpu;
    }

    @Override
    public long wallNanos() {
      return wall;
    }

    @Override
    public void rest(long nanos) {
      rested += nanos;
      wall += nanos + tooLong;
    }
  }
}
