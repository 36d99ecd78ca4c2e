package dev.migrator.nvml.fleet;

import dev.migrator.nvml.fleet.Owned.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The durable record of which instances of a GPU are ours: written before and after every change, a
 * line each: checksum, number, epoch, and the instance as it is from now on.
 *
 * <p>A damaged last line is a write that did not end; nothing had been done yet that it tells of,
 * so it is left out. Damage before that is not repaired: the record cannot be trusted then. Opening
 * rewrites it without what is gone, under the next epoch.
 */
final class OwnershipRecord {
  private static final String HEADER = "migrator-instances-1";

  /** Lines after which it is rewritten: about a megabyte. */
  private static final int MOST_LINES = 10_000;

  private final DurableFile file;
  private final Map<String, Owned> owned = new LinkedHashMap<>();
  private long epoch;
  private long number;
  private int lines;

  private OwnershipRecord(DurableFile file) {
    this.file = file;
  }

  /**
   * Opens it, or begins one.
   *
   * @throws StateException if it cannot be read, trusted or written
   */
  static OwnershipRecord open(DurableFile file) {
    OwnershipRecord ownership = new OwnershipRecord(file);
    try {
      ownership.read(file.read());
      ownership.epoch++;
      ownership.rewrite();
    } catch (IOException e) {
      throw ownership.unwritable(e);
    }
    return ownership;
  }

  /** What is ours, oldest first. */
  List<Owned> all() {
    return List.copyOf(owned.values());
  }

  /** What is ours under that name. */
  Optional<Owned> of(String instance) {
    return Optional.ofNullable(owned.get(instance));
  }

  /** How often it has been opened. */
  long epoch() {
    return epoch;
  }

  /**
   * Writes how an instance is from now on.
   *
   * @throws StateException if that cannot be written; then nothing may be changed
   */
  void put(Owned instance) {
    try {
      if (lines >= MOST_LINES) {
        rewrite();
      }
      file.append(line(instance));
      lines++;
      keep(instance);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void keep(Owned instance) {
    if (instance.phase() == Phase.GONE) {
      owned.remove(instance.instance());
    } else {
      owned.put(instance.instance(), instance);
    }
  }

  private void rewrite() throws IOException {
    StringBuilder text = new StringBuilder(checked(HEADER + " " + epoch));
    owned.values().forEach(instance -> text.append(line(instance)));
    file.replace(text.toString());
    lines = 1 + owned.size();
  }

  private String line(Owned instance) {
    return checked("%d %d %s".formatted(++number, epoch, instance.line()));
  }

  private static String checked(String content) {
    return "%08x %s\n".formatted(checksum(content), content);
  }

  private static long checksum(String content) {
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private void read(String text) {
    List<String> contents = contents(text);
    for (String content : contents) {
      try {
        readLine(content);
      } catch (IllegalArgumentException e) {
        throw damaged("has a line that this version does not know: " + content);
      }
    }
  }

  private void readLine(String content) {
    if (content.startsWith(HEADER)) {
      epoch = Long.parseLong(content.substring(HEADER.length() + 1));
      return;
    }
    String[] words = content.split(" ", 3);
    number = Long.parseLong(words[0]);
    keep(Owned.of(words[2]));
  }

  private List<String> contents(String text) {
    List<String> found = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      Optional<String> content = end < 0 ? Optional.empty() : content(text.substring(from, end));
      boolean isLast = end < 0 || end + 1 == text.length();
      if (content.isEmpty() && !isLast) {
        throw damaged("is damaged in line %d".formatted(found.size() + 1));
      }
      content.ifPresent(found::add);
      from = isLast ? text.length() : end + 1;
    }
    return found;
  }

  private static Optional<String> content(String line) {
    return Optional.of(line)
        .filter(l -> l.length() > 9)
        .map(l -> l.substring(9))
        .filter(content -> line.startsWith("%08x ".formatted(checksum(content))));
  }

  private StateException damaged(String what) {
    return new StateException(
        "%s %s; expected the record of our instances. Maybe the disk is faulty? Nothing is changed without it; once it is moved away, all instances count as not ours."
            .formatted(file.name(), what));
  }

  private StateException unwritable(IOException e) {
    return new StateException(
        "%s cannot be read or written (%s); nothing is changed without it. Maybe the disk is full, or the folder is not ours to write in?"
            .formatted(file.name(), e),
        e);
  }
}
