package dev.migrator.bench.gateway;

/**
 * Watches how late a thread wakes that wants to sleep a millisecond: what no server is to blame
 * for.
 */
final class Stalls implements AutoCloseable {
  private final Thread thread;
  private volatile double mostMillis;

  private Stalls() {
    thread = Thread.ofPlatform().daemon().name("stalls").start(this::watch);
  }

  static Stalls watched() {
    return new Stalls();
  }

  /** The longest so far. */
  double mostMillis() {
    return mostMillis;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long before = System.nanoTime();
        Thread.sleep(1);
        mostMillis = Math.max(mostMillis, (System.nanoTime() - before) * 1e-6 - 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
