package dev.migrator.worker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Orders: the first counts, what is unknown is passed over, and the end is told. */
final class OrdersTest {

  @Test
  void theFirstOrderCounts() throws InterruptedException {
    assertThat(heard("hello\n\ncheckpoint\nstop\n").await()).isEqualTo(Order.CHECKPOINT);
    assertThat(heard("x".repeat(100_000) + "\r\n stop \r\n").await()).isEqualTo(Order.STOP);
  }

  @Test
  void anOrderThatIsCutOffIsNone() throws InterruptedException {
    assertThat(heard("sto").given()).isEmpty();
  }

  private static Orders heard(String text) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Orders orders = Orders.listen(new ByteArrayInputStream(bytes), ended::countDown);
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    return orders;
  }
}
