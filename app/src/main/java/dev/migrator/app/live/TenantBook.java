package dev.migrator.app.live;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.live.daemon.Newcomer;
import dev.migrator.live.daemon.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tenants differ from those of the system's file, as a file in the data folder: by name, the
 * text that it came with, or none for one that went. It is replaced as a whole, so that after a
 * crash it says what it said before, or what it was to say.
 *
 * <p>With it go the tokens that were made. One that comes is kept after the book: if it is lost in
 * between, nobody was told it, and the next start makes another. One that goes is removed after the
 * book, and by the next start if that was not reached: who went stays in the book until nothing is
 * left of it.
 */
public final class TenantBook implements Roster {
  static final String NAME = "tenants-changed.json";

  /** Tenants that it may name. */
  static final int MOST = 2_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Set<String> usual;
  private final Tokens tokens;

  /** Of those that went: the ones of which nothing is left. */
  private final Set<String> cleared = new HashSet<>();

  private volatile SequencedMap<String, Optional<String>> changed;

  private TenantBook(
      Path file, Set<String> usual, Tokens tokens, SequencedMap<String, Optional<String>> changed) {
    this.file = file;
    this.usual = usual;
    this.tokens = tokens;
    this.changed = changed;
  }

  /**
   * The one in that folder, or an empty one.
   *
   * @param folder of the system's data
   * @param usual names of the tenants of the system's file
   * @throws IOException if it cannot be read, or a token of one that went cannot be removed
   */
  public static TenantBook open(Path folder, Set<String> usual) throws IOException {
    Path file = folder.resolve(NAME);
    Tokens tokens = new Tokens(folder);
    TenantBook book =
        new TenantBook(
            file, usual, tokens, Files.exists(file) ? read(file) : new LinkedHashMap<>());
    for (String tenant : book.gone()) {
      tokens.remove(tenant);
    }
    return book;
  }

  private static SequencedMap<String, Optional<String>> read(Path file) throws IOException {
    SequencedMap<String, Optional<String>> read = new LinkedHashMap<>();
    try {
      JSON.readTree(Files.readAllBytes(file))
          .properties()
          .forEach(e -> read.put(e.getKey(), Optional.ofNullable(e.getValue().textValue())));
      return read;
    } catch (JacksonException e) {
      throw new IOException(
          "%s cannot be read (%s). Maybe it was edited?".formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /** By name, in the order in which they came: the text of a tenant; empty if it went. */
  SequencedMap<String, Optional<String>> changed() {
    return Collections.unmodifiableSequencedMap(changed);
  }

  /**
   * The token that was made for a tenant, from any thread; empty if there is none, or it was for
   * one that went.
   */
  Optional<String> madeToken(String tenant) throws IOException {
    return isGone(tenant) ? Optional.empty() : tokens.of(tenant);
  }

  /** The same of one that is there; if there is none, one is made and kept. */
  String madeTokenOrNew(String tenant) throws IOException {
    return tokens.ofOrMade(tenant);
  }

  @Override
  public Change comes(Newcomer tenant) throws IOException {
    Optional<String> kept = madeToken(tenant.name());
    requireNoOther(kept, tenant);
    Change inBook = staged(tenant.name(), Optional.of(tenant.text()));
    if (tenant.madeToken().isEmpty() || tenant.madeToken().equals(kept)) {
      return inBook;
    }
    DurableFiles.Staged token = tokens.stage(tenant.name(), tenant.madeToken().get());
    return () -> {
      inBook.commit();
      token.commit();
    };
  }

  @Override
  public Change goes(String tenant) throws IOException {
    Change inBook = staged(tenant, Optional.empty());
    return () -> {
      inBook.commit();
      tokens.remove(tenant);
    };
  }

  @Override
  public Set<String> gone() {
    return changed.keySet().stream()
        .filter(this::isGone)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public void cleared(String tenant) {
    cleared.add(tenant);
  }

  private boolean isGone(String tenant) {
    return changed.getOrDefault(tenant, Optional.of("")).isEmpty();
  }

  /** Another call may have made it one since this one was read. */
  private static void requireNoOther(Optional<String> kept, Newcomer tenant) {
    if (tenant.madeToken().isPresent() && kept.isPresent() && !kept.equals(tenant.madeToken())) {
      throw new IllegalArgumentException(
          "tenant %s was made a token meanwhile. Maybe two changed it at once? Try again."
              .formatted(tenant.name()));
    }
  }

  private Change staged(String tenant, Optional<String> text) throws IOException {
    SequencedMap<String, Optional<String>> next = new LinkedHashMap<>(changed);
    next.keySet().removeIf(name -> cleared.contains(name) && !usual.contains(name));
    next.put(tenant, text);
    if (next.size() > MOST) {
      throw new IOException(
          "%s names %d tenants already; expected at most that.".formatted(file, MOST));
    }
    DurableFiles.Staged staged = DurableFiles.stage(file, bytes(next));
    return () -> {
      staged.commit();
      changed = next;
      cleared.retainAll(next.keySet());
      cleared.remove(tenant);
    };
  }

  private static byte[] bytes(SequencedMap<String, Optional<String>> tenants) throws IOException {
    var form = JSON.createObjectNode();
    tenants.forEach((name, text) -> form.put(name, text.orElse(null)));
    return JSON.writeValueAsBytes(form);
  }
}
