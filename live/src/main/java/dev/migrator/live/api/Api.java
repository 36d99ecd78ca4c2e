package dev.migrator.live.api;

import dev.migrator.gateway.Gateway;
import dev.migrator.gateway.serve.Token;
import dev.migrator.live.daemon.Daemon;
import dev.migrator.live.daemon.LiveView;
import dev.migrator.live.daemon.Newcomer;
import dev.migrator.live.daemon.ReadOnlyException;
import dev.migrator.live.event.EventLog;
import dev.migrator.live.work.TenantView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * What the operator can see and change. The operator's token opens all of it, a tenant's token that
 * tenant's own page, no token nothing but health and the description.
 */
public final class Api {
  private static final int MOST_BODY_BYTES = 64 << 10;
  private static final int MOST_EVENTS = 1_000;
  private static final long PATIENCE_SECONDS = 30;
  private static final String BASE = "/api/v1/";
  private static final String TENANTS = "/api/v1/tenants";

  private final Daemon daemon;
  private final Gateway gateway;
  private final EventLog events;
  private final Token operator;
  private final TenantReader reader;
  private volatile boolean over;

  /** Reads a tenant that is to come. */
  @FunctionalInterface
  public interface TenantReader {

    /**
     * From YAML or JSON.
     *
     * @throws IllegalArgumentException if it is wrong, in words for the caller
     * @throws IOException if its token cannot be read
     */
    Newcomer read(String text) throws IOException;
  }

  /** The operator's view of a daemon. */
  public Api(Daemon daemon, Gateway gateway, EventLog events, Token operator, TenantReader reader) {
    this.daemon = daemon;
    this.gateway = gateway;
    this.events = events;
    this.operator = operator;
    this.reader = reader;
  }

  /** Those who follow the events are told no more. */
  public void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  EventLog events() {
    return events;
  }

  boolean isOperator(Optional<String> token) {
    return token.map(Token::of).filter(operator::matches).isPresent();
  }

  Answer answer(String method, String path, String query, Optional<String> token, byte[] body) {
    if (method.equals("GET") && path.equals("/api/v1/health")) {
      return Answer.ok(Map.of("live", true));
    }
    if (method.equals("GET") && path.equals("/api/v1/openapi.json")) {
      return Description.answer();
    }
    if (isOperator(token)) {
      return body.length > MOST_BODY_BYTES
          ? Answer.error(413, "the body has more than %d bytes".formatted(MOST_BODY_BYTES))
          : ofOperator(method, path, query, body);
    }
    return token
        .flatMap(this::tenantOf)
        .map(t -> ofTenant(method, path, t))
        .orElseGet(Api::unknown);
  }

  private static Answer unknown() {
    return Answer.error(401, "no token, or one that nobody has");
  }

  private Optional<TenantView> tenantOf(String token) {
    Token shown = Token.of(token);
    return daemon.view().stream()
        .flatMap(view -> view.tenants().stream())
        .filter(tenant -> tenant.settings().token().matches(shown))
        .findFirst();
  }

  private static Answer ofTenant(String method, String path, TenantView tenant) {
    return method.equals("GET") && path.equals(TENANTS + "/" + tenant.settings().name())
        ? Answer.ok(Pictures.tenant(tenant))
        : Answer.error(403, "for the operator only");
  }

  private Answer ofOperator(String method, String path, String query, byte[] body) {
    Optional<String> tenant =
        path.startsWith(TENANTS + "/")
            ? Optional.of(path.substring(TENANTS.length() + 1))
            : Optional.empty();
    return switch (method) {
      case "GET" -> see(path, query, tenant);
      case "POST" -> path.equals(TENANTS) ? join(body, Optional.empty()) : nothing();
      case "PUT" -> tenant.map(name -> join(body, Optional.of(name))).orElseGet(Api::nothing);
      case "DELETE" -> tenant.map(this::leave).orElseGet(Api::nothing);
      default ->
          Answer.error(405, "method %s; expected GET, POST, PUT or DELETE".formatted(method));
    };
  }

  private static Answer nothing() {
    return Answer.error(404, "no such address");
  }

  private Answer see(String path, String query, Optional<String> tenant) {
    Optional<LiveView> now = daemon.view();
    if (now.isEmpty()) {
      return Answer.error(503, "the first turn has not been taken");
    }
    LiveView view = now.get();
    if (path.equals("/metrics")) {
      return Answer.text(Metrics.TYPE, Metrics.text(view, gateway.counts(), events.counts()));
    }
    if (tenant.isPresent()) {
      return view.tenants().stream()
          .filter(t -> t.settings().name().equals(tenant.get()))
          .findFirst()
          .map(t -> Answer.ok(Pictures.tenant(t)))
          .orElseGet(Api::nothing);
    }
    return page(path, query, view);
  }

  private Answer page(String path, String query, LiveView view) {
    String page = path.startsWith(BASE) ? path.substring(BASE.length()) : "";
    return switch (page) {
      case "tenants" -> Answer.ok(Pictures.tenants(view));
      case "layout" -> Answer.ok(Pictures.layout(view));
      case "plan" -> Answer.ok(Pictures.plan(view));
      case "forecast" -> Answer.ok(Pictures.forecasts(view));
      case "scorecard" -> Answer.ok(Pictures.scorecard(view));
      case "events" -> Answer.ok(Pictures.events(events.after(after(query)), MOST_EVENTS));
      default -> nothing();
    };
  }

  private static long after(String query) {
    return query.matches("after=[0-9]{1,18}") ? Long.parseLong(query.substring(6)) : 0;
  }

  private Answer join(byte[] body, Optional<String> name) {
    String text = new String(body, StandardCharsets.UTF_8);
    Newcomer tenant;
    try {
      tenant = reader.read(text);
    } catch (IllegalArgumentException e) {
      return Answer.error(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Answer.error(500, "its token cannot be read: " + e.getMessage());
    }
    if (name.isPresent() && !name.get().equals(tenant.name())) {
      return Answer.error(
          400, "name is %s; expected %s as in the address".formatted(tenant.name(), name.get()));
    }
    return name.isPresent()
        ? await(daemon.replace(tenant), wasThere -> wasThere ? 200 : 201, 409)
        : await(daemon.join(tenant), _ -> 201, 409);
  }

  private Answer leave(String tenant) {
    return await(daemon.leave(tenant), _ -> 200, 404);
  }

  private static int status(ExecutionException e, int otherwise) {
    return switch (e.getCause()) {
      case ReadOnlyException _ -> 503;
      case IOException _ -> 500;
      case null, default -> otherwise;
    };
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  private static <T> Answer await(
      CompletableFuture<T> change, Function<T, Integer> status, int otherwise) {
    try {
      T done = change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Answer.json(status.apply(done), Map.of("done", true));
    } catch (ExecutionException e) {
      return Answer.error(status(e, otherwise), reason(e));
    } catch (TimeoutException e) {
      return Answer.json(202, Map.of("done", false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.error(503, "stopping");
    }
  }
}
