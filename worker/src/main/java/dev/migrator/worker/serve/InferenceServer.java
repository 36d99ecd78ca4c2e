package dev.migrator.worker.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.migrator.worker.contract.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The Open Inference Protocol, version 2, over HTTP on loopback, in front of one service. */
public final class InferenceServer implements AutoCloseable {
  /** The largest body that is read. */
  public static final int MOST_BODY_BYTES = 8 << 20;

  private static final int MOST_DISCARDED_BYTES = 64 << 20;
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_BODIES = 8;
  private static final int LONGEST_REQUEST_SECONDS = 30;
  private static final int LONGEST_STOP_SECONDS = 8;
  private static final int LONGEST_VERSION = 64;
  private static final int WARM_UPS = 4;

  private final String tenant;
  private final Service service;
  private final RequestReader reader = new RequestReader();
  private final Replies replies = new Replies();
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore bodies = new Semaphore(MOST_BODIES, true);
  private final HttpServer server;

  /** A server that begins to listen when it is made. */
  public InferenceServer(String tenant, Service service) throws IOException {
    this.tenant = tenant;
    this.service = service;
    limitTheServersOfThisProcess();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(handlers);
    server.createContext("/", this::handle);
    server.start();
  }

  /** An answer: a status and a JSON body. */
  private record Reply(int status, byte[] body) {}

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers a few requests that nobody sent, so that the first real one is not slower. */
  public void warmUp() throws InterruptedException {
    try {
      int values = service.signature().dimensions().stream().reduce(1, (a, b) -> a * Math.abs(b));
      String numbers = String.join(",", Collections.nCopies(values, "0.5"));
      String shape = service.signature().dimensions().toString().replace("-1", "1");
      String body =
          "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,%s,\"data\":[%s]}]}"
              .formatted(shape.substring(1), numbers);
      for (int i = 0; i < WARM_UPS; i++) {
        infer(body.getBytes(StandardCharsets.UTF_8));
      }
    } catch (BadRequest | Service.Overloaded e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes no more requests, and returns when those that have begun are answered. */
  @Override
  public void close() {
    server.stop(LONGEST_STOP_SECONDS);
    handlers.close();
  }

  // The JDK's server reads these when its classes are loaded.
  private static void limitTheServersOfThisProcess() {
    setIfUnset("sun.net.httpserver.nodelay", "true");
    setIfUnset("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
    setIfUnset("sun.net.httpserver.maxReqTime", Integer.toString(LONGEST_REQUEST_SECONDS));
    setIfUnset("sun.net.httpserver.maxRspTime", Integer.toString(LONGEST_REQUEST_SECONDS));
    setIfUnset("sun.net.httpserver.maxIdleConnections", Integer.toString(MOST_CONNECTIONS));
  }

  private static void setIfUnset(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), reply.body().length);
      exchange.getResponseBody().write(reply.body());
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    try {
      return admitted(exchange);
    } catch (BadRequest e) {
      return new Reply(e.status(), replies.error(e.reason()));
    } catch (Refused e) {
      return new Reply(400, replies.error(e.reason()));
    } catch (Service.Overloaded e) {
      return new Reply(503, replies.error(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      return new Reply(503, replies.error("the worker is stopping."));
    } catch (RuntimeException e) {
      e.printStackTrace(System.err);
      return new Reply(500, replies.error(e.toString()));
    }
  }

  // What is in memory at once has a bound: so many bodies.
  private Reply admitted(HttpExchange exchange)
      throws IOException, BadRequest, Refused, Service.Overloaded, InterruptedException {
    String method = exchange.getRequestMethod();
    if (method.equals("GET")) {
      return route(method, segments(exchange), new byte[0]);
    }
    if (!bodies.tryAcquire(LONGEST_REQUEST_SECONDS, TimeUnit.SECONDS)) {
      throw new Service.Overloaded("%d requests are being answered.".formatted(MOST_BODIES));
    }
    try {
      return route(method, segments(exchange), body(exchange));
    } finally {
      bodies.release();
    }
  }

  private Reply route(String method, List<String> path, byte[] body)
      throws BadRequest, Refused, Service.Overloaded, InterruptedException {
    String shown = "/" + String.join("/", path);
    return switch (form(path)) {
      case "v2/health/live", "v2/health/ready", "v2/models/{}/ready" ->
          only("GET", method, new Reply(200, replies.empty()));
      case "v2/models/{}" -> only("GET", method, metadata());
      case "v2/models/{}/infer" -> only("POST", method, () -> infer(body));
      case "v2/repository/models/{}/load" -> only("POST", method, () -> load(body));
      default ->
          throw new BadRequest(
              404, "nothing is at '%s'. Maybe the model is not '%s'?".formatted(shown, tenant));
    };
  }

  // The path with the tenant's name, where one belongs, made the same for all.
  private String form(List<String> path) {
    int place = path.size() > 1 && path.get(1).equals("repository") ? 3 : 2;
    List<String> parts = new ArrayList<>(path);
    if (place < parts.size() && parts.get(place).equals(tenant)) {
      parts.set(place, "{}");
    }
    return String.join("/", parts);
  }

  /** Makes a reply. */
  private interface Making {
    Reply make() throws BadRequest, Refused, Service.Overloaded, InterruptedException;
  }

  private static Reply only(String wanted, String method, Reply reply)
      throws BadRequest, Refused, Service.Overloaded, InterruptedException {
    return only(wanted, method, () -> reply);
  }

  private static Reply only(String wanted, String method, Making making)
      throws BadRequest, Refused, Service.Overloaded, InterruptedException {
    if (!method.equals(wanted)) {
      throw new BadRequest(405, "the method is %s; expected %s.".formatted(method, wanted));
    }
    return making.make();
  }

  private Reply metadata() {
    return new Reply(200, replies.metadata(tenant, service.version(), service.signature()));
  }

  private Reply infer(byte[] body) throws BadRequest, Service.Overloaded, InterruptedException {
    InferenceRequest request = reader.inference(body, service.signature());
    Service.Answer answer = service.infer(request.values(), request.count());
    return new Reply(200, replies.inference(tenant, request, answer, service.signature()));
  }

  private Reply load(byte[] body)
      throws BadRequest, Refused, Service.Overloaded, InterruptedException {
    Map<String, String> parameters = reader.parameters(body);
    String weights = parameter(parameters, "weights");
    String version = parameter(parameters, "version");
    if (version.length() > LONGEST_VERSION) {
      throw new BadRequest("version has more than %d characters.".formatted(LONGEST_VERSION));
    }
    service.load(file(weights), version);
    return new Reply(200, replies.empty());
  }

  private static String parameter(Map<String, String> parameters, String name) throws BadRequest {
    String value = parameters.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new BadRequest("parameters have no '%s'.".formatted(name));
    }
    return value;
  }

  private static Path file(String text) throws BadRequest {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadRequest("weights are '%s'; expected a file's path.".formatted(text));
    }
  }

  private static List<String> segments(HttpExchange exchange) throws BadRequest {
    try {
      return Arrays.stream(exchange.getRequestURI().getRawPath().substring(1).split("/", -1))
          .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException e) {
      throw new BadRequest("the path cannot be decoded.");
    }
  }

  // A caller that still writes would not see an answer: what is too much is read and thrown away.
  private static byte[] body(HttpExchange exchange) throws IOException, BadRequest {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      long left = MOST_DISCARDED_BYTES;
      byte[] thrownAway = new byte[1 << 16];
      for (int read = in.read(thrownAway); read >= 0 && left > 0; read = in.read(thrownAway)) {
        left -= read;
      }
      throw new BadRequest(413, "the body has more than %d bytes.".formatted(MOST_BODY_BYTES));
    }
    return body;
  }
}
