package dev.migrator.bench.gateway;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A proxy from the distribution in front of one worker, as a process in the foreground. */
public final class Proxy implements AutoCloseable {
  private static final int TRIES = 50;
  private static final int PAUSE_MILLIS = 50;

  private static final String NGINX =
      """
      daemon off;
      worker_processes 2;
      pid %1$s/nginx.pid;
      error_log %1$s/nginx.log;
      events { worker_connections 1024; }
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        upstream worker { server 127.0.0.1:%2$d; keepalive 64; }
        server {
          listen 127.0.0.1:%3$d;
          keepalive_requests 1000000;
          location / {
            proxy_pass http://worker;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
          }
        }
      }
      """;
  private static final String HAPROXY =
      """
      global
        maxconn 1024
        nbthread 2
      defaults
        mode http
        timeout connect 1s
        timeout client 10s
        timeout server 10s
        http-reuse always
      frontend front
        bind 127.0.0.1:%3$d
        default_backend worker
      backend worker
        server w 127.0.0.1:%2$d
      """;

  private final Process process;
  private final int port;

  private Proxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** nginx; empty if it is not installed. */
  public static Optional<Proxy> nginx(Path folder, int worker) throws IOException {
    return start(folder, "nginx", NGINX, worker, List.of("-c"));
  }

  /** HAProxy; empty if it is not installed. */
  public static Optional<Proxy> haproxy(Path folder, int worker) throws IOException {
    return start(folder, "haproxy", HAPROXY, worker, List.of("-q", "-f"));
  }

  /** Where a program of that name is; empty if it is not installed. */
  public static Optional<Path> program(String name) {
    Stream<String> folders =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"));
    return folders.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static Optional<Proxy> start(
      Path folder, String name, String configuration, int worker, List<String> options)
      throws IOException {
    Optional<Path> program = program(name);
    if (program.isEmpty()) {
      return Optional.empty();
    }
    int port = freePort();
    Path file = folder.resolve(name + ".conf");
    Files.writeString(file, configuration.formatted(folder, worker, port));
    List<String> command =
        Stream.of(List.of(program.get().toString()), options, List.of(file.toString()))
            .flatMap(List::stream)
            .toList();
    Process process = new ProcessBuilder(command).inheritIO().start();
    awaitListening(name, port);
    return Optional.of(new Proxy(process, port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(String name, int port) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IOException(name + " does not listen on its port " + port);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
