package dev.migrator.live.journal;

import dev.migrator.core.control.Journal;
import dev.migrator.core.control.LoopSettings;
import dev.migrator.core.model.Plan;
import dev.migrator.core.model.Step;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The journal of a daemon: what was written before a step is on disk before the step is applied.
 *
 * <p>When it cannot be written it has failed for good: every further entry is refused with a {@link
 * JournalFailedException}, so that nothing is done that is not on disk. Only opening it anew finds
 * out what is there; after a failed write nothing in memory can tell.
 *
 * <p>Its size is bounded: when a segment is full, the next one begins with all that is known, and
 * the oldest ones go. Used by one thread at a time.
 */
public final class DurableJournal implements Journal, Closeable {
  private final Storage storage;
  private final Sizes sizes;
  private final Codec codec = new Codec();
  private final Memory memory = new Memory();
  private final List<Closed> closed = new ArrayList<>();
  private Storage.Tail tail;
  private String segment;
  private long segmentBytes;

  /** Of them: those with which it began, which the next one would begin with as well. */
  private long begunBytes;

  private long next;
  private long durable;
  private Optional<JournalFailedException> failure = Optional.empty();

  /**
   * How large a journal may become.
   *
   * @param segmentBytes beyond that with which a segment begins, from which on a new one begins
   *     with the next window; twice that: at once
   * @param totalBytes from which on the oldest segments are removed
   */
  public record Sizes(long segmentBytes, long totalBytes) {
    /** Below 50 MB in all. */
    public static final Sizes STANDARD = new Sizes(4 << 20, 32 << 20);
  }

  /** A segment to which nothing is added any more. */
  private record Closed(String name, long bytes) {}

  private DurableJournal(Storage storage, Sizes sizes, String segment, long next)
      throws IOException {
    this.storage = storage;
    this.sizes = sizes;
    this.segment = segment;
    this.next = next;
    this.durable = next - 1;
    this.tail = storage.append(segment);
  }

  /**
   * Opens a journal, or begins one. A torn tail is cut off. If it cannot be opened, the storage is
   * closed.
   *
   * @param notices is told what was cut off
   * @throws CorruptJournalException if it is damaged before its tail
   * @throws IOException if it cannot be read or written
   */
  public static DurableJournal open(Storage storage, Sizes sizes, Consumer<String> notices)
      throws IOException {
    try {
      return opened(storage, sizes, notices);
    } catch (IOException e) {
      storage.close();
      throw e;
    }
  }

  private static DurableJournal opened(Storage storage, Sizes sizes, Consumer<String> notices)
      throws IOException {
    List<JournalReader.Segment> segments = new ArrayList<>(new JournalReader(storage).segments());
    for (JournalReader.Segment last : segments) {
      last.notice().ifPresent(notices);
    }
    if (segments.size() > 1 && segments.getLast().isVoid()) {
      // The machine stopped just as it began: the one before is still the last.
      storage.remove(segments.removeLast().name());
    }
    if (segments.isEmpty()) {
      return begun(new DurableJournal(storage, sizes, Segments.name(0), 0));
    }
    return resumed(storage, sizes, segments);
  }

  private static DurableJournal begun(DurableJournal journal) throws IOException {
    journal.tail.write(Frames.MAGIC);
    journal.tail.force();
    journal.segmentBytes = Frames.MAGIC.length;
    return journal;
  }

  private static DurableJournal resumed(
      Storage storage, Sizes sizes, List<JournalReader.Segment> segments) throws IOException {
    JournalReader.Segment last = segments.getLast();
    if (last.content().isTorn()) {
      storage.cut(last.name(), last.content().validBytes());
    }
    DurableJournal journal = new DurableJournal(storage, sizes, last.name(), last.next());
    journal.segmentBytes = last.content().validBytes();
    if (journal.segmentBytes == 0) {
      begun(journal);
    }
    segments.subList(0, segments.size() - 1).stream()
        .map(s -> new Closed(s.name(), s.content().bytes()))
        .forEach(journal.closed::add);
    journal.remember(last);
    return journal;
  }

