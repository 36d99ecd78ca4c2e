package dev.migrator.gateway.serve;

import java.util.concurrent.atomic.LongAdder;

/** The running counts behind {@link TenantCounts}. */
final class Counters {
  final LongAdder answered = new LongAdder();
  final LongAdder full = new LongAdder();
  final LongAdder tooLate = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder overdue = new LongAdder();
  final LongAdder rateLimited = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder unknownVersion = new LongAdder();

  TenantCounts counts(String tenant, int waiting, int begun) {
    return new TenantCounts(
        tenant,
        waiting,
        begun,
        answered.sum(),
        full.sum(),
        tooLate.sum(),
        expired.sum(),
        overdue.sum(),
        rateLimited.sum(),
        malformed.sum(),
        retried.sum(),
        failed.sum(),
        unknownVersion.sum());
  }
}
