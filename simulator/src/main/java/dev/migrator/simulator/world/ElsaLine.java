package dev.migrator.simulator.world;

import dev.migrator.core.model.Outcome;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * One tenant's requests, each sent to a server at its arrival: ELSA (DAC 2022).
 *
 * <p><b>Rule.</b> A request goes to the smallest server of which the estimated finish leaves it
 * slack; if none does, to the one that would finish first, of equals the smallest. There it waits
 * in the server's own queue, whatever happens elsewhere.
 *
 * <p><b>Ours,</b> for the paper's requests are batches, and its partition never changes. A server
 * that is idle takes what waits for it, up to its batch size. A finish is estimated as if every
 * batch up to the request's own were a full one: so whoever joins a batch later makes nobody late.
 * What could no longer be in time is dropped when a batch is formed, as in {@link RequestLine}.
 * When servers come or go, all that waits is sent out anew, in order of arrival; while there is
 * none, it waits together.
 *
 * <p><b>Example.</b> A small server takes up to two requests for 20 ms, a large one up to two for
 * 10 ms, the SLO is 45 ms; four requests arrive at 0 ms, one at 1 ms. The first two go to the small
 * one (20 ms), and so do the next two (40 ms), behind them. A fifth would end there at 60 ms and
 * goes to the large one, although that was idle all the time. The large one would have ended all
 * five by 30 ms: what ELSA saves is the large server, for those who need it.
 */
final class ElsaLine implements Line {
  private final long slo;
  private final int maxWaiting;
  private final RequestQueue homeless = new RequestQueue();
  private List<Lane> lanes = List.of();

  private long slotWithinSlo;
  private long slotDropped;
  private long answered;
  private double waited;

  ElsaLine(long slo, int maxWaiting) {
    this.slo = slo;
    this.maxWaiting = maxWaiting;
  }

  @Override
  public void admit(Collection<BatchServer> admitted) {
    lanes.forEach(lane -> lane.queue.moveTo(homeless));
    lanes =
        admitted.stream()
            .filter(BatchServer::servesAny)
            .sorted(Comparator.comparingInt(BatchServer::size))
            .map(Lane::new)
            .toList();
  }

  @Override
  public Outcome serve(int arrived, Arrivals arrivals, long from, long to, double accuracy) {
    slotWithinSlo = 0;
    slotDropped = 0;
    findHomes(from);
    long begin = nextBegin(from);
    while (Math.min(arrivals.peek(), begin) < to) {
      if (arrivals.peek() <= begin) {
        receive(arrivals);
      } else {
        begin(begin, from);
      }
      begin = nextBegin(from);
    }
    dropExpired(to);
    return new Outcome(arrived, slotWithinSlo, 0, slotDropped, waiting(), slotWithinSlo * accuracy);
  }

  @Override
  public long answered() {
    return answered;
  }

  @Override
  public double waited() {
    return waited;
  }

  private void findHomes(long now) {
    if (!lanes.isEmpty()) {
      long[] arrivals = homeless.removeAll();
      Arrays.sort(arrivals);
      for (long arrival : arrivals) {
        choose(arrival, now).queue.add(arrival);
      }
    }
  }

  private void receive(Arrivals arrivals) {
    long now = arrivals.peek();
    arrivals.skip();
    if (waiting() >= maxWaiting) {
      slotDropped++;
    } else if (lanes.isEmpty()) {
      homeless.add(now);
    } else {
      choose(now, now).queue.add(now);
    }
  }

  /** By the rule; there is at least one. */
  private Lane choose(long arrival, long now) {
    Lane fastest = lanes.getFirst();
    for (Lane lane : lanes) {
      long finish = lane.finish(now);
      if (finish <= arrival + slo) {
        return lane;
      }
      fastest = finish < fastest.finish(now) ? lane : fastest;
    }
    return fastest;
  }

  private long nextBegin(long from) {
    long next = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      next = Math.min(next, lane.begin(from));
    }
    return next;
  }

  private void begin(long now, long from) {
    for (Lane lane : lanes) {
      if (lane.begin(from) == now) {
        begin(lane, now);
        return;
      }
    }
  }

  private void begin(Lane lane, long now) {
    RequestQueue queue = lane.queue;
    BatchServer server = lane.server;
    while (queue.size() > 0 && now - queue.oldest() > slo - server.latencyFor(queue.size())) {
      drop(queue);
    }
    if (queue.size() > 0) {
      int batch = server.batchOf(queue.size());
      waited += queue.take(batch, now);
      answered += batch;
      slotWithinSlo += batch;
      server.begin(batch, now);
    }
  }

  private void dropExpired(long now) {
    dropExpired(homeless, now);
    lanes.forEach(lane -> dropExpired(lane.queue, now));
  }

  private void dropExpired(RequestQueue queue, long now) {
    while (queue.size() > 0 && now - queue.oldest() >= slo) {
      drop(queue);
    }
  }

  private void drop(RequestQueue queue) {
    queue.removeOldest();
    slotDropped++;
  }

  private int waiting() {
    int waiting = homeless.size();
    for (Lane lane : lanes) {
      waiting += lane.queue.size();
    }
    return waiting;
  }

  /** A server with those that wait for it. */
  private static final class Lane {
    private final BatchServer server;
    private final RequestQueue queue = new RequestQueue();

    private Lane(BatchServer server) {
      this.server = server;
    }

    /** When it begins its next batch, from that instant on; never while nobody waits. */
    private long begin(long from) {
      return Math.max(from, Math.max(queue.oldest(), server.busyUntil()));
    }

    /** When a request that is sent here now would be answered, if batches are full. */
    private long finish(long now) {
      long batches = queue.size() / server.mostBatch() + 1L;
      return Math.max(now, server.busyUntil()) + batches * server.mostLatency();
    }
  }
}
