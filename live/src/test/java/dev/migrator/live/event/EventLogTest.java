package dev.migrator.live.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

final class EventLogTest {
  private final List<Event> sunk = new ArrayList<>();
  private final EventLog log = new EventLog(() -> Instant.EPOCH, sunk::add);

  @Test
  void remembersTheLastEventsOnly() {
    for (int i = 0; i < EventLog.MOST_REMEMBERED + 10; i++) {
      log.add("k", "t", "x");
    }
    assertThat(log.after(0)).hasSize(EventLog.MOST_REMEMBERED);
    assertThat(log.after(0).getFirst().number()).isEqualTo(11);
    assertThat(log.after(EventLog.MOST_REMEMBERED + 9)).hasSize(1);
    assertThat(sunk).hasSize(EventLog.MOST_REMEMBERED + 10);
  }

  @Test
  void aNumberThatNoEventHasYetIsOfAnEarlierLog() {
    log.add("k", "t", "first");
    log.add("k", "t", "second");
    assertThat(log.after(500)).hasSize(2);
    assertThat(log.after(3)).hasSize(2);
    assertThat(log.after(2)).isEmpty();
  }

  @Test
  void slowFollowerMissesOldEventsAndHoldsNobodyUp() {
    BlockingQueue<Event> slow = log.follow();
    for (int i = 0; i < 2 * EventLog.MOST_WAITING; i++) {
      log.add("k", "t", "x");
    }
    assertThat(slow).hasSize(EventLog.MOST_WAITING);
    assertThat(slow.peek().number()).isEqualTo(EventLog.MOST_WAITING + 1L);
    log.unfollow(slow);
    log.add("k", "t", "last");
    assertThat(slow).noneMatch(event -> event.text().equals("last"));
  }

  @Test
  void whatWorkersSayIsForTheLogOnly() {
    log.log("t", "i17", "hello");
    assertThat(log.after(0)).isEmpty();
    assertThat(sunk).hasSize(1);
  }

  @Test
  void countsEachKindHoweverManyAreForgotten() {
    EventLog log = new EventLog(() -> Instant.EPOCH, event -> {});
    for (int i = 0; i < 2 * EventLog.MOST_REMEMBERED; i++) {
      log.add(i % 2 == 0 ? "even" : "odd", "", "");
    }
    assertThat(log.counts())
        .containsOnly(
            entry("even", (long) EventLog.MOST_REMEMBERED),
            entry("odd", (long) EventLog.MOST_REMEMBERED));
  }
}
