package dev.migrator.gateway.line;

import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One tenant's requests and the instances that answer them: one queue, first come first served, on
 * a clock that is handed in. Not safe for several threads.
 *
 * <p>The rules are the simulator's ({@code simulator.world.RequestLine}). An instance that is idle
 * and admitted takes at once what waits, up to its batch size; of several idle ones the one goes
 * first that is quickest with the batch that it would take, of equally quick ones the first that
 * was admitted. Before that, requests at the head are dropped that would be late even if the batch
 * began now (early drop of Nexus, SOSP 2019, section 4.1).
 *
 * <p>What is added, because callers wait and workers fail:
 *
 * <ul>
 *   <li>A request that cannot be in time, even if every instance does nothing but full batches
 *       until then, is refused when it arrives. It counts as dropped, as it would have been.
 *   <li>Only requests of the same kind share a batch; the queue is never overtaken.
 *   <li>Requests of a batch that failed wait again, before all others, once.
 *   <li>Requests whose deadline passes are closed, in the queue (dropped) and in batches (late).
 * </ul>
 *
 * <p>A request of several rows counts as that many. Answers are counted when they come, not when
 * their batch begins: so, for every slot, arrived + waiting and begun before = within SLO + late +
 * dropped + waiting and begun after.
 *
 * @param <T> what a request is
 */
public final class Line<T> {
  private final LineLimits limits;
  private final long slo;
  private final ArrayDeque<Entry<T>> queue = new ArrayDeque<>();
  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final Map<String, Batch<T>> begun = new LinkedHashMap<>();
  private int waitingRows;

  private long slotArrived;
  private long slotWithinSlo;
  private long slotLate;
  private long slotDropped;
  private double slotGoodput;

  /** An empty line without instances. */
  public Line(LineLimits limits) {
    this.limits = limits;
    this.slo = limits.slo().toNanos();
  }

  /** Requests go to that instance from now on. */
  public void admit(String instance, LatencyCurve curve) {
    servers.computeIfAbsent(instance, id -> new Server(id, curve, limits.slo())).admit(true);
  }

  /** No batch begins on that instance any more; one that has begun goes on. */
  public void withhold(String instance) {
    server(instance).ifPresent(server -> server.admit(false));
  }

  /** Forgets an instance on which no batch is. */
  public void remove(String instance) {
    Check.that(!isBusy(instance), instance, "batch", "under way", "none when it is removed");
    servers.remove(instance);
  }

  /** Whether a batch has begun on that instance and not ended. */
  public boolean isBusy(String instance) {
    return server(instance).map(Server::isBusy).orElse(false);
  }

  /** No batch begins on that instance until it is said to work again. */
  public void broken(String instance, boolean isBroken) {
    server(instance).ifPresent(server -> server.broken(isBroken));
  }

  /**
   * A request arrives.
   *
   * @param kind what has to be equal of requests in one batch
   */
  public Arrival<T> arrive(T request, Size size, Object kind, long now) {
    if (mostRows() > 0 && size.rows() > mostRows()) {
      return new Arrival.Refused<>(Arrival.Reason.TOO_MANY_ROWS, Duration.ZERO);
    }
    slotArrived += size.rows();
    if (waitingRows + size.rows() > limits.mostWaiting()) {
      return refuse(Arrival.Reason.FULL, size);
    }
    if (!canBeInTime(now)) {
      return refuse(Arrival.Reason.TOO_LATE, size);
    }
    Entry<T> entry = new Entry<>(request, size, kind, now);
    queue.addLast(entry);
    waitingRows += size.rows();
    return new Arrival.Accepted<>(entry);
  }

  /**
   * Begins one batch, if an instance is idle and a request waits. To be asked until it is empty.
   */
  public Beginning<T> begin(long now) {
    if (queue.isEmpty()) {
      return new Beginning<>(List.of(), Optional.empty());
    }
    return quickestIdle()
        .map(server -> begin(server, now))
        .orElseGet(() -> new Beginning<>(List.of(), Optional.empty()));
  }

