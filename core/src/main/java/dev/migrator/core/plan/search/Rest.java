package dev.migrator.core.plan.search;

import dev.migrator.core.plan.bound.Cells;
import dev.migrator.core.plan.price.Prices;
import dev.migrator.core.plan.state.Domain;
import java.util.List;

/**
 * What is left to look at of a part of a search, and how.
 *
 * @param domains by tenant: the retrainings that could still be better
 * @param prices good ones
 * @param cells those through which something better could lead
 * @param unresolved a bound on all else
 */
record Rest(List<Domain> domains, Prices prices, Cells cells, double unresolved) {
  /** The same for other domains. */
  Rest with(List<Domain> others) {
    return new Rest(List.copyOf(others), prices, cells, unresolved);
  }
}
