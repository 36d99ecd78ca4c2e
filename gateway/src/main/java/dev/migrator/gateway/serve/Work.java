package dev.migrator.gateway.serve;

import dev.migrator.gateway.line.Batch;
import dev.migrator.gateway.line.Beginning;
import dev.migrator.gateway.line.Entry;
import dev.migrator.gateway.line.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done once a line's lock is free: decided under the lock, done without it.
 *
 * @param dropped requests whose callers are to be told so
 * @param batches that begin
 */
record Work(List<Entry<Call>> dropped, List<Batch<Call>> batches) {

  /** All that a line can begin now. */
  static Work of(Line<Call> line, long now) {
    List<Entry<Call>> dropped = new ArrayList<>();
    List<Batch<Call>> batches = new ArrayList<>();
    Beginning<Call> next = line.begin(now);
    while (next.batch().isPresent()) {
      dropped.addAll(next.dropped());
      batches.add(next.batch().get());
      next = line.begin(now);
    }
    dropped.addAll(next.dropped());
    return new Work(dropped, batches);
  }
}
