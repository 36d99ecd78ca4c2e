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
  private final long mostDropped;
  private final AtomicBoolean answered = new AtomicBoolean();
  private Runnable whenAnswered = () -> {};
  private volatile boolean isHeard;

  /**
   * @param mostDropped bytes at most that are still taken of a request that is refused before it
   *     has come in
   */
  Conversation(
      Request request, Response response, Callback callback, Guests guests, long mostDropped) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.connection = request.getConnectionMetaData().getConnection();
    this.guest = guests.of(connection);
    this.mostDropped = mostDropped;
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
      response.getHeaders().put(JSON);
      if (answer.status() == 401) {
        response.getHeaders().put(BEARER);
      }
      if (answer.retryAfterSeconds() > 0) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, answer.retryAfterSeconds());
      }
      Callback sent = isHeard ? new Sent() : sentUnheard();
      response.write(true, ByteBuffer.wrap(answer.body()), sent);
    }
  }

  /** The request may have come as a whole even so. */
  private Callback sentUnheard() {
    Remainder remainder = new Remainder(request, mostDropped);
    if (remainder.isHere()) {
      return new Sent();
    }
    // The server closes then; who is not told sends the next request into a closed connection.
    response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    return new SentEarly(remainder);
  }

  /** The client is gone or has broken off. */
  void fail(Throwable cause) {
    if (answered.compareAndSet(false, true)) {
      whenAnswered.run();
      callback.failed(cause);
    }
  }

  /** The answer is gone, and the request had come as a whole. */
  private class Sent implements Callback {
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

  /** The answer is gone, and the client may still be sending. */
  private final class SentEarly extends Sent {
    private final Remainder remainder;

    private SentEarly(Remainder remainder) {
      this.remainder = remainder;
    }

    @Override
    public void succeeded() {
      guest.leaving();
      remainder.drop(callback::succeeded);
    }
  }
}
