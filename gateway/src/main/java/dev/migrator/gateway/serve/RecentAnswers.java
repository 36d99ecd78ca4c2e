package dev.migrator.gateway.serve;

import dev.migrator.gateway.protocol.Packer;
import dev.migrator.gateway.protocol.Prediction;
import dev.migrator.gateway.protocol.SeenInput;
import dev.migrator.gateway.protocol.Unpacker;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The last answers of a tenant by request id, for labels that come later; the oldest go first.
 *
 * <p>They are kept as bytes in one array, not as objects, because callers would pay for those: all
 * that have been remembered since the last collection of garbage are alive at the next one, which
 * stops every thread until it has copied them. Ten thousand answers of seven objects each took it 7
 * of 9 ms.
 *
 * <p>Answers are numbered as they come. Those whose ids fall into the same bucket are a chain from
 * the latest to the earliest; it ends at the first number that has been given up, so that giving up
 * the oldest needs no search. The hash is salted: callers choose ids, and are not to choose chains.
 */
final class RecentAnswers {
  /**
   * An answer.
   *
   * @param input to it, if that is remembered
   */
  record Remembered(Prediction prediction, Optional<SeenInput> input) {

    private byte[] packed(String id) {
      Packer packer = new Packer().text(id);
      prediction.pack(packer);
      input.ifPresent(seen -> seen.pack(packer));
      return packer.bytes();
    }

    private static Remembered unpacked(Unpacker unpacker) {
      Prediction prediction = Prediction.unpack(unpacker);
      return new Remembered(
          prediction,
          unpacker.hasMore() ? Optional.of(SeenInput.unpack(unpacker)) : Optional.empty());
    }
  }

  private static final long NONE = -1;

  private final int mostAnswers;
  private final ByteRing bytes;
  private final int salt = ThreadLocalRandom.current().nextInt() | 1;
  private final long[] latest;
  private final long[] earlier;
  private final long[] begins;
  private final int[] hashes;
  private long oldest;
  private long next;

  /** None yet. */
  RecentAnswers(int mostAnswers, long mostBytes) {
    this.mostAnswers = mostAnswers;
    this.bytes = new ByteRing((int) Math.min(Integer.MAX_VALUE / 2, mostBytes));
    this.latest = new long[mostAnswers];
    this.earlier = new long[mostAnswers];
    this.begins = new long[mostAnswers];
    this.hashes = new int[mostAnswers];
    Arrays.fill(latest, NONE);
  }

  /** Remembers one, instead of an earlier one of the same id. */
  void add(String id, Remembered answer) {
    add(id, answer.packed(id));
  }

  /** Tells one and forgets it. */
  synchronized Optional<Remembered> take(String id) {
    long number = find(id);
    if (number == NONE) {
      return Optional.empty();
    }
    unlink(number);
    Unpacker unpacker = unpacker(number);
    unpacker.text();
    return Optional.of(Remembered.unpacked(unpacker));
  }

  private synchronized void add(String id, byte[] packed) {
    long before = find(id);
    if (before != NONE) {
      unlink(before);
    }
    while (oldest < next && (next - oldest == mostAnswers || !bytes.fits(packed.length))) {
      bytes.dropBefore(end(oldest));
      oldest++;
    }
    if (bytes.fits(packed.length)) {
      begins[slot(next)] = bytes.end();
      bytes.add(packed);
      link(next, hash(id));
      next++;
    }
  }

  private long find(String id) {
    int hash = hash(id);
    long number = latest[bucket(hash)];
    while (number >= oldest && !isOf(number, hash, id)) {
      number = earlier[slot(number)];
    }
    return number >= oldest ? number : NONE;
  }

  private boolean isOf(long number, int hash, String id) {
    return hashes[slot(number)] == hash && unpacker(number).text().equals(id);
  }

  private void link(long number, int hash) {
    hashes[slot(number)] = hash;
    earlier[slot(number)] = latest[bucket(hash)];
    latest[bucket(hash)] = number;
  }

  private void unlink(long number) {
    int bucket = bucket(hashes[slot(number)]);
    if (latest[bucket] == number) {
      latest[bucket] = earlier[slot(number)];
    } else {
      long later = latest[bucket];
      while (earlier[slot(later)] != number) {
        later = earlier[slot(later)];
      }
      earlier[slot(later)] = earlier[slot(number)];
    }
  }

  private Unpacker unpacker(long number) {
    return new Unpacker(bytes.read(begins[slot(number)], end(number)));
  }

  private long end(long number) {
    return number + 1 < next ? begins[slot(number + 1)] : bytes.end();
  }

  private int slot(long number) {
    return (int) (number % mostAnswers);
  }

  private int bucket(int hash) {
    return Math.floorMod(hash, latest.length);
  }

  private int hash(String id) {
    int hash = salt;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * salt;
      hash ^= hash >>> 15;
    }
    return hash;
  }
}
