package dev.migrator.live.daemon;

import dev.migrator.live.journal.JournalFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * What others want of the thread that owns the loop: it waits here until that thread sees to it. No
 * more than {@value #MOST} are taken; what is taken is never dropped for want of room.
 */
final class Wishes {
  private static final int MOST = 100;

  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
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
  synchronized <T> CompletableFuture<T> add(Wish<T> wish) {
    if (waiting.size() >= MOST) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("%d changes wait already.".formatted(MOST)));
    }
    return goOn(wish);
  }

  /** The same for what has begun: the rest of a wish that was taken is never refused. */
  <T> CompletableFuture<T> goOn(Wish<T> wish) {
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
    waiting.add(() -> fulfil(wish, done));
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
