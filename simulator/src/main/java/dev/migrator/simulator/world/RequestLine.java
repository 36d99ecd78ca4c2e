package dev.migrator.simulator.world;

import dev.migrator.core.model.Outcome;
import java.util.Collection;

/**
 * One tenant's requests and the servers that answer them: one queue, first come first served. This
 * is {@link Routing#PULL}.
 *
 * <p>A server that is idle and admitted takes at once what waits, up to its batch size. Of several
 * idle ones the one goes first that is quickest with the batch that it would take; of equally quick
 * ones the first in the list. Before that, requests at the head of the queue are dropped that would
 * be late even if the batch began now (early drop of Nexus, SOSP 2019, section 4.1): an answer that
 * comes too late is worth nothing and would delay the others. So no answer is ever late, on
 * latencies that are as profiled.
 *
 * <p>Example: a server takes one request for 10 ms, the SLO is 25 ms, requests arrive at 0, 1, 2
 * and 3 ms. The first two begin at 0 and 10 ms. At 20 ms the third and the fourth are dropped:
 * begun then they would end at 30 ms, and they are due at 27 and 28 ms.
 */
final class RequestLine implements Line {
  private final long slo;
  private final int maxWaiting;
  private final RequestQueue queue = new RequestQueue();
  private BatchServer[] servers = {};

  private long slotWithinSlo;
  private long slotDropped;
  private long answered;
  private double waited;

  RequestLine(long slo, int maxWaiting) {
    this.slo = slo;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public void admit(Collection<BatchServer> admitted) {
    servers = admitted.stream().filter(BatchServer::servesAny).toArray(BatchServer[]::new);
  }

  @Override
  public Outcome serve(int arrived, Arrivals arrivals, long from, long to, double accuracy) {
    slotWithinSlo = 0;
    slotDropped = 0;
    long at = nextBegin(arrivals, from);
    while (at < to) {
      receive(arrivals, at);
      begin(at);
      at = nextBegin(arrivals, at);
    }
    receive(arrivals, to);
    dropExpired(to);
    return new Outcome(
        arrived, slotWithinSlo, 0, slotDropped, queue.size(), slotWithinSlo * accuracy);
  }

  @Override
  public long answered() {
    return answered;
  }

  @Override
  public double waited() {
    return waited;
  }

  /** The first instant from {@code from} on at which a server is idle and a request waits. */
  private long nextBegin(Arrivals arrivals, long from) {
    long request = Math.min(queue.oldest(), arrivals.peek());
    return Math.max(from, Math.max(request, firstIdle()));
  }

  private long firstIdle() {
    long first = Long.MAX_VALUE;
    for (BatchServer server : servers) {
      first = Math.min(first, server.busyUntil());
    }
    return first;
  }

  private void receive(Arrivals arrivals, long until) {
    for (long arrival = arrivals.peek(); arrival <= until; arrival = arrivals.peek()) {
      arrivals.skip();
      if (queue.size() < maxWaiting) {
        queue.add(arrival);
      } else {
        slotDropped++;
      }
    }
  }

  private void begin(long now) {
    BatchServer server = quickestIdle(now);
    while (queue.size() > 0 && age(now) > slo - server.latencyFor(queue.size())) {
      drop();
    }
    if (queue.size() > 0) {
      int batch = server.batchOf(queue.size());
      waited += queue.take(batch, now);
      answered += batch;
      slotWithinSlo += batch;
      server.begin(batch, now);
    }
  }

  private BatchServer quickestIdle(long now) {
    BatchServer quickest = servers[0];
    long latency = Long.MAX_VALUE;
    for (BatchServer server : servers) {
      if (server.busyUntil() <= now && server.latencyFor(queue.size()) < latency) {
        quickest = server;
        latency = server.latencyFor(queue.size());
      }
    }
    return quickest;
  }

  private void dropExpired(long now) {
    while (queue.size() > 0 && age(now) >= slo) {
      drop();
    }
  }

  private long age(long now) {
    return now - queue.oldest();
  }

  private void drop() {
    queue.removeOldest();
    slotDropped++;
  }
}
