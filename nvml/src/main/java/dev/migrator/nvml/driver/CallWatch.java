package dev.migrator.nvml.driver;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which calls of NVML are under way on which thread, and for how long. A native call cannot
 * be interrupted; that one hangs can only be seen from outside.
 */
public final class CallWatch {
  private final Map<Thread, Call> underWay = new ConcurrentHashMap<>();

  /**
   * A call that has not returned.
   *
   * @param name its name in nvml.h
   * @param began as System.nanoTime tells
   */
  private record Call(String name, long began) {}

  /**
   * A call that takes long.
   *
   * @param name its name in nvml.h
   * @param since how long it has been under way
   */
  public record Slow(String name, Duration since) {}

  void begins(String name) {
    underWay.put(Thread.currentThread(), new Call(name, System.nanoTime()));
  }

  void ends() {
    underWay.remove(Thread.currentThread());
  }

  /** The call under way on that thread, if it has taken longer than the limit. */
  public Optional<Slow> slow(Thread thread, Duration limit) {
    return Optional.ofNullable(underWay.get(thread))
        .map(call -> new Slow(call.name(), Duration.ofNanos(System.nanoTime() - call.began())))
        .filter(slow -> slow.since().compareTo(limit) > 0);
  }
}
