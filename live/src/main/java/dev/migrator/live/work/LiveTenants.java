package dev.migrator.live.work;

import dev.migrator.core.model.TenantReading;
import dev.migrator.gateway.Gateway;
import dev.migrator.live.event.EventLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The tenants that are served: how they come and go, and what each has on disk. */
final class LiveTenants {
  private final WorkSettings settings;
  private final Gateway gateway;
  private final Mailbox mailbox;
  private final EventLog events;
  private final Departed departed;
  private final Map<String, LiveTenant> byName = new LinkedHashMap<>();

  /**
   * @param isBusy whether something runs for a tenant, be it that it has left
   */
  LiveTenants(
      WorkSettings settings,
      Gateway gateway,
      Mailbox mailbox,
      EventLog events,
      Predicate<String> isBusy) {
    this.settings = settings;
    this.gateway = gateway;
    this.mailbox = mailbox;
    this.events = events;
    this.departed = new Departed(settings.tenants(), isBusy, Folders::delete);
  }

  void join(TenantSettings tenant) throws IOException {
    LiveTenant live =
        LiveTenant.open(
            tenant, settings.tenants(), why -> failed(tenant.name(), "not-tidied", why));
    gateway.join(live.terms(), live.weights().forGateway());
    byName.put(tenant.name(), live);
    mailbox.listenTo(tenant.name(), live.labels(), live.seen());
    events.add("tenant-joined", tenant.name(), "serves by version " + live.weights().version());
  }

  void leave(String tenant) {
    gateway.leave(tenant);
    mailbox.forget(tenant);
    byName.remove(tenant);
    events.add("tenant-left", tenant, "its instances are drained");
  }

  void forget(String tenant) {
    departed.add(tenant);
  }

  boolean isCleared(String tenant) throws IOException {
    return departed.isCleared(tenant);
  }

  List<String> clear() {
    return departed.sweep(
        (tenant, why) -> events.add("not-tidied", tenant, "its folder cannot be removed: " + why));
  }

  /**
   * Every tenant gets the examples of the last window.
   *
   * @param length of a window
   * @param instances on which retrainings may run or have results
   */
  void windowBegins(long number, Duration streamTime, Duration length, Set<String> instances) {
    departed.tryAgain();
    for (LiveTenant tenant : byName.values()) {
      // Notes first: they say whose examples these are.
      attempt(tenant, "not-noted", tenant::note);
      attempt(tenant, "no-examples", () -> tenant.windowBegins(number, streamTime, length));
      attempt(tenant, "not-tidied", () -> tenant.tidy(instances));
    }
  }

  /**
   * What a retraining wrote besides its weights goes; what cannot be removed is tried again when
   * the next window begins.
   */
  void tidy(LiveTenant tenant, String instance) {
    attempt(tenant, "not-tidied", () -> Folders.delete(tenant.output(instance)));
  }

  /** Something that a tenant does on its disk. */
  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  /** One that fails is told of; the tenant is served on without. */
  private void attempt(LiveTenant tenant, String failed, Writing what) {
    try {
      what.run();
    } catch (IOException e) {
      failed(tenant.settings().name(), failed, e);
    }
  }

  private void failed(String tenant, String what, IOException why) {
    events.add(what, tenant, "in its folder: " + why);
  }

  Optional<LiveTenant> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<LiveTenant> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  List<TenantView> views() {
    return byName.values().stream().map(TenantView::of).toList();
  }

  List<TenantReading> readings() {
    return byName.values().stream().map(LiveTenant::reading).toList();
  }
}
