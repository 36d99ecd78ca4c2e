package dev.migrator.gateway.http;

import java.util.Optional;

/** What an address asks for. */
sealed interface Route {

  /** Whether the gateway lives or is ready: for everyone. */
  record Health() implements Route {}

  /** What the gateway is. */
  record ServerMetadata() implements Route {}

  /** Something of one tenant's. */
  record OfTenant(String tenant, Wish wish) implements Route {}

  /** Nothing that there is. */
  record Nowhere() implements Route {}

  /** What is asked of a tenant's desk. */
  enum Wish {
    METADATA,
    READY,
    INFER,
    LABELS
  }

  /** Reads method and path. */
  static Route of(String method, String path) {
    return switch (method) {
      case "GET" -> get(path);
      case "POST" -> post(path);
      default -> new Nowhere();
    };
  }

  private static Route get(String path) {
    return switch (path) {
      case "/v2/health/live", "/v2/health/ready" -> new Health();
      case "/v2", "/v2/" -> new ServerMetadata();
      default ->
          between(path, "/v2/models/", "/ready")
              .<Route>map(tenant -> new OfTenant(tenant, Wish.READY))
              .or(
                  () ->
                      between(path, "/v2/models/", "")
                          .map(tenant -> new OfTenant(tenant, Wish.METADATA)))
              .orElseGet(Nowhere::new);
    };
  }

  private static Route post(String path) {
    return between(path, "/v2/models/", "/infer")
        .<Route>map(tenant -> new OfTenant(tenant, Wish.INFER))
        .or(
            () ->
                between(path, "/v1/tenants/", "/labels")
                    .map(tenant -> new OfTenant(tenant, Wish.LABELS)))
        .orElseGet(Nowhere::new);
  }

  /** The one segment between the two. */
  private static Optional<String> between(String path, String before, String after) {
    int length = path.length() - before.length() - after.length();
    if (length <= 0 || !path.startsWith(before) || !path.endsWith(after)) {
      return Optional.empty();
    }
    String segment = path.substring(before.length(), before.length() + length);
    return segment.indexOf('/') < 0 ? Optional.of(segment) : Optional.empty();
  }
}
