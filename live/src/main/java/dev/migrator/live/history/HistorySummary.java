package dev.migrator.live.history;

import java.time.Instant;
import java.util.List;

/**
 * A history over some time.
 *
 * @param since from when on
 * @param until when the last slot ended that is known of
 * @param byWindow whether it is of whole windows, as single slots are not kept for so long
 * @param tenants by tenant, in order of name
 * @param plans that were carried out
 * @param refused plans that were not
 * @param steps that were taken
 */
public record HistorySummary(
    Instant since,
    Instant until,
    boolean byWindow,
    List<TenantSummary> tenants,
    long plans,
    long refused,
    long steps) {
  public HistorySummary {
    tenants = List.copyOf(tenants);
  }
}
