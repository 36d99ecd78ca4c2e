package dev.migrator.gateway;

import dev.migrator.gateway.http.DoorCounts;
import dev.migrator.gateway.serve.TenantCounts;
import java.util.List;

/**
 * What has happened at the gateway.
 *
 * @param door to connections and to calls that reached no tenant
 * @param tenants to each tenant's calls
 */
public record GatewayCounts(DoorCounts door, List<TenantCounts> tenants) {
  public GatewayCounts {
    tenants = List.copyOf(tenants);
  }
}
