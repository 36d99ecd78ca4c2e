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
public final class Guests implements Connection.Listener {
  private final Map<Connection, Guest> guests = new ConcurrentHashMap<>();
  private final LongAdder cut = new LongAdder();
  private final long receiveNanos;
  private final long sendNanos;

  /**
   * @param receiveWithin time in which a request has to be there as a whole, from its first byte;
   *     and for which one that is refused before that is still taken, from its answer
   * @param sendWithin time in which an answer has to be taken
   */
  public Guests(Duration receiveWithin, Duration sendWithin) {
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

  /** Who is at the other end of a connection. */
  public Guest of(Connection connection) {
    return guests.computeIfAbsent(connection, c -> new Guest(System.nanoTime()));
  }

  /**
   * Cuts those that are too slow, and closes on those that have been refused and do not go; to be
   * called once or twice a second.
   *
   * @return how many were cut
   */
  public long sweep() {
    long before = cut.sum();
    long now = System.nanoTime();
    guests.forEach(
        (connection, guest) -> {
          if (guest.isTooSlow(connection.getBytesIn(), now, receiveNanos, sendNanos)) {
            cut.increment();
            connection.getEndPoint().close();
          } else if (guest.hasOutstayed(now, receiveNanos)) {
            connection.getEndPoint().close();
          }
        });
    return cut.sum() - before;
  }
}
