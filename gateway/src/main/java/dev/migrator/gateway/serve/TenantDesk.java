package dev.migrator.gateway.serve;

import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.gateway.backend.WorkerAnswer;
import dev.migrator.gateway.line.Arrival;
import dev.migrator.gateway.line.Batch;
import dev.migrator.gateway.line.BatchLatency;
import dev.migrator.gateway.line.Entry;
import dev.migrator.gateway.line.Expired;
import dev.migrator.gateway.line.Failed;
import dev.migrator.gateway.line.Line;
import dev.migrator.gateway.line.Size;
import dev.migrator.gateway.protocol.GivenLabel;
import dev.migrator.gateway.protocol.InferAnswer;
import dev.migrator.gateway.protocol.InferRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * One tenant's desk: takes its calls, has its instances answer them, keeps count.
 *
 * <p>One lock guards the line; whatever takes time (sending, waiting, telling callers) is decided
 * under it and done without it. A batch has a thread of its own. When it has been answered the next
 * one is sent off before the callers of the last are told, so that no instance waits for that.
 */
public final class TenantDesk {
  private static final Duration METADATA_PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_PASSED_ON = 4 << 10;
  private static final long ABORT_GRACE_NANOS = 20_000_000;

  private final TenantTerms terms;
  private final Listener listener;
  private final Executor batchThreads;
  private final Counters counters = new Counters();
  private final RateLimit rate;
  private final ByteBudget bodies;
  private final Truth truth;
  private final Versions versions;
  private final AtomicLong nextId = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Line<Call> line;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<String, Batch<Call>> underWay = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> draining = new ConcurrentHashMap<>();
  private volatile boolean left;

  /**
   * A desk without instances.
   *
   * @param batchThreads where a batch may wait for its worker: one thread for each that is under
   *     way
   */
  public TenantDesk(TenantTerms terms, Version version, Listener listener, Executor batchThreads) {
    this.terms = terms;
    this.listener = listener;
    this.batchThreads = batchThreads;
    this.rate =
        new RateLimit(terms.limits().callsPerSecond(), terms.limits().burst(), System.nanoTime());
    this.bodies = new ByteBudget(terms.limits().mostBodyBytes());
    this.truth = new Truth(terms, listener);
    this.versions = new Versions(version);
    this.line = new Line<>(terms.line());
  }

  /** The tenant's name. */
  public String name() {
    return terms.name();
  }

  /** Whether this is the token of its callers. */
  public boolean isShownBy(Token token) {
    return terms.token().matches(token);
  }

  /** The memory for bodies that its callers share. */
  public ByteBudget bodies() {
    return bodies;
  }

  /** An answer for a call that comes too soon after others; to be asked before its body is read. */
  public Optional<Answer> tooMany() {
    if (rate.take(System.nanoTime())) {
      return Optional.empty();
    }
    counters.rateLimited.increment();
    return Optional.of(Answers.rateLimited());
  }

  /** A call was no proper request. */
  public void malformed() {
    counters.malformed.increment();
  }

  /** A call found no room for its body. */
  public void bodyRefused() {
    counters.full.increment();
  }

  /** Takes a call; the reply comes in time, whatever happens. */
  public void infer(InferRequest request, Reply reply) {
    String id = request.id().orElseGet(() -> "g" + nextId.incrementAndGet());
    long now = System.nanoTime();
    Arrival<Call> arrival;
    Work work;
    lock.lock();
    try {
      if (left) {
        reply.answer(Answers.noSuchModel());
        return;
      }
      Size size = new Size(request.rows(), request.bytes());
      arrival = line.arrive(new Call(request, id, reply), size, request.kindOf(), now);
      work = Work.of(line, now);
    } finally {
      lock.unlock();
    }
    if (arrival instanceof Arrival.Refused<Call> refused) {
      reply.answer(refusal(refused));
    }
    act(work);
  }

  /** Takes the truth about earlier answers. */
  public Answer labels(List<GivenLabel> given) {
    int taken = truth.take(given);
    String body = "{\"taken\":%d,\"unknown\":%d}".formatted(taken, given.size() - taken);
    return Answer.ok(body.getBytes(StandardCharsets.UTF_8));
  }

  /** What a worker says of the model; blocks for as long as it takes to ask. */
  public Answer metadata() {
    for (Lane lane : lanes.values()) {
      try {
        WorkerAnswer answer = lane.metadata(METADATA_PATIENCE);
        if (answer.isOk()) {
          return Answer.ok(answer.body());
        }
      } catch (IOException e) {
        // The next one may answer; whether this one works is seen by its batches.
        continue;
      }
    }
    return Answers.noInstance();
  }

