package dev.migrator.live.event;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The last events, and those who follow them. Who follows too slowly misses events, which the
 * numbers show; nobody waits for him.
 */
public final class EventLog {
  /** Events that are remembered. */
  public static final int MOST_REMEMBERED = 1_000;

  /** Events that wait for one follower. */
  public static final int MOST_WAITING = 256;

  private static final int LONGEST_TEXT = 1_000;

  private final Supplier<Instant> clock;
  private final Consumer<Event> sink;
  private final ArrayDeque<Event> last = new ArrayDeque<>();
  private final Set<BlockingQueue<Event>> followers = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> counts = new TreeMap<>();
  private long number;

  /**
   * @param clock the time of day
   * @param sink is told every event, at once and in order
   */
  public EventLog(Supplier<Instant> clock, Consumer<Event> sink) {
    this.clock = clock;
    this.sink = sink;
  }

  /** Something happened. May be called from any thread. */
  public synchronized void add(String kind, String tenant, String text) {
    String shown = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    Event event = new Event(++number, clock.get(), kind, tenant, shown);
    counts.merge(kind, 1L, Long::sum);
    last.addLast(event);
    if (last.size() > MOST_REMEMBERED) {
      last.removeFirst();
    }
    sink.accept(event);
    for (BlockingQueue<Event> follower : followers) {
      if (!follower.offer(event)) {
        // The oldest goes, so that he who catches up sees what is new.
        follower.poll();
        follower.offer(event);
      }
    }
  }

  /** A line that a worker printed: for the log only. */
  public void log(String tenant, String instance, String line) {
    sink.accept(new Event(0, clock.get(), "worker-says", tenant, instance + ": " + line));
  }

  /** The remembered events after the one that was {@link #seen}, oldest first. */
  public synchronized List<Event> after(long told) {
    long seen = seen(told);
    return new ArrayList<>(last.stream().filter(event -> event.number() > seen).toList());
  }

  /**
   * The number of the last event that someone has seen, as he tells it; 0 if no event of this log
   * has had it yet: it is of an earlier process, and he has seen none of this one.
   */
  public synchronized long seen(long told) {
    return told <= number ? told : 0;
  }

  /** How often each kind of event has happened; there are as many kinds as the program has. */
  public synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  /** A queue of the events from now on, until {@link #unfollow}. */
  public BlockingQueue<Event> follow() {
    BlockingQueue<Event> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    followers.add(queue);
    return queue;
  }

  /** Ends what {@link #follow} began. */
  public void unfollow(BlockingQueue<Event> queue) {
    followers.remove(queue);
  }
}
