package dev.migrator.gateway.http;

import dev.migrator.gateway.serve.TenantDesk;
import dev.migrator.gateway.serve.Token;
import java.util.Collection;
import java.util.Optional;

/** The tenants' desks, and who may come to which. */
@FunctionalInterface
public interface Desks {

  /** All that there are now. */
  Collection<TenantDesk> all();

  /** The desk whose token that is. Looks at every desk, so that it takes as long for each. */
  default Optional<TenantDesk> of(Token token) {
    Optional<TenantDesk> found = Optional.empty();
    for (TenantDesk desk : all()) {
      if (desk.isShownBy(token)) {
        found = Optional.of(desk);
      }
    }
    return found;
  }
}
