package dev.migrator.live.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.migrator.core.control.PlanAttempt.TooLateException;
import dev.migrator.core.model.Plan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A plan in time is handed on, and nobody waits for another. */
final class TimeBoxTest {
  private static final Plan PLAN = new Plan("p", 1, List.of(), 0, 0);
  private static final Duration AMPLE = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  void handsAPlanOn() {
    assertThat(new TimeBox(AMPLE).of(() -> PLAN)).isSameAs(PLAN);
  }

  @Test
  void handsOnWhatAPlannerThrows() {
    IllegalStateException thrown = new IllegalStateException("no idea");
    assertThatThrownBy(
            () ->
                new TimeBox(AMPLE)
                    .of(
                        () -> {
                          throw thrown;
                        }))
        .isSameAs(thrown);
    assertThatThrownBy(
            () ->
                new TimeBox(AMPLE)
                    .of(
                        () -> {
                          throw new OutOfMemoryError("made up");
                        }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void doesNotWaitForALatePlannerNorStartsAnother() throws InterruptedException {
    TimeBox box = new TimeBox(SHORT);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    assertThatThrownBy(() -> box.of(() -> plansUntil(end, ended)))
        .isInstanceOf(TooLateException.class);
    assertThatThrownBy(() -> box.of(() -> PLAN))
        .isInstanceOf(TooLateException.class)
        .hasMessageContaining("still busy");
    end.countDown();
    ended.await();
  }

  @Test
  void refusesADeadlineThatIsNone() {
    assertThatThrownBy(() -> new TimeBox(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Does not mind being interrupted. */
  private static Plan plansUntil(CountDownLatch end, CountDownLatch ended) {
    boolean isOver = false;
    while (!isOver) {
      try {
        end.await();
        isOver = true;
      } catch (InterruptedException _) {
        // Goes on.
      }
    }
    ended.countDown();
    return PLAN;
  }
}
