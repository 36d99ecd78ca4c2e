package dev.migrator.live.work;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Tenants that have gone for good and whose folders are still to be removed: what runs for them may
 * read and write there until it has ended. Who keeps the tenants bounds how many these are.
 */
final class Departed {
  private final Path tenants;
  private final Predicate<String> isBusy;
  private final Removal removal;
  private final Set<String> names = new LinkedHashSet<>();

  /** Of them: those that could not be removed, and are not tried again at once. */
  private final Set<String> stuck = new HashSet<>();

  /**
   * @param tenants the folder of all tenants
   * @param isBusy whether something runs for a tenant
   * @param removal removes a folder with all that is in it
   */
  Departed(Path tenants, Predicate<String> isBusy, Removal removal) {
    this.tenants = tenants;
    this.isBusy = isBusy;
    this.removal = removal;
  }

  /** Removes a folder, if there is one. */
  @FunctionalInterface
  interface Removal {
    void of(Path folder) throws IOException;
  }

  void add(String tenant) {
    names.add(tenant);
  }

  /**
   * Whether nothing is left of a tenant, if it has gone; what is left is removed if that is
   * possible yet.
   *
   * @throws IOException if it cannot be removed
   */
  boolean isCleared(String tenant) throws IOException {
    if (!names.contains(tenant)) {
      return true;
    }
    if (isBusy.test(tenant)) {
      return false;
    }
    removal.of(tenants.resolve(tenant));
    names.remove(tenant);
    stuck.remove(tenant);
    return true;
  }

  /**
   * Removes what can be removed.
   *
   * @param failed is told, once, what cannot
   * @return of whom nothing is left now
   */
  List<String> sweep(BiConsumer<String, IOException> failed) {
    List<String> cleared = new ArrayList<>();
    for (String tenant : List.copyOf(names)) {
      try {
        if (!stuck.contains(tenant) && isCleared(tenant)) {
          cleared.add(tenant);
        }
      } catch (IOException e) {
        stuck.add(tenant);
        failed.accept(tenant, e);
      }
    }
    return cleared;
  }

  /** What could not be removed is tried once more. */
  void tryAgain() {
    stuck.clear();
  }
}
