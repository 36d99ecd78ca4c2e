package dev.migrator.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door opens, or says why it does not. */
final class DoorTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 32, 64, 512})
  void opensOnAMachineOfSoManyCores(int cores) throws Exception {
    try (Door door = Door.open(DoorSettings.onLoopback(0), List::of, DoorThreads.of(cores))) {
      assertThat(door.port()).isPositive();
    }
  }

  @Test
  void asManyThreadsAsItHasSelectorsAreLeftForTheRest() {
    for (int cores = 1; cores <= 512; cores++) {
      DoorThreads threads = DoorThreads.of(cores);
      assertThat(threads.selectors()).as("of %d cores", cores).isBetween(1, 16);
      assertThat(threads.all() - threads.selectors())
          .as("of %d cores", cores)
          .isGreaterThanOrEqualTo(threads.selectors());
      new QueuedThreadPool(threads.all())
          .getThreadPoolBudget()
          .leaseTo("selectors", threads.selectors());
    }
  }

  @Test
  void saysThatAnotherProgramMayListenWhereThePortIsTaken() throws Exception {
    try (Door door = Door.open(DoorSettings.onLoopback(0), List::of)) {
      assertThatThrownBy(() -> Door.open(DoorSettings.onLoopback(door.port()), List::of))
          .isInstanceOf(BindException.class)
          .hasMessageEndingWith("in use. Maybe another program listens there.");
    }
  }

  @Test
  void accusesNobodyWhereSomethingElseIsTheCause() {
    assertThatThrownBy(
            () -> Door.open(DoorSettings.onLoopback(0), List::of, new DoorThreads(16, 16)))
        .hasMessageStartingWith("gateway: cannot listen on 127.0.0.1:0: Insufficient")
        .hasMessageNotContaining("another program");

    // An address for documentation, which no machine has.
    assertThatThrownBy(() -> Door.open(settings("192.0.2.1"), List::of))
        .isInstanceOf(BindException.class)
        .hasMessageStartingWith("gateway: cannot listen on 192.0.2.1:0: ")
        .hasMessageNotContaining("another program");
  }

  private static DoorSettings settings(String host) {
    Duration patience = Duration.ofSeconds(1);
    return new DoorSettings(host, 0, 1 << 20, 10, patience, patience, patience);
  }
}