  /** Each segment begins with all that was known. */
  private void remember(JournalReader.Segment last) throws IOException {
    int at = Frames.MAGIC.length;
    for (Frames.Frame frame : last.content().frames()) {
      memory.take(last.decoded(codec, frame, at));
      at += frame.bytes();
    }
    // What was read may be in the page cache only.
    tail.force();
  }

  /** What is known so far. */
  public Memory memory() {
    return memory;
  }

  /** Why it can no longer be written; empty if it can. */
  public Optional<JournalFailedException> failure() {
    return failure;
  }

  /** Bytes of all its segments. */
  public long bytes() {
    return segmentBytes + closed.stream().mapToLong(Closed::bytes).sum();
  }

  @Override
  public void planned(long slot, Plan plan) {
    append(new Entry.Planned(slot, plan));
  }

  @Override
  public void refused(long slot, Plan plan, List<String> violations) {
    append(new Entry.Refused(slot, plan, violations));
  }

  @Override
  public void step(long slot, Step step) {
    append(new Entry.Intended(slot, step));
    force();
  }

  /**
   * Writes an entry; it may be lost until something later is forced to disk.
   *
   * @throws JournalFailedException if it cannot be written
   */
  public void append(Entry entry) {
    byte[] payload = codec.bytes(entry);
    writing(() -> write(payload));
    memory.take(entry);
  }

  /**
   * Returns when all entries are on disk.
   *
   * @throws JournalFailedException if they cannot be
   */
  public void force() {
    writing(
        () -> {
          tail.force();
          durable = next - 1;
        });
  }

  /**
   * A loop begins, in a segment of its own if the last one is full; on disk when this returns.
   *
   * @throws JournalFailedException if it cannot be written
   */
  void begin(Entry.Began began) {
    if (segmentBytes - begunBytes >= sizes.segmentBytes()) {
      beginSegment(began);
    } else {
      append(began);
      force();
    }
  }

  /**
   * A slot begins: where a segment is full, the next one begins before it.
   *
   * @throws JournalFailedException if it cannot be written
   */
  void tick(long slot) {
    memory.settings().filter(this::isSegmentFull).ifPresent(this::rotate);
    append(new Entry.Ticked(slot));
  }

  @Override
  public void close() throws IOException {
    try (storage) {
      tail.close();
    }
  }

  private void write(byte[] payload) throws IOException {
    byte[] frame = Frames.bytes(new Frames.Frame(next, durable, payload));
    tail.write(frame);
    segmentBytes += frame.length;
    next++;
  }

  private boolean isSegmentFull(LoopSettings settings) {
    if (!memory.hasTicked()) {
      return false;
    }
    boolean isWindowBegin = memory.nextSlot() % settings.slotsPerWindow() == 0;
    return segmentBytes - begunBytes
        >= (isWindowBegin ? sizes.segmentBytes() : 2 * sizes.segmentBytes());
  }

  private void rotate(LoopSettings settings) {
    Recipe planner = memory.planner().orElseThrow();
    beginSegment(memory.asBegan(Entry.Cause.SEGMENT, settings, planner));
  }

  private void beginSegment(Entry.Began began) {
    force();
    writing(this::beginSegment);
    append(began);
    begunBytes = segmentBytes;
    force();
    writing(this::removeOldest);
  }

  private void beginSegment() throws IOException {
    tail.close();
    closed.add(new Closed(segment, segmentBytes));
    segment = Segments.name(next);
    tail = storage.append(segment);
    begun(this);
  }

  private void removeOldest() throws IOException {
    while (bytes() > sizes.totalBytes() && !closed.isEmpty()) {
      storage.remove(closed.removeFirst().name());
    }
  }

  private void writing(Writing writing) {
    failure.ifPresent(
        before -> {
          throw before;
        });
    try {
      writing.run();
    } catch (IOException e) {
      JournalFailedException now = new JournalFailedException(e);
      failure = Optional.of(now);
      throw now;
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
