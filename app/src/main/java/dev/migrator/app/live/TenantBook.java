package dev.migrator.app.live;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.migrator.live.daemon.Roster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Which tenants differ from those of the system's file, as a file in the data folder: by name, the
 * text that it came with, or none for one that went. It is replaced as a whole, so that after a
 * crash it says what it said before, or what it was to say.
 */
final class TenantBook implements Roster {
  static final String NAME = "tenants-changed.json";

  /** Tenants that it may name. */
  static final int MOST = 2_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Set<String> usual;
  private SequencedMap<String, Optional<String>> changed;

  private TenantBook(Path file, Set<String> usual, SequencedMap<String, Optional<String>> changed) {
    this.file = file;
    this.usual = usual;
    this.changed = changed;
  }

  /**
   * The one in that folder, or an empty one.
   *
   * @param usual names of the tenants of the system's file
   * @throws IOException if it cannot be read
   */
  static TenantBook open(Path folder, Set<String> usual) throws IOException {
    Path file = folder.resolve(NAME);
    return new TenantBook(file, usual, Files.exists(file) ? read(file) : new LinkedHashMap<>());
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

  @Override
  public Change comes(String tenant, String text) throws IOException {
    return change(tenant, Optional.of(text));
  }

  @Override
  public Change goes(String tenant) throws IOException {
    return change(tenant, Optional.empty());
  }

  private Change change(String tenant, Optional<String> text) throws IOException {
    SequencedMap<String, Optional<String>> next = new LinkedHashMap<>(changed);
    if (text.isEmpty() && !usual.contains(tenant)) {
      next.remove(tenant);
    } else {
      next.put(tenant, text);
    }
    if (next.size() > MOST) {
      throw new IOException(
          "%s names %d tenants already; expected at most that.".formatted(file, MOST));
    }
    DurableFiles.Staged staged = DurableFiles.stage(file, bytes(next));
    return () -> {
      staged.commit();
      changed = next;
    };
  }

  private static byte[] bytes(SequencedMap<String, Optional<String>> tenants) throws IOException {
    var form = JSON.createObjectNode();
    tenants.forEach((name, text) -> form.put(name, text.orElse(null)));
    return JSON.writeValueAsBytes(form);
  }
}
