package dev.migrator.bench.gateway;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Something that is done every two seconds while a load runs. */
final class Changes implements AutoCloseable {
  private static final int EVERY_SECONDS = 2;

  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
  private final AtomicInteger count = new AtomicInteger();

  private Changes() {}

  static Changes every(IntConsumer change) {
    Changes changes = new Changes();
    ScheduledFuture<?> unused =
        changes.executor.scheduleAtFixedRate(
            () -> change.accept(changes.count.incrementAndGet()),
            EVERY_SECONDS,
            EVERY_SECONDS,
            TimeUnit.SECONDS);
    return changes;
  }

  int count() {
    return count.get();
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(EVERY_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
