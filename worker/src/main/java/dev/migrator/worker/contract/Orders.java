package dev.migrator.worker.contract;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What a worker is told on its standard input, read by a thread of its own. The first order counts:
 * each of them ends the worker. When the input ends, so does the process, at once.
 */
public final class Orders {
  private static final int LONGEST_LINE = 256;

  private volatile Optional<Order> given = Optional.empty();
  private final CountDownLatch ordered = new CountDownLatch(1);

  private Orders() {}

  /**
   * Listens from now on.
   *
   * @param in where orders come from
   * @param atEnd what is done when it ends
   */
  public static Orders listen(InputStream in, Runnable atEnd) {
    Orders orders = new Orders();
    Thread.ofPlatform().daemon().name("orders").start(() -> orders.read(in, atEnd));
    return orders;
  }

  /** The order that was given, if one was. */
  public Optional<Order> given() {
    return given;
  }

  /** Waits until an order is given. It has no deadline: the end of the input ends the process. */
  public Order await() throws InterruptedException {
    ordered.await();
    return given.orElseThrow();
  }

  private void read(InputStream in, Runnable atEnd) {
    try {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          take(line.toString().strip());
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE) {
          line.append((char) next);
        }
      }
    } catch (IOException e) {
      System.err.println("cannot read standard input: " + e);
    }
    atEnd.run();
  }

  private void take(String word) {
    switch (word) {
      case "checkpoint" -> give(Order.CHECKPOINT);
      case "stop" -> give(Order.STOP);
      case "" -> {}
      default -> System.err.println("told '" + word + "'; expected 'checkpoint' or 'stop'.");
    }
  }

  // Called by the listening thread alone.
  private void give(Order order) {
    given = given.or(() -> Optional.of(order));
    ordered.countDown();
  }
}
