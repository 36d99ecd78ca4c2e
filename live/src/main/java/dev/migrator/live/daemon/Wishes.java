package dev.migrator.live.daemon;

import dev.migrator.live.journal.JournalFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What others want of the thread that owns the loop: it waits here, in a bounded queue, until that
 * thread sees to it.
 */
final class Wishes {
  private static final int MOST = 100;

  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST);
  private final Consumer<JournalFailedException> unwritten;

  /**
   * @param unwritten told, by the loop's thread, that a wish could not be written down
   */
  Wishes(Consumer<JournalFailedException> unwritten) {
    this.unwritten = unwritten;
  }

  /** Something that can fail, or not be possible yet: empty then. */
  @FunctionalInterface
  interface Wish<T> {
    Optional<T> fulfil() throws IOException;
  }

  /**
   * Done when the wish has been fulfilled; failed if it cannot be, or if too many wait already. May
   * be called by any thread.
   */
  <T> CompletableFuture<T> add(Wish<T> wish) {
    CompletableFuture<T> done = new CompletableFuture<>();
    queue(wish, done);
    return done;
  }

  /** Sees to what waits; what is not possible yet waits until the next call. */
  void fulfil() {
    List<Runnable> due = new ArrayList<>();
    waiting.drainTo(due);
    due.forEach(Runnable::run);
  }

  /** Forgets what waits. */
  void clear() {
    waiting.clear();
  }

  private <T> void queue(Wish<T> wish, CompletableFuture<T> done) {
    if (!waiting.offer(() -> fulfil(wish, done))) {
      done.completeExceptionally(
          new IllegalStateException("%d changes wait already.".formatted(MOST)));
    }
  }

  private <T> void fulfil(Wish<T> wish, CompletableFuture<T> done) {
    try {
      wish.fulfil().ifPresentOrElse(done::complete, () -> queue(wish, done));
    } catch (JournalFailedException e) {
      unwritten.accept(e);
      done.completeExceptionally(new ReadOnlyException());
    } catch (IOException | IllegalArgumentException | ReadOnlyException e) {
      done.completeExceptionally(e);
    }
  }
}
