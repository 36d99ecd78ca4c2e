package dev.migrator.gateway.serve;

/**
 * A queue of bytes in one array, which grows to a bound. A byte is found by how many came before
 * it, from the first one on.
 */
final class ByteRing {
  private static final int FIRST_ROOM = 16 << 10;

  private final int mostBytes;
  private byte[] room;
  private long begin;
  private long end;

  ByteRing(int mostBytes) {
    this.mostBytes = mostBytes;
    this.room = new byte[Math.min(FIRST_ROOM, mostBytes)];
  }

  /** Where the next bytes will be. */
  long end() {
    return end;
  }

  /** Whether so many more find room beside what is there. */
  boolean fits(int count) {
    return count <= mostBytes - (end - begin);
  }

  /** Puts bytes behind what is there; they have to fit. */
  void add(byte[] bytes) {
    while (bytes.length > room.length - (end - begin)) {
      grow();
    }
    write(bytes, end);
    end += bytes.length;
  }

  /** A copy of those that are there, half-open. */
  byte[] read(long from, long to) {
    byte[] bytes = new byte[(int) (to - from)];
    int at = at(from);
    int first = Math.min(bytes.length, room.length - at);
    System.arraycopy(room, at, bytes, 0, first);
    System.arraycopy(room, 0, bytes, first, bytes.length - first);
    return bytes;
  }

  /** Gives up all that came before. */
  void dropBefore(long from) {
    begin = from;
  }

  private void grow() {
    byte[] all = read(begin, end);
    room = new byte[Math.min(2 * room.length, mostBytes)];
    write(all, begin);
  }

  private void write(byte[] bytes, long from) {
    int at = at(from);
    int first = Math.min(bytes.length, room.length - at);
    System.arraycopy(bytes, 0, room, at, first);
    System.arraycopy(bytes, first, room, 0, bytes.length - first);
  }

  private int at(long position) {
    return (int) (position % room.length);
  }
}
