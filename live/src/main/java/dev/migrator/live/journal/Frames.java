package dev.migrator.live.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment: eight that say what it is, then one frame an entry.
 *
 * <p>A frame is: length of the payload (4 bytes, big-endian), CRC-32C of all that follows (4),
 * sequence number (8), the sequence number up to which everything was on disk when the frame was
 * written (8), payload.
 *
 * <p>The latter tells a torn tail from damage. What was never forced to disk may be lost in any
 * part, later bytes may be there and earlier ones not. So what lies behind a bad frame is looked
 * at: if a whole frame there says that the bad one had been on disk, the journal was damaged.
 *
 * <p><b>Example.</b> Frames 7, 8, 9 were written, 8 and 9 not forced, and a power cut left 7 and 9.
 * Frame 9 says "6 was on disk": 8 is a lost tail. Had 9 said 8, it would be damage.
 */
final class Frames {
  /** What a segment begins with: a name and the version of the framing. */
  static final byte[] MAGIC = "MIGRJNL1".getBytes(StandardCharsets.US_ASCII);

  /** Bytes of a frame before its payload. */
  static final int HEADER_BYTES = 24;

  /** The largest payload; a beginning with 200 tenants' histories has about 8 MiB. */
  static final int MOST_PAYLOAD_BYTES = 16 << 20;

  private Frames() {}

  /** One frame's content. */
  record Frame(long sequence, long durable, byte[] payload) {
    int bytes() {
      return HEADER_BYTES + payload.length;
    }
  }

  /**
   * The frames of a segment.
   *
   * @param frames in their order
   * @param validBytes from the beginning of the segment to the end of the last of them
   * @param bytes of the segment
   * @param damagedAt where a frame that had been on disk is no longer whole
   */
  record Content(List<Frame> frames, int validBytes, int bytes, Optional<Integer> damagedAt) {
    /** Whether there is more than whole frames. */
    boolean isTorn() {
      return tornBytes() > 0;
    }

    int tornBytes() {
      return bytes - validBytes;
    }
  }

  /** A frame as bytes. */
  static byte[] bytes(Frame frame) {
    if (frame.payload().length > MOST_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "entry %d has %d bytes; expected at most %d."
              .formatted(frame.sequence(), frame.payload().length, MOST_PAYLOAD_BYTES));
    }
    ByteBuffer buffer = ByteBuffer.allocate(frame.bytes());
    buffer.putInt(frame.payload().length).putInt(0);
    buffer.putLong(frame.sequence()).putLong(frame.durable()).put(frame.payload());
    buffer.putInt(4, crc(buffer.array(), 8, buffer.position()));
    return buffer.array();
  }

  /**
   * Reads a segment.
   *
   * @param bytes all of it
   * @param first the sequence number that its first frame should have
   */
  static Content read(byte[] bytes, long first) {
    List<Frame> frames = new ArrayList<>();
    if (!startsAsSegment(bytes)) {
      // It is forced to disk before any frame is written: with one, it had been whole.
      boolean isDamaged = isKnownDurable(bytes, 0, Long.MIN_VALUE);
      return new Content(frames, 0, bytes.length, isDamaged ? Optional.of(0) : Optional.empty());
    }
    int at = MAGIC.length;
    Optional<Frame> next = frame(bytes, at);
    while (next.filter(f -> f.sequence() == first + frames.size()).isPresent()) {
      frames.add(next.get());
      at += next.get().bytes();
      next = frame(bytes, at);
    }
    boolean isDamaged = isKnownDurable(bytes, at, first + frames.size());
    return new Content(frames, at, bytes.length, isDamaged ? Optional.of(at) : Optional.empty());
  }

  static boolean startsAsSegment(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Whether a whole frame behind that place says that the one there had been on disk. */
  private static boolean isKnownDurable(byte[] bytes, int from, long sequence) {
    for (int at = from + 1; at + HEADER_BYTES <= bytes.length; at++) {
      Optional<Frame> frame = frame(bytes, at);
      if (frame.filter(f -> f.sequence() > sequence && f.durable() >= sequence).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Frame> frame(byte[] bytes, int at) {
    if (at + HEADER_BYTES > bytes.length) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int length = buffer.getInt(at);
    if (length < 0 || length > bytes.length - at - HEADER_BYTES) {
      return Optional.empty();
    }
    int end = at + HEADER_BYTES + length;
    if (buffer.getInt(at + 4) != crc(bytes, at + 8, end)) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOfRange(bytes, at + HEADER_BYTES, end);
    return Optional.of(new Frame(buffer.getLong(at + 8), buffer.getLong(at + 16), payload));
  }

  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
