package dev.migrator.live.daemon;

import dev.migrator.live.event.EventLog;
import dev.migrator.live.journal.JournalFailedException;
import dev.migrator.live.journal.Member;
import dev.migrator.live.journal.RecordedLoop;
import dev.migrator.live.work.LiveWorkloads;
import dev.migrator.live.work.WorkSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tenants that come, change and go while a loop runs. Any thread may ask for that; the loop's makes
 * the changes, each written down before it counts.
 */
final class TenantChanges {
  private final Roster roster;
  private final LiveWorkloads work;
  private final EventLog events;
  private final String forecaster;
  private final Supplier<RecordedLoop> loop;
  private final BooleanSupplier isReadOnly;
  private final Consumer<JournalFailedException> unwritten;
  private final Wishes wishes;

  /**
   * @param forecaster of those who come
   * @param loop that runs now
   * @param isReadOnly whether nothing can be written down
   * @param unwritten told, by the loop's thread, that something could not be
   */
  TenantChanges(
      Roster roster,
      LiveWorkloads work,
      EventLog events,
      String forecaster,
      Supplier<RecordedLoop> loop,
      BooleanSupplier isReadOnly,
      Consumer<JournalFailedException> unwritten) {
    this.roster = roster;
    this.work = work;
    this.events = events;
    this.forecaster = forecaster;
    this.loop = loop;
    this.isReadOnly = isReadOnly;
    this.unwritten = unwritten;
    this.wishes = new Wishes(unwritten);
  }

  /** As {@link Daemon#join}. */
  CompletableFuture<Void> join(Newcomer tenant) {
    return wishes
        .add(
            () -> {
              requireWritable();
              return joined(tenant);
            })
        .thenApply(_ -> null);
  }

  /** As {@link Daemon#replace}. */
  CompletableFuture<Boolean> replace(Newcomer tenant) {
    return wishes
        .add(() -> madeRoom(tenant))
        .thenCompose(
            wasThere ->
                wishes
                    .goOn(wasThere ? new Succession(tenant) : () -> joinedInTime(tenant))
                    .thenApply(_ -> wasThere));
  }

  /** As {@link Daemon#leave}. */
  CompletableFuture<Void> leave(String tenant) {
    return wishes.add(() -> Optional.of(gone(tenant))).thenApply(_ -> null);
  }

  /** Makes the changes that are possible now. */
  void fulfil() {
    wishes.fulfil();
  }

  /** Forgets those that were not. */
  void clear() {
    wishes.clear();
  }

  private Optional<Boolean> joinedInTime(Newcomer tenant) throws IOException {
    return isReadOnly.getAsBoolean() ? Optional.empty() : joined(tenant);
  }

  private Optional<Boolean> joined(Newcomer tenant) throws IOException {
    requireNew(tenant);
    requireFew();
    if (!hasRoom(tenant)) {
      return Optional.empty();
    }
    Roster.Change change = roster.comes(tenant);
    enter(tenant);
    change.commit();
    return Optional.of(true);
  }

  private void requireNew(Newcomer tenant) {
    if (isKnown(tenant.name())) {
      throw new IllegalArgumentException("there is a tenant %s already.".formatted(tenant.name()));
    }
  }

  private void requireFew() {
    if (work.views().size() >= WorkSettings.MOST_TENANTS) {
      throw new IllegalArgumentException(
          "there are %d tenants already; expected at most that.".formatted(work.views().size()));
    }
  }

  private boolean hasRoom(Newcomer tenant) throws IOException {
    return !work.isAnythingRunningFor(tenant.name()) && work.isCleared(tenant.name());
  }

  private void enter(Newcomer tenant) throws IOException {
    work.join(tenant.settings());
    try {
      loop.get().join(new Member(tenant.settings().tenant(), forecaster, List.of()));
    } catch (JournalFailedException e) {
      work.leave(tenant.name());
      throw e;
    }
  }

  /**
   * A tenant comes whose predecessor has left. It is written down already that it is there, so
   * whatever is in the way is waited for.
   */
  private final class Succession implements Wishes.Wish<Boolean> {
    private final Newcomer tenant;
    private String told = "";

    Succession(Newcomer tenant) {
      this.tenant = tenant;
    }

    @Override
    public Optional<Boolean> fulfil() {
      requireNew(tenant);
      try {
        if (isReadOnly.getAsBoolean() || !hasRoom(tenant)) {
          return Optional.empty();
        }
        enter(tenant);
        return Optional.of(true);
      } catch (JournalFailedException e) {
        unwritten.accept(e);
      } catch (IOException e) {
        tell("is tried again: " + e);
      }
      return Optional.empty();
    }

    /** Once, however often it is tried. */
    private void tell(String what) {
      if (!told.equals(what)) {
        events.add("tenant-delayed", tenant.name(), what);
        told = what;
      }
    }
  }

  /** Whether there was one; empty as long as something is left of one that went for good. */
  private Optional<Boolean> madeRoom(Newcomer tenant) throws IOException {
    requireWritable();
    if (!work.isCleared(tenant.name())) {
      return Optional.empty();
    }
    boolean wasThere = isKnown(tenant.name());
    if (wasThere) {
      left(tenant.name(), roster.comes(tenant));
    }
    return Optional.of(wasThere);
  }

  private boolean gone(String tenant) throws IOException {
    if (!isKnown(tenant)) {
      throw new IllegalArgumentException("there is no tenant %s.".formatted(tenant));
    }
    requireWritable();
    left(tenant, roster.goes(tenant));
    // Only now: who is killed before that finds it there, with all that it has.
    work.forget(tenant);
    return true;
  }

  private void left(String tenant, Roster.Change change) throws IOException {
    loop.get().leave(tenant);
    work.leave(tenant);
    change.commit();
  }

  private void requireWritable() {
    if (isReadOnly.getAsBoolean()) {
      throw new ReadOnlyException();
    }
  }

  private boolean isKnown(String tenant) {
    return work.views().stream().anyMatch(view -> view.settings().name().equals(tenant));
  }
}
