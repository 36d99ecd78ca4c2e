package dev.migrator.gateway.serve;

import java.util.List;
import java.util.Map;

/**
 * How a change of weights went.
 *
 * @param loaded instances that answer by the new weights
 * @param failed those that go on by the old ones, and why
 */
public record SwapReport(List<String> loaded, Map<String, String> failed) {
  public SwapReport {
    loaded = List.copyOf(loaded);
    failed = Map.copyOf(failed);
  }
}
