package dev.migrator.gateway.http;

import dev.migrator.gateway.serve.Answer;
import dev.migrator.gateway.serve.Reply;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request and its answer on one connection. */
final class Conversation implements Reply {
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
  private static final HttpField BEARER =
      new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer");

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Connection connection;
  private final Guest guest;
  private final AtomicBoolean answered = new AtomicBoolean();
  private Runnable whenAnswered = () -> {};
  private volatile boolean isHeard;

  Conversation(Request request, Response response, Callback callback, Guests guests) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.connection = request.getConnectionMetaData().getConnection();
    this.guest = guests.of(connection);
  }

  Request request() {
    return request;
  }

  Guest guest() {
    return guest;
  }

  /** To be run once the answer is on its way; to be said before any answer can be. */
  void whenAnswered(Runnable action) {
    whenAnswered = action;
  }

  /** Told that the whole request has been read. */
  void heard() {
    isHeard = true;
  }

  @Override
  public void answer(Answer answer) {
    if (answered.compareAndSet(false, true)) {
      whenAnswered.run();
      guest.sending();
      response.setStatus(answer.status());
      if (!isHeard && !request.consumeAvailable()) {
        // The server closes then; who is not told sends the next request into a closed connection.
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
      }
      response.getHeaders().put(JSON);
      if (answer.status() == 401) {
        response.getHeaders().put(BEARER);
      }
      if (answer.retryAfterSeconds() > 0) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, answer.retryAfterSeconds());
      }
      response.write(true, ByteBuffer.wrap(answer.body()), new Sent());
    }
  }

  /** The client is gone or has broken off. */
  void fail(Throwable cause) {
    if (answered.compareAndSet(false, true)) {
      whenAnswered.run();
      callback.failed(cause);
    }
  }

  private final class Sent implements Callback {
    @Override
    public void succeeded() {
      guest.between(connection.getBytesIn());
      callback.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
      callback.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
