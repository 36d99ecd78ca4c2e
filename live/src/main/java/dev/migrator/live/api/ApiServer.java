package dev.migrator.live.api;

import dev.migrator.gateway.http.Guests;
import dev.migrator.gateway.http.ListenFailure;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server that the operator speaks to, on loopback only. */
public final class ApiServer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int THREADS = 8;
  private static final int MOST_CONNECTIONS = 128;
  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final long STOP_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final long SWEEP_MILLIS = 500;

  private final Server server;
  private final ServerConnector connector;
  private final Guests guests = new Guests(PATIENCE, PATIENCE);
  private final ScheduledExecutorService sweeper;

  private ApiServer(int port, Api api) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("api");
    threads.setDaemon(true);
    server = new Server(threads);
    server.setStopTimeout(STOP_MILLIS);
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(LOOPBACK);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    connector.addBean(guests);
    server.setHandler(new ApiHandler(api, guests));
    sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("api-sweeper").factory());
    sweeper.scheduleWithFixedDelay(
        () -> sweep(api), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep(Api api) {
    long cut = guests.sweep();
    if (cut > 0) {
      api.events().add("slow-clients-cut", "", cut + " connections to the operator's address");
    }
  }

  /**
   * Listens from now on.
   *
   * @param port the port; 0: any that is free
   * @throws BindException if it cannot listen
   */
  public static ApiServer open(int port, Api api) throws BindException {
    ApiServer opened = new ApiServer(port, api);
    try {
      opened.server.start();
      return opened;
    } catch (Exception e) {
      opened.close();
      throw ListenFailure.of("api", LOOPBACK, port, e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    try {
      server.stop();
    } catch (TimeoutException e) {
      // Who still follows the events is cut off.
      connector.shutdown();
    } catch (Exception e) {
      throw new IllegalStateException("api: Jetty did not stop: " + e.getMessage(), e);
    }
  }
}
