package dev.migrator.live.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.migrator.core.model.Task;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MailboxTest {
  private static final int MOST = 10_000;

  private final Mailbox mailbox = new Mailbox();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  @Timeout(60)
  void theReaderNeverWaitsForItself() {
    fill();

    mailbox.postOnce(unit(), 0, done::incrementAndGet);

    mailbox.drain((_, _) -> true);
    assertThat(done).hasValue(MOST + 1);
  }

  @Test
  @Timeout(60)
  void whoSaysMoreThanThereIsRoomForWaits() throws InterruptedException {
    fill();
    Thread talker = Thread.ofVirtual().start(() -> mailbox.post(done::incrementAndGet));
    while (talker.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }

    mailbox.drain((_, _) -> true);
    talker.join();
    mailbox.drain((_, _) -> true);
    assertThat(done).hasValue(MOST + 1);
  }

  @Test
  void whatAnEarlierProcessSaidDoesNotCount() {
    mailbox.post(unit(), 1, done::incrementAndGet);
    mailbox.postOnce(unit(), 1, done::incrementAndGet);

    mailbox.drain((_, generation) -> generation == 2);
    assertThat(done).hasValue(0);
  }

  private void fill() {
    for (int i = 0; i < MOST; i++) {
      mailbox.post(done::incrementAndGet);
    }
  }

  private static Unit unit() {
    return new Unit("GI-1", new Task.Infer("cats"), 0, Duration.ZERO);
  }
}
