package dev.migrator.live.work;

import dev.migrator.gateway.serve.Listener;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What processes and the gateway have noticed, until the loop's thread looks. Labels are counted at
 * once. It holds a bounded number of messages, and one more for each process: a process that says
 * more waits; what the gateway says beyond is left out, and said again by its next batch.
 */
public final class Mailbox implements Listener {
  private static final int MOST_MESSAGES = 10_000;

  /**
   * Something to be done by the loop's thread.
   *
   * @param unit whose it is; without one it always counts
   * @param generation of the unit's process
   * @param takesRoom whether it is one of those whose number is bounded
   */
  private record Message(@Nullable Unit unit, int generation, Runnable action, boolean takesRoom) {}

  private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(MOST_MESSAGES);
  private final Map<String, LabelTally> labels = new ConcurrentHashMap<>();
  private final Map<String, CallerExamples> examples = new ConcurrentHashMap<>();
  private volatile @Nullable LiveWorkloads reader;

  /** Who acts on what the gateway notices. */
  public void readBy(LiveWorkloads workloads) {
    reader = workloads;
  }

  void listenTo(String tenant, LabelTally tally, CallerExamples seen) {
    labels.put(tenant, tally);
    examples.put(tenant, seen);
  }

  void forget(String tenant) {
    labels.remove(tenant);
    examples.remove(tenant);
  }

  /** From a thread that may wait. */
  void post(Unit unit, int generation, Runnable action) {
    put(new Message(unit, generation, action, true));
  }

  /** From a thread that may wait; it always counts. */
  void post(Runnable action) {
    put(new Message(null, 0, action, true));
  }

  /** From any thread, the loop's own as well, which must not wait for itself: once a process. */
  void postOnce(Unit unit, int generation, Runnable action) {
    messages.add(new Message(unit, generation, action, false));
  }

  private void put(Message message) {
    try {
      room.acquire();
      messages.add(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void putIfThereIsRoom(Runnable action) {
    if (room.tryAcquire()) {
      messages.add(new Message(null, 0, action, true));
    }
  }

  /** Acts on all that has come. */
  void drain(BiPredicate<Unit, Integer> isCurrent) {
    for (Message next = messages.poll(); next != null; next = messages.poll()) {
      if (next.takesRoom()) {
        room.release();
      }
      if (next.unit() == null || isCurrent.test(next.unit(), next.generation())) {
        next.action().run();
      }
    }
  }

  @Override
  public void labelled(String tenant, String version, int predicted, int label) {
    LabelTally tally = labels.get(tenant);
    if (tally != null) {
      tally.add(version, predicted == label);
    }
  }

  @Override
  public void exemplified(String tenant, List<Integer> dimensions, float[] values, int label) {
    CallerExamples seen = examples.get(tenant);
    if (seen != null) {
      seen.add(dimensions, values, label);
    }
  }

  @Override
  public void suspected(String instance, String reason) {
    LiveWorkloads workloads = reader;
    if (workloads != null) {
      putIfThereIsRoom(() -> workloads.suspected(instance, reason));
    }
  }

  @Override
  public void recovered(String instance) {
    LiveWorkloads workloads = reader;
    if (workloads != null) {
      putIfThereIsRoom(() -> workloads.recovered(instance));
    }
  }
}
