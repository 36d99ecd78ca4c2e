package dev.migrator.gateway.http;

import java.net.BindException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server that callers speak to: Jetty with limits, and a {@link Porter}. */
public final class Door implements AutoCloseable {
  private static final int MOST_HEADER_BYTES = 8 << 10;

  /**
   * None: Jetty's usual cache of header fields takes each connection 100 KiB, which live as long as
   * it does, are copied by every collection of garbage until then, and spare nothing measurable.
   */
  private static final int HEADER_CACHE = 0;

  /** With Jetty's usual 50 a burst of new clients waits a second for TCP's second try. */
  private static final int ACCEPT_QUEUE = 1_024;

  private static final long SWEEP_MILLIS = 500;
  private static final int IDLE_MILLIS_WHEN_FULL = 1_000;
  private static final long STOP_MILLIS = 2_000;

  private final Server server;
  private final ServerConnector connector;
  private final Porter porter;
  private final ScheduledExecutorService sweeper;

  private Door(DoorSettings settings, Desks desks, DoorThreads sizes) {
    Guests guests = new Guests(settings.receiveWithin(), settings.sendWithin());
    QueuedThreadPool threads = new QueuedThreadPool(sizes.all());
    threads.setName("gateway");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    server = new Server(threads);
    server.setStopTimeout(STOP_MILLIS);
    connector =
        new ServerConnector(server, 0, sizes.selectors(), new HttpConnectionFactory(http()));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idle().toMillis());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.addBean(guests);
    server.addConnector(connector);
    NetworkConnectionLimit limit =
        new NetworkConnectionLimit(settings.mostConnections(), connector);
    limit.setEndPointIdleTimeout(IDLE_MILLIS_WHEN_FULL);
    connector.addBean(limit);
    porter = new Porter(desks, guests, settings.mostBodyBytes());
    server.setHandler(porter);
    sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gateway-sweeper").factory());
    sweeper.scheduleWithFixedDelay(
        guests::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the door.
   *
   * @throws BindException if it cannot listen
   */
  public static Door open(DoorSettings settings, Desks desks) throws BindException {
    return open(settings, desks, DoorThreads.of(Runtime.getRuntime().availableProcessors()));
  }

  static Door open(DoorSettings settings, Desks desks, DoorThreads sizes) throws BindException {
    Door door = new Door(settings, desks, sizes);
    try {
      door.server.start();
      return door;
    } catch (Exception e) {
      door.close();
      throw ListenFailure.of("gateway", settings.host(), settings.port(), e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** What has happened so far. */
  public DoorCounts counts() {
    return porter.counts();
  }

  /** Lets nobody in any more; answers that are under way have two seconds. */
  @Override
  public void close() {
    sweeper.shutdownNow();
    try {
      server.stop();
    } catch (TimeoutException e) {
      // What was still under way is cut off.
      sweeper.shutdownNow();
    } catch (Exception e) {
      throw new IllegalStateException("gateway: Jetty did not stop: " + e.getMessage(), e);
    }
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    http.setHeaderCacheSize(HEADER_CACHE);
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    return http;
  }
}
