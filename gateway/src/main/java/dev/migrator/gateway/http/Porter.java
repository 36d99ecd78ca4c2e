package dev.migrator.gateway.http;

import dev.migrator.gateway.protocol.GivenLabel;
import dev.migrator.gateway.protocol.InferRequest;
import dev.migrator.gateway.protocol.MalformedException;
import dev.migrator.gateway.serve.Answer;
import dev.migrator.gateway.serve.Answers;
import dev.migrator.gateway.serve.TenantDesk;
import dev.migrator.gateway.serve.Token;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Looks at every request's token and address and leads it to its desk. What no rule lets through is
 * refused; a refusal is the same whether there is such a tenant or not.
 *
 * <p>It runs on the thread that reads from the network and must not block it: what takes long, a
 * large body or a question to a worker, goes to a virtual thread.
 */
final class Porter extends Handler.Abstract.NonBlocking {
  private static final String SCHEME = "Bearer ";
  private static final int INLINE_BYTES = 32 << 10;

  /** Of a body that nobody wants, as many times the largest allowed one are taken and dropped. */
  private static final long DROPPED_BODIES = 2;

  private static final Answer ALIVE = ok("{\"live\":true}");
  private static final Answer SERVER =
      ok("{\"name\":\"migrator\",\"version\":\"2\",\"extensions\":[]}");
  private static final Answer READY = ok("{\"ready\":true}");

  private final Desks desks;
  private final Guests guests;
  private final int mostBodyBytes;
  private final long mostDropped;
  private final LongAdder unauthorised = new LongAdder();
  private final LongAdder forbidden = new LongAdder();
  private final LongAdder tooLarge = new LongAdder();

  Porter(Desks desks, Guests guests, int mostBodyBytes) {
    this.desks = desks;
    this.guests = guests;
    this.mostBodyBytes = mostBodyBytes;
    this.mostDropped = DROPPED_BODIES * mostBodyBytes;
  }

  DoorCounts counts() {
    return new DoorCounts(
        guests.count(), unauthorised.sum(), forbidden.sum(), tooLarge.sum(), guests.cut());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Conversation conversation = new Conversation(request, response, callback, guests, mostDropped);
    Route route = Route.of(request.getMethod(), Request.getPathInContext(request));
    if (route instanceof Route.Health) {
      conversation.answer(ALIVE);
    } else {
      token(request)
          .flatMap(desks::of)
          .ifPresentOrElse(
              desk -> lead(conversation, route, desk),
              () -> {
                unauthorised.increment();
                conversation.answer(Answers.unauthorised());
              });
    }
    return true;
  }

  private void lead(Conversation conversation, Route route, TenantDesk desk) {
    switch (route) {
      case Route.Health health -> conversation.answer(ALIVE);
      case Route.ServerMetadata metadata -> conversation.answer(SERVER);
      case Route.Nowhere nowhere -> conversation.answer(Answers.notFound());
      case Route.OfTenant(String tenant, Route.Wish wish) -> {
        if (tenant.equals(desk.name())) {
          grant(conversation, wish, desk);
        } else {
          forbidden.increment();
          conversation.answer(Answers.forbidden());
        }
      }
    }
  }

  private void grant(Conversation conversation, Route.Wish wish, TenantDesk desk) {
    Optional<Answer> refusal = desk.tooMany();
    if (refusal.isPresent()) {
      conversation.answer(refusal.get());
      return;
    }
    switch (wish) {
      case READY -> conversation.answer(desk.isReady() ? READY : Answers.noInstance());
      case METADATA ->
          Thread.startVirtualThread(
              () -> surely(conversation, () -> conversation.answer(desk.metadata())));
      case INFER -> body(conversation, desk, body -> infer(conversation, desk, body));
      case LABELS -> body(conversation, desk, body -> labels(conversation, desk, body));
    }
  }

  private void body(Conversation conversation, TenantDesk desk, Consumer<byte[]> then) {
    new Body(
            conversation,
            desk.bodies(),
            mostBodyBytes,
            body -> {
              Runnable step = () -> surely(conversation, () -> then.accept(body));
              if (body.length <= INLINE_BYTES) {
                step.run();
              } else {
                Thread.startVirtualThread(step);
              }
            })
        .whenRefused(desk::bodyRefused)
        .whenTooLarge(tooLarge::increment)
        .read();
  }

  /** Whatever is thrown, the caller is answered: until then connection and body are held. */
  private static void surely(Conversation conversation, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      conversation.answer(Answers.defect());
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private static void infer(Conversation conversation, TenantDesk desk, byte[] body) {
    InferRequest request;
    try {
      request = InferRequest.parse(body);
    } catch (MalformedException e) {
      malformed(conversation, desk, e);
      return;
    }
    desk.infer(request, conversation);
  }

  private static void labels(Conversation conversation, TenantDesk desk, byte[] body) {
    try {
      conversation.answer(desk.labels(GivenLabel.parse(body)));
    } catch (MalformedException e) {
      malformed(conversation, desk, e);
    }
  }

  private static void malformed(Conversation to, TenantDesk desk, MalformedException e) {
    desk.malformed();
    to.answer(Answer.error(400, String.valueOf(e.getMessage())));
  }

  private static Optional<Token> token(Request request) {
    String value = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return value == null || !value.startsWith(SCHEME)
        ? Optional.empty()
        : Optional.of(Token.of(value.substring(SCHEME.length())));
  }

  private static Answer ok(String body) {
    return Answer.ok(body.getBytes(StandardCharsets.UTF_8));
  }
}
