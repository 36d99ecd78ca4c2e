package dev.migrator.gateway.line;

/**
 * A request in a {@link Line}, from its arrival to its answer.
 *
 * @param <T> what the request is
 */
public final class Entry<T> {
  private final T request;
  private final Size size;
  private final Object kind;
  private final long arrivedAt;
  private boolean retried;
  private boolean alone;
  private boolean closed;

  Entry(T request, Size size, Object kind, long arrivedAt) {
    this.request = request;
    this.size = size;
    this.kind = kind;
    this.arrivedAt = arrivedAt;
  }

  /** What was asked. */
  public T request() {
    return request;
  }

  /** When it arrived, in nanoseconds of the line's clock. */
  public long arrivedAt() {
    return arrivedAt;
  }

  /** Rows of its first dimension; each counts as one request. */
  public int rows() {
    return size.rows();
  }

  Size size() {
    return size;
  }

  boolean isRetried() {
    return retried;
  }

  boolean isClosed() {
    return closed;
  }

  void retry(boolean byItself) {
    retried = true;
    alone = byItself;
  }

  /** Its caller gets an answer now; whatever comes later is for nobody. */
  void close() {
    closed = true;
  }

  long age(long now) {
    return now - arrivedAt;
  }

  /** Whether both can be in one batch. */
  boolean goesWith(Entry<T> other) {
    return !alone && !other.alone && kind.equals(other.kind);
  }
}