  /**
   * A batch has been answered.
   *
   * @param accuracy of the version that answered
   * @return those whose callers wait for it
   */
  public List<Entry<T>> completed(Batch<T> batch, double accuracy, long now) {
    end(batch).ifPresent(server -> server.ended(batch.rows(), batch.beganAt(), now));
    List<Entry<T>> open = open(batch);
    open.forEach(entry -> answered(entry, accuracy, now));
    return open;
  }

  /**
   * A batch has failed.
   *
   * @param byThemselves whether its requests are to be tried again one by one, because one of them
   *     may be the cause
   */
  public Failed<T> failed(Batch<T> batch, boolean byThemselves) {
    end(batch).ifPresent(Server::failed);
    List<Entry<T>> again = new ArrayList<>();
    List<Entry<T>> over = new ArrayList<>();
    open(batch).forEach(entry -> (entry.isRetried() ? over : again).add(entry));
    over.forEach(this::drop);
    again.reversed().forEach(entry -> waitAgain(entry, byThemselves));
    return new Failed<>(again, over);
  }

  /** A batch has failed for good: what its requests ask cannot be answered. They are dropped. */
  public List<Entry<T>> rejected(Batch<T> batch) {
    end(batch).ifPresent(Server::failed);
    List<Entry<T>> open = open(batch);
    open.forEach(this::drop);
    return open;
  }

  /** Closes the requests whose deadline has passed. */
  public Expired<T> expire(long now) {
    List<Entry<T>> waiting = new ArrayList<>();
    while (!queue.isEmpty() && queue.peekFirst().age(now) >= slo) {
      waiting.add(removeHead());
    }
    List<Entry<T>> overdue = new ArrayList<>();
    for (Batch<T> batch : begun.values()) {
      open(batch).stream().filter(entry -> entry.age(now) > slo).forEach(overdue::add);
    }
    waiting.forEach(this::drop);
    overdue.forEach(this::late);
    return new Expired<>(waiting, overdue);
  }

  /** Gives up all that wait, because the tenant leaves. */
  public List<Entry<T>> clear() {
    List<Entry<T>> all = new ArrayList<>(queue);
    queue.clear();
    waitingRows = 0;
    all.forEach(this::drop);
    return all;
  }

  /** What happened since the last call. */
  public Outcome takeOutcome() {
    Outcome outcome =
        new Outcome(slotArrived, slotWithinSlo, slotLate, slotDropped, waitingRows, slotGoodput);
    slotArrived = 0;
    slotWithinSlo = 0;
    slotLate = 0;
    slotDropped = 0;
    slotGoodput = 0;
    return outcome;
  }

  /** What batches took since the last call. */
  public List<BatchLatency> takeLatencies() {
    return servers.values().stream().flatMap(server -> server.takeLatencies().stream()).toList();
  }

  /** Rows that wait. */
  public int waiting() {
    return waitingRows;
  }

  /** Rows in batches whose callers still wait. */
  public int begun() {
    return begun.values().stream()
        .flatMap(batch -> open(batch).stream())
        .mapToInt(Entry::rows)
        .sum();
  }

  /** Whether any instance is admitted and works. */
  public boolean isServed() {
    return servers.values().stream().anyMatch(Server::serves);
  }

  /** Whether nothing waits and nothing has begun. */
  public boolean isIdle() {
    return queue.isEmpty() && begun.isEmpty();
  }

  private Optional<Server> server(String instance) {
    return Optional.ofNullable(servers.get(instance));
  }

  private int mostRows() {
    int most = 0;
    for (Server server : servers.values()) {
      most = server.serves() ? Math.max(most, server.mostRows()) : most;
    }
    return most;
  }

  private Arrival<T> refuse(Arrival.Reason reason, Size size) {
    slotDropped += size.rows();
    return new Arrival.Refused<>(reason, untilServed());
  }

  /** How long those take that wait now; a full SLO if nobody serves. */
  private Duration untilServed() {
    double perSecond = 0;
    for (Server server : servers.values()) {
      perSecond += server.serves() ? server.perSecond() : 0;
    }
    return perSecond == 0 ? limits.slo() : Duration.ofNanos((long) (waitingRows * 1e9 / perSecond));
  }