  /** Whether any instance is sent requests. */
  public boolean isReady() {
    lock.lock();
    try {
      return line.isServed();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends requests to an instance from now on, or as soon as it answers by the weights that serve.
   * One that was admitted with another endpoint has got a new worker, which takes over.
   *
   * @param version that it answers by
   */
  public void admit(
      String instance, InetSocketAddress endpoint, LatencyCurve curve, String version) {
    Optional<Lane> before = lane(instance).filter(lane -> lane.leadsTo(endpoint));
    Lane lane = before.orElseGet(() -> replace(instance, endpoint, curve, version));
    lane.wanted(true);
    if (lane.answersBy(versions.current())) {
      admit(lane);
    } else {
      Thread.startVirtualThread(() -> loadThenAdmit(lane));
    }
  }

  /** Sends no more requests to an instance. */
  public void withhold(String instance) {
    lane(instance).ifPresent(lane -> lane.wanted(false));
    locked(() -> line.withhold(instance));
  }

  /** Sends no more requests to an instance and forgets it; done when nothing is under way there. */
  public CompletableFuture<Void> drain(String instance) {
    CompletableFuture<Void> done =
        draining.computeIfAbsent(instance, id -> new CompletableFuture<>());
    withhold(instance);
    locked(() -> endIfDrained(instance));
    return done;
  }

  /** Changes the weights of all instances, one after the other, while they serve on. */
  public CompletableFuture<SwapReport> swap(Version version) {
    CompletableFuture<SwapReport> report = new CompletableFuture<>();
    Thread.startVirtualThread(() -> report.complete(loadAll(version)));
    return report;
  }

  /** What a timely answer by those weights is worth from now on. */
  public void accuracy(String version, double accuracy) {
    versions.accuracy(version, accuracy);
  }

  /** What happened since the last call. */
  public Outcome takeOutcome() {
    return locked(line::takeOutcome);
  }

  /** What batches took since the last call. */
  public List<BatchLatency> takeLatencies() {
    return locked(line::takeLatencies);
  }

  /** What has happened since the tenant joined. */
  public TenantCounts counts() {
    return locked(() -> counters.counts(terms.name(), line.waiting(), line.begun()));
  }

  /** Takes no calls any more; done when the last one has been answered. */
  public CompletableFuture<Void> leave() {
    List<Entry<Call>> waiting =
        locked(
            () -> {
              left = true;
              return line.clear();
            });
    waiting.forEach(entry -> entry.request().reply().answer(Answers.noInstance()));
    return CompletableFuture.allOf(
        lanes.keySet().stream().map(this::drain).toArray(CompletableFuture[]::new));
  }

  /** Closes what is overdue; to be called every few milliseconds. */
  public void tick() {
    long now = System.nanoTime();
    if (!locked(line::isIdle)) {
      Expired<Call> expired = locked(() -> line.expire(now));
      expired.waiting().forEach(this::tellDropped);
      expired.begun().forEach(this::tellOverdue);
      underWay.values().stream()
          .filter(batch -> now > batch.giveUpAt() + ABORT_GRACE_NANOS)
          .forEach(batch -> lane(batch.instance()).ifPresent(Lane::abort));
    }
  }

  private Optional<Lane> lane(String instance) {
    return Optional.ofNullable(lanes.get(instance));
  }

  private Answer refusal(Arrival.Refused<Call> refused) {
    return switch (refused.reason()) {
      case FULL -> {
        counters.full.increment();
        yield Answers.full(refused.retryAfter());
      }
      case TOO_LATE -> {
        counters.tooLate.increment();
        yield Answers.tooLate(refused.retryAfter());
      }
      case TOO_MANY_ROWS -> {
        counters.malformed.increment();
        yield Answers.tooManyRows();
      }
    };
  }

  private void act(Work work) {
    work.batches().forEach(batch -> batchThreads.execute(() -> run(batch)));
    work.dropped().forEach(this::tellDropped);
  }

  private void run(Batch<Call> batch) {
    Lane lane = lanes.get(batch.instance());
    underWay.put(batch.instance(), batch);
    Exchange exchange =
        lane == null ? new Exchange.Broken("the instance is gone") : lane.exchange(batch);
    underWay.remove(batch.instance());
    switch (exchange) {
      case Exchange.Answered answered -> answered(batch, answered.answer());
      case Exchange.Refused refused -> refused(batch, refused.body());
      case Exchange.Wrong wrong -> failed(batch, Optional.empty(), wrong.reason());
      case Exchange.Broken broken -> failed(batch, Optional.ofNullable(lane), broken.reason());
    }
  }

  private void answered(Batch<Call> batch, InferAnswer answer) {
    double accuracy = versions.accuracy(answer.version()).orElse(0);
    if (!versions.isKnown(answer.version())) {
      counters.unknownVersion.increment();
    }
    List<Entry<Call>> open = settle(batch, now -> line.completed(batch, accuracy, now));
    int row = 0;
    for (Entry<Call> entry : batch.entries()) {
      if (open.contains(entry)) {
        tell(entry, answer, row);
      }
      row += entry.rows();
    }
  }

  private void tell(Entry<Call> entry, InferAnswer answer, int row) {
    Call call = entry.request();
    int end = row + entry.rows();
    truth.remember(call.id(), call.request(), answer.prediction(row, end));
    counters.answered.increment();
    call.reply().answer(Answer.ok(answer.part(terms.name(), call.id(), row, end)));
  }

  /** One of several requests may be at fault; then the others are answered without it. */
  private void refused(Batch<Call> batch, byte[] body) {
    if (batch.entries().size() > 1) {
      failed(batch, Optional.empty(), "a batch was refused");
    } else {
      counters.malformed.increment();
      Answer answer =
          body.length > 0 && body.length <= MOST_PASSED_ON
              ? new Answer(400, body, 0)
              : Answer.error(400, "the worker refused the request");
      settle(batch, now -> line.rejected(batch))
          .forEach(entry -> entry.request().reply().answer(answer));
    }
  }

  /**
   * If its lane is broken, it is not to be chosen for the second try. Whoever gets the answer of a
   * second try may rely on the first having been told and counted.
   */
  private void failed(Batch<Call> batch, Optional<Lane> broken, String reason) {
    Failed<Call> failed =
        settle(
            batch,
            now -> lineFailed(batch, broken),
            ended -> {
              broken.ifPresent(lane -> suspect(lane, reason));
              counters.retried.add(ended.retried().size());
            });
    counters.failed.add(failed.givenUp().size());
    failed.givenUp().forEach(entry -> entry.request().reply().answer(Answers.failed()));
  }

  /** To be called with the lock: whoever looks after the lane cannot come in between. */
  private Failed<Call> lineFailed(Batch<Call> batch, Optional<Lane> broken) {
    broken.ifPresent(lane -> line.broken(lane.instance(), isPresent(lane)));
    return line.failed(batch, broken.isEmpty());
  }

  /** Ends a batch, begins what can begin now, and only then lets the callers be told. */
  private <R> R settle(Batch<Call> batch, LongFunction<R> ending) {
    return settle(batch, ending, ended -> {});
  }

  /**
   * As above.
   *
   * @param first is done before anything begins; it does not block
   */
  private <R> R settle(Batch<Call> batch, LongFunction<R> ending, Consumer<R> first) {
    long now = System.nanoTime();
    R result;
    Work work;
    lock.lock();
    try {
      result = ending.apply(now);
      endIfDrained(batch.instance());
      work = left ? new Work(line.clear(), List.of()) : Work.of(line, now);
    } finally {
      lock.unlock();
    }
    first.accept(result);
    act(work);
    return result;
  }

  private void tellDropped(Entry<Call> entry) {
    counters.expired.increment();
    entry.request().reply().answer(Answers.expired());
  }

  private void tellOverdue(Entry<Call> entry) {
    counters.overdue.increment();
    entry.request().reply().answer(Answers.overdue());
  }

  private Lane replace(
      String instance, InetSocketAddress endpoint, LatencyCurve curve, String version) {
    Lane lane = new Lane(instance, terms.name(), endpoint, curve, version);
    Optional.ofNullable(lanes.put(instance, lane)).ifPresent(Lane::close);
    locked(() -> line.broken(instance, false));
    return lane;
  }

  private boolean isPresent(Lane lane) {
    return lane.equals(lanes.get(lane.instance()));
  }

  private void admit(Lane lane) {
    Work work =
        locked(
            () -> {
              if (lane.isWanted() && isPresent(lane)) {
                line.admit(lane.instance(), lane.curve());
              }
              return Work.of(line, System.nanoTime());
            });
    act(work);
  }

  private void loadThenAdmit(Lane lane) {
    lane.load(versions::current)
        .ifPresentOrElse(
            problem -> listener.suspected(lane.instance(), problem), () -> admit(lane));
  }

  private SwapReport loadAll(Version version) {
    versions.enter(version);
    List<String> loaded = new ArrayList<>();
    Map<String, String> failed = new LinkedHashMap<>();
    for (Lane lane : List.copyOf(lanes.values())) {
      load(lane)
          .ifPresentOrElse(
              problem -> failed.put(lane.instance(), problem), () -> loaded.add(lane.instance()));
    }
    return new SwapReport(loaded, failed);
  }

  /** A suspected worker loads them once it is ready; the others are not to wait for it. */
  private Optional<String> load(Lane lane) {
    return lane.isSuspected()
        ? Optional.of("the worker is not ready; it loads them when it is")
        : lane.load(versions::current);
  }

  /** A worker that is gone or hangs is asked until it says that it is ready, or is drained. */
  private void suspect(Lane lane, String reason) {
    locked(() -> line.broken(lane.instance(), isPresent(lane)));
    if (isPresent(lane) && lane.suspect()) {
      listener.suspected(lane.instance(), reason);
      Thread.startVirtualThread(() -> recover(lane));
    }
  }

  private void recover(Lane lane) {
    if (lane.awaitReady(versions::current)) {
      Work work =
          locked(
              () -> {
                line.broken(lane.instance(), false);
                return Work.of(line, System.nanoTime());
              });
      listener.recovered(lane.instance());
      act(work);
    }
  }

  /** To be called with the lock. */
  private void endIfDrained(String instance) {
    CompletableFuture<Void> done = draining.get(instance);
    if (done != null && !line.isBusy(instance)) {
      line.remove(instance);
      draining.remove(instance);
      Lane lane = lanes.remove(instance);
      if (lane != null) {
        lane.close();
      }
      // Whoever waits for it goes on elsewhere, not under this lock.
      Thread.startVirtualThread(() -> done.complete(null));
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <R> R locked(Supplier<R> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
