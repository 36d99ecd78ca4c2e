package dev.migrator.live.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a journal from its oldest segment to its end, and changes nothing.
 *
 * @param storage where it is
 */
public record JournalReader(Storage storage) {

  /** Who takes entries in. */
  @FunctionalInterface
  public interface Visitor {

    /** The next entry. */
    void entry(Entry entry) throws IOException;
  }

  /**
   * What there was besides entries.
   *
   * @param entries how many there are
   * @param notice of a torn tail, in words; empty if there is none
   */
  public record Summary(long entries, Optional<String> notice) {}

  /**
   * The journal in a folder, for reading only; a daemon may go on writing it.
   *
   * @throws IOException if it is no folder with segments
   */
  public static JournalReader of(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || FileStorage.segmentsIn(folder).isEmpty()) {
      throw new IOException(
          "journal: '%s' has no segments; expected a folder with files named *.journal."
              .formatted(folder));
    }
    return new JournalReader(new ReadOnlyFolder(folder));
  }

  /**
   * Reads all of it.
   *
   * @throws CorruptJournalException if it is damaged before its tail
   * @throws IOException if it cannot be read
   */
  public Summary read(Visitor visitor) throws IOException {
    Codec codec = new Codec();
    List<Segment> segments = segments();
    long entries = 0;
    Optional<String> notice = Optional.empty();
    for (Segment segment : segments) {
      entries += segment.visit(codec, visitor);
      notice = segment.notice();
    }
    return new Summary(entries, notice);
  }

  /**
   * The segments, each with its frames.
   *
   * @throws CorruptJournalException if one is damaged, does not follow the one before, or has a
   *     torn tail though others follow
   */
  List<Segment> segments() throws IOException {
    List<String> names = storage.segments();
    List<Segment> segments = new ArrayList<>();
    for (String name : names) {
      Segment segment = Segment.of(name, storage.read(name));
      if (!segments.isEmpty()) {
        segments.getLast().requireFollowedBy(segment);
      }
      segments.add(segment);
    }
    return segments;
  }

  /** A segment that was read. */
  record Segment(String name, long first, Frames.Content content) {
    private static final String LEFT_OUT =
        "they are left out. Maybe the machine stopped while they were written.";

    static Segment of(String name, byte[] bytes) throws IOException {
      long first = Segments.first(name);
      Frames.Content content = Frames.read(bytes, first);
      Optional<Integer> damage = content.damagedAt();
      if (damage.isPresent()) {
        throw new CorruptJournalException(
            name, damage.get(), "an entry that had been on disk is damaged");
      }
      return new Segment(name, first, content);
    }

    /** The sequence number that comes next. */
    long next() {
      return first + content.frames().size();
    }

    boolean isVoid() {
      return content.frames().isEmpty();
    }

    /** What is cut off at its end. */
    Optional<String> notice() {
      return content.isTorn()
          ? Optional.of(
              "journal: segment %s ends with %d bytes that are no whole entry, from offset %d; %s"
                  .formatted(name, content.tornBytes(), content.validBytes(), LEFT_OUT))
          : Optional.empty();
    }

    private void requireFollowedBy(Segment later) throws CorruptJournalException {
      if (content.isTorn()) {
        throw new CorruptJournalException(
            name, content.validBytes(), "no whole entry, though another segment follows");
      }
      if (later.first != next()) {
        throw new CorruptJournalException(
            later.name, 0, "begins with entry %d; expected %d".formatted(later.first, next()));
      }
    }

    private long visit(Codec codec, Visitor visitor) throws IOException {
      int at = Frames.MAGIC.length;
      for (Frames.Frame frame : content.frames()) {
        visitor.entry(decoded(codec, frame, at));
        at += frame.bytes();
      }
      return content.frames().size();
    }

    Entry decoded(Codec codec, Frames.Frame frame, int at) throws CorruptJournalException {
      try {
        return codec.entry(frame.payload());
      } catch (IOException e) {
        throw new CorruptJournalException(name, at, "entry cannot be read: " + e.getMessage());
      }
    }
  }

  /** A folder that is only read. */
  private record ReadOnlyFolder(Path folder) implements Storage {
    @Override
    public List<String> segments() throws IOException {
      return FileStorage.segmentsIn(folder);
    }

    @Override
    public byte[] read(String segment) throws IOException {
      return Files.readAllBytes(folder.resolve(segment));
    }

    @Override
    public Tail append(String segment) {
      throw new UnsupportedOperationException("a reader does not write");
    }

    @Override
    public void cut(String segment, long bytes) {
      throw new UnsupportedOperationException("a reader does not cut");
    }

    @Override
    public void remove(String segment) {
      throw new UnsupportedOperationException("a reader does not remove");
    }
  }
}