  /** Where nobody serves, someone may be admitted in time. */
  private boolean canBeInTime(long now) {
    double possible = 0;
    boolean anyServes = false;
    for (Server server : servers.values()) {
      if (server.serves()) {
        anyServes = true;
        long latest = now + slo - server.latencyFor(1);
        possible += server.rowsBegunBy(latest, now);
      }
    }
    return !anyServes || waitingRows + 1 <= possible;
  }

  /** Of those that can take the oldest request. */
  private Optional<Server> quickestIdle() {
    Server quickest = null;
    long latency = Long.MAX_VALUE;
    for (Server server : servers.values()) {
      if (server.isIdle() && queue.getFirst().rows() <= server.mostRows()) {
        long its = server.latencyFor(rowsOf(next(server)));
        if (its < latency) {
          quickest = server;
          latency = its;
        }
      }
    }
    return Optional.ofNullable(quickest);
  }

  private Beginning<T> begin(Server server, long now) {
    List<Entry<T>> dropped = new ArrayList<>();
    List<Entry<T>> next = next(server);
    while (!next.isEmpty() && next.getFirst().age(now) > slo - server.latencyFor(rowsOf(next))) {
      dropped.add(removeHead());
      next = next(server);
    }
    dropped.forEach(this::drop);
    return new Beginning<>(
        dropped, next.isEmpty() ? Optional.empty() : Optional.of(take(server, next, now)));
  }

  /** The batch that it would take: what goes with the oldest request, as far as there is room. */
  private List<Entry<T>> next(Server server) {
    List<Entry<T>> batch = new ArrayList<>();
    int rows = 0;
    long bytes = 0;
    for (Entry<T> entry : queue) {
      rows += entry.rows();
      bytes += entry.size().bytes();
      if (batch.isEmpty() ? rows > server.mostRows() : isTooMuch(server, rows, bytes)) {
        break;
      }
      if (!batch.isEmpty() && !entry.goesWith(batch.getFirst())) {
        break;
      }
      batch.add(entry);
    }
    return batch;
  }

  private boolean isTooMuch(Server server, int rows, long bytes) {
    return rows > server.mostBatch() || bytes > limits.mostBatchBytes();
  }

  private Batch<T> take(Server server, List<Entry<T>> entries, long now) {
    entries.forEach(entry -> removeHead());
    server.begin(rowsOf(entries), now);
    long giveUpAt = entries.getFirst().arrivedAt() + 2 * slo;
    Batch<T> batch = new Batch<>(server.instance(), entries, now, giveUpAt);
    begun.put(server.instance(), batch);
    return batch;
  }

  private static <T> int rowsOf(List<Entry<T>> entries) {
    int rows = 0;
    for (Entry<T> entry : entries) {
      rows += entry.rows();
    }
    return rows;
  }

  private Optional<Server> end(Batch<T> batch) {
    Check.that(
        begun.remove(batch.instance(), batch),
        batch.instance(),
        "batch",
        batch,
        "one that has begun");
    return server(batch.instance());
  }

  private static <T> List<Entry<T>> open(Batch<T> batch) {
    return batch.entries().stream().filter(entry -> !entry.isClosed()).toList();
  }

  private void answered(Entry<T> entry, double accuracy, long now) {
    if (entry.age(now) > slo) {
      late(entry);
    } else {
      entry.close();
      slotWithinSlo += entry.rows();
      slotGoodput += entry.rows() * accuracy;
    }
  }

  private void waitAgain(Entry<T> entry, boolean byItself) {
    entry.retry(byItself);
    queue.addFirst(entry);
    waitingRows += entry.rows();
  }

  private Entry<T> removeHead() {
    Entry<T> head = queue.removeFirst();
    waitingRows -= head.rows();
    return head;
  }

  private void drop(Entry<T> entry) {
    entry.close();
    slotDropped += entry.rows();
  }

  private void late(Entry<T> entry) {
    entry.close();
    slotLate += entry.rows();
  }
}
