package dev.migrator.gateway;

import dev.migrator.core.model.LatencyCurve;
import dev.migrator.core.model.Outcome;
import dev.migrator.gateway.http.Door;
import dev.migrator.gateway.http.DoorSettings;
import dev.migrator.gateway.line.BatchLatency;
import dev.migrator.gateway.serve.Listener;
import dev.migrator.gateway.serve.SwapReport;
import dev.migrator.gateway.serve.TenantDesk;
import dev.migrator.gateway.serve.TenantTerms;
import dev.migrator.gateway.serve.Version;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The front door for inference, as whoever owns the instances drives it: tenants join and leave,
 * instances are admitted, withheld and drained, weights are swapped, outcomes are taken slot by
 * slot.
 *
 * <p>All methods return at once and may be called from any thread; what takes time is a future.
 */
public final class Gateway implements AutoCloseable {
  private static final long TICK_MILLIS = 5;

  private final Map<String, TenantDesk> desks = new ConcurrentHashMap<>();
  private final Map<String, String> tenantOf = new ConcurrentHashMap<>();
  private final Set<TenantDesk> leaving = ConcurrentHashMap.newKeySet();
  private final Listener listener;
  private final Door door;
  private final ScheduledExecutorService ticker;

  /**
   * As many as there are instances, and a few that tell callers. Not virtual ones: every wait of
   * those for an answer, with its deadline, goes through three more threads.
   */
  private final ExecutorService batchThreads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("gateway-batch-", 0).factory());

  private Gateway(DoorSettings settings, Listener listener) throws BindException {
    this.listener = listener;
    this.door = Door.open(settings, desks::values);
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gateway-ticker").factory());
    ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Listens from now on.
   *
   * @throws BindException if it cannot listen
   */
  public static Gateway open(DoorSettings settings, Listener listener) throws BindException {
    return new Gateway(settings, listener);
  }

  /** The port that callers come to. */
  public int port() {
    return door.port();
  }

  /**
   * A tenant's calls are taken from now on.
   *
   * @param version the weights that serve at first
   */
  public void join(TenantTerms terms, Version version) {
    TenantDesk desk = new TenantDesk(terms, version, listener, batchThreads);
    if (desks.putIfAbsent(terms.name(), desk) != null) {
      throw new IllegalArgumentException(
          "tenant: name is %s; expected one that has not joined.".formatted(terms.name()));
    }
  }

  /** A tenant's calls are taken no more; done when what was under way has been answered. */
  public CompletableFuture<Void> leave(String tenant) {
    TenantDesk desk = desk(tenant);
    desks.remove(tenant);
    leaving.add(desk);
    tenantOf.values().removeIf(tenant::equals);
    return desk.leave().whenComplete((nothing, failure) -> leaving.remove(desk));
  }

  /**
   * Sends a tenant's requests to an instance from now on.
   *
   * @param curve how long batches take on it
   * @param version the weights that its worker answers by; if others serve, it loads those first
   */
  public void admit(
      String instance,
      String tenant,
      InetSocketAddress endpoint,
      LatencyCurve curve,
      String version) {
    tenantOf.put(instance, tenant);
    desk(tenant).admit(instance, endpoint, curve, version);
  }

  /** Sends no more requests to an instance, which stays ready. */
  public void withhold(String instance) {
    deskOf(instance).ifPresent(desk -> desk.withhold(instance));
  }

  /** Sends no more requests to an instance and forgets it; done when nothing is under way there. */
  public CompletableFuture<Void> drain(String instance) {
    CompletableFuture<Void> done =
        deskOf(instance)
            .map(desk -> desk.drain(instance))
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    tenantOf.remove(instance);
    return done;
  }

  /** Puts weights into service, on one instance of the tenant after the other. */
  public CompletableFuture<SwapReport> swap(String tenant, Version version) {
    return desk(tenant).swap(version);
  }

  /** What a timely answer by those weights is worth from now on, because it was measured. */
  public void accuracy(String tenant, String version, double accuracy) {
    desk(tenant).accuracy(version, accuracy);
  }

  /** What happened to a tenant's requests since the last call. */
  public Outcome takeOutcome(String tenant) {
    return desk(tenant).takeOutcome();
  }

  /** What batches took on a tenant's instances since the last call. */
  public List<BatchLatency> takeLatencies(String tenant) {
    return desk(tenant).takeLatencies();
  }

  /** What has happened so far, and how many wait now. */
  public GatewayCounts counts() {
    return new GatewayCounts(
        door.counts(), desks.values().stream().map(TenantDesk::counts).toList());
  }

  /**
   * Tells those who wait that it is over, and lets those who are being served have their answer.
   */
  @Override
  public void close() {
    desks.values().forEach(TenantDesk::leave);
    door.close();
    ticker.shutdownNow();
    batchThreads.shutdown();
  }

  private void tick() {
    desks.values().forEach(TenantDesk::tick);
    leaving.forEach(TenantDesk::tick);
  }

  private TenantDesk desk(String tenant) {
    TenantDesk desk = desks.get(tenant);
    if (desk == null) {
      throw new IllegalArgumentException(
          "tenant: name is %s; expected one that has joined.".formatted(tenant));
    }
    return desk;
  }

  private Optional<TenantDesk> deskOf(String instance) {
    return Optional.ofNullable(tenantOf.get(instance))
        .flatMap(tenant -> Optional.ofNullable(desks.get(tenant)));
  }
}
