package dev.migrator.live.api;

import dev.migrator.gateway.http.Guest;
import dev.migrator.gateway.http.Guests;
import dev.migrator.live.event.Event;
import dev.migrator.live.event.EventLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leads requests to the {@link Api}, each on a virtual thread of its own; streams events. */
final class ApiHandler extends Handler.Abstract.NonBlocking {
  private static final String SCHEME = "Bearer ";
  private static final int MOST_BODY_BYTES = 64 << 10;
  private static final int MOST_DROPPED_BYTES = 1 << 20;
  private static final int MOST_FOLLOWERS = 32;
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final Api api;
  private final Guests guests;
  private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

  /**
   * @param guests watched for clients that are too slow
   */
  ApiHandler(Api api, Guests guests) {
    this.api = api;
    this.guests = guests;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Thread.startVirtualThread(() -> serve(request, response, callback));
    return true;
  }

  private void serve(Request request, Response response, Callback callback) {
    Connection connection = request.getConnectionMetaData().getConnection();
    Guest guest = guests.of(connection);
    try {
      String path = Request.getPathInContext(request);
      Optional<String> token = token(request);
      if (isStream(request, path) && api.isOperator(token)) {
        follow(request, response, guest);
        callback.succeeded();
      } else {
        guest.receiving();
        byte[] body = body(request);
        guest.waiting();
        Answer answer = api.answer(request.getMethod(), path, query(request), token, body);
        guest.sending();
        send(answer, response, new Sent(callback, guest, connection));
      }
    } catch (IOException | RuntimeException e) {
      callback.failed(e);
    }
  }

  private static void send(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (answer.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  private void follow(Request request, Response response, Guest guest) throws IOException {
    if (!followers.tryAcquire()) {
      response.setStatus(503);
      return;
    }
    EventLog events = api.events();
    BlockingQueue<Event> queue = events.follow();
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      Optional<Long> last = number(request.getHeaders().get("Last-Event-ID")).map(events::seen);
      long seen = last.orElse(0L);
      for (Event event : last.map(events::after).orElse(List.of())) {
        write(out, event);
        seen = event.number();
      }
      out.write(": follow\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      stream(out, queue, seen, guest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      events.unfollow(queue);
      followers.release();
    }
  }

  /** Until the client is gone, which writing to it shows, or the events end. */
  private void stream(OutputStream out, BlockingQueue<Event> queue, long seen, Guest guest)
      throws IOException, InterruptedException {
    while (!api.isOver()) {
      guest.waiting();
      Event event = queue.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
      guest.sending();
      if (event == null) {
        out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
      } else if (event.number() > seen) {
        write(out, event);
      }
      out.flush();
    }
  }

  /** The answer is gone, or will never be. */
  private record Sent(Callback callback, Guest guest, Connection connection) implements Callback {
    @Override
    public void succeeded() {
      guest.between(connection.getBytesIn());
      callback.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
      callback.failed(cause);
    }
  }

  private static void write(OutputStream out, Event event) throws IOException {
    String text =
        "id: %d\nevent: %s\ndata: %s\n\n"
            .formatted(event.number(), event.kind(), Json.text(Pictures.event(event)));
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isStream(Request request, String path) {
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    return path.equals("/api/v1/events")
        && request.getMethod().equals("GET")
        && accept != null
        && accept.contains("text/event-stream");
  }

  /**
   * Of what is too large a byte more than allowed; the rest is dropped, so that who sends it can
   * read why.
   */
  private static byte[] body(Request request) throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(MOST_BODY_BYTES + 1);
      if (body.length > MOST_BODY_BYTES) {
        in.skip(MOST_DROPPED_BYTES);
      }
      return body;
    }
  }

  private static String query(Request request) {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  private static Optional<String> token(Request request) {
    String value = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return value == null || !value.startsWith(SCHEME)
        ? Optional.empty()
        : Optional.of(value.substring(SCHEME.length()));
  }

  private static Optional<Long> number(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}")
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }
}
