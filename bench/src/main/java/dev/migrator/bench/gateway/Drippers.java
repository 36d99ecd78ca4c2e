package dev.migrator.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that send a byte of their headers now and then, and come again when they are cut. */
final class Drippers implements AutoCloseable {
  private static final int PAUSE_MILLIS = 500;
  private static final byte[] BEGINNING = "POST /v2/mod".getBytes(StandardCharsets.US_ASCII);

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  private Drippers() {}

  static Drippers at(int port, int count) {
    Drippers drippers = new Drippers();
    for (int i = 0; i < count; i++) {
      drippers.threads.add(Thread.startVirtualThread(() -> drippers.drip(port)));
    }
    return drippers;
  }

  @Override
  public void close() {
    over = true;
    threads.forEach(Thread::interrupt);
  }

  private void drip(int port) {
    while (!over) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(BEGINNING);
        while (!over) {
          Thread.sleep(PAUSE_MILLIS);
          socket.getOutputStream().write('x');
        }
      } catch (IOException e) {
        // It was cut, as it should be, and comes again.
        Thread.yield();
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
