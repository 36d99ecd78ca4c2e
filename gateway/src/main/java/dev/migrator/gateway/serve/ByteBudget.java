package dev.migrator.gateway.serve;

import java.util.concurrent.atomic.AtomicLong;

/** A bound on bytes that are held at once. */
public final class ByteBudget {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  ByteBudget(long most) {
    this.most = most;
  }

  /** Whether so many more are granted. */
  public boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** They are held no more. */
  public void give(long bytes) {
    held.addAndGet(-bytes);
  }
}
