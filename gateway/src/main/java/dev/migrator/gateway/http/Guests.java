package dev.migrator.gateway.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Connection;

/**
 * The open connections, watched for clients that are too slow. Jetty closes those that are silent;
 * one that sends or takes a byte now and then is cut here.
 */
final class Guests implements Connection.Listener {
  private final Map<Connection, Guest> guests = new ConcurrentHashMap<>();
  private final LongAdder cut = new LongAdder();
  private final long receiveNanos;
  private final long sendNanos;

  Guests(Duration receiveWithin, Duration sendWithin) {
    this.receiveNanos = receiveWithin.toNanos();
    this.sendNanos = sendWithin.toNanos();
  }

  @Override
  public void onOpened(Connection connection) {
    guests.put(connection, new Guest(System.nanoTime()));
  }

  @Override
  public void onClosed(Connection connection) {
    guests.remove(connection);
  }

  int count() {
    return guests.size();
  }

  long cut() {
    return cut.sum();
  }

  Guest of(Connection connection) {
    return guests.computeIfAbsent(connection, c -> new Guest(System.nanoTime()));
  }

  /** Cuts those that are too slow. */
  void sweep() {
    long now = System.nanoTime();
    guests.forEach(
        (connection, guest) -> {
          if (guest.isTooSlow(connection.getBytesIn(), now, receiveNanos, sendNanos)) {
            cut.increment();
            connection.getEndPoint().close();
          }
        });
  }
}
