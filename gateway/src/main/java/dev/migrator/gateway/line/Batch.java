package dev.migrator.gateway.line;

import java.util.List;

/**
 * Requests that one instance answers together.
 *
 * @param instance whose worker
 * @param entries the requests, oldest first, at least one
 * @param beganAt when it began
 * @param giveUpAt when it is no longer waited for: then every one of them is twice its SLO old, or
 *     would be had it arrived with the first
 * @param <T> what a request is
 */
public record Batch<T>(String instance, List<Entry<T>> entries, long beganAt, long giveUpAt) {
  public Batch {
    entries = List.copyOf(entries);
  }

  /** Only the very same batch is equal. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** Rows of all of them. */
  public int rows() {
    return entries.stream().mapToInt(Entry::rows).sum();
  }
}
