package dev.migrator.simulator.world;

/**
 * The waiting requests of one tenant by their arrival instants, oldest first: a ring that grows.
 */
final class RequestQueue {
  private static final int INITIAL_CAPACITY = 1 << 10;

  private long[] ring = new long[INITIAL_CAPACITY];
  private int head;
  private int size;

  int size() {
    return size;
  }

  /** Arrival of the oldest request; {@link Long#MAX_VALUE} if none waits. */
  long oldest() {
    return size == 0 ? Long.MAX_VALUE : ring[head];
  }

  void add(long arrival) {
    if (size == ring.length) {
      grow();
    }
    ring[(head + size) & (ring.length - 1)] = arrival;
    size++;
  }

  void removeOldest() {
    head = (head + 1) & (ring.length - 1);
    size--;
  }

  /** Removes the oldest requests and tells how long they have waited, all together. */
  long take(int requests, long now) {
    long waited = 0;
    for (int i = 0; i < requests; i++) {
      waited += now - ring[(head + i) & (ring.length - 1)];
    }
    head = (head + requests) & (ring.length - 1);
    size -= requests;
    return waited;
  }

  /** Removes all and tells their arrivals, in the order of the queue. */
  long[] removeAll() {
    long[] all = new long[size];
    for (int i = 0; i < all.length; i++) {
      all[i] = ring[(head + i) & (ring.length - 1)];
    }
    size = 0;
    return all;
  }

  /** Hands all over to the end of another queue. */
  void moveTo(RequestQueue other) {
    for (long arrival : removeAll()) {
      other.add(arrival);
    }
  }

  private void grow() {
    long[] larger = new long[2 * ring.length];
    for (int i = 0; i < size; i++) {
      larger[i] = ring[(head + i) & (ring.length - 1)];
    }
    ring = larger;
    head = 0;
  }
}
