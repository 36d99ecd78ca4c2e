package dev.migrator.live.history;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A history in a file, written by a thread of its own.
 *
 * <p>Turns wait in a bounded queue; what finds no room there is dropped. So is what cannot be
 * written, as when the disk is full: the file is tried again after a while. A file that is locked
 * by somebody else is waited for. One that is damaged, or not ours, is set aside and a new one
 * begun. Whatever happens is told once, and nobody waits for it.
 */
public final class HistoryWriter implements History, AutoCloseable {
  /** The file's name in the data folder. */
  public static final String NAME = "history.db";

  /** Turns that wait to be written. */
  public static final int MOST_WAITING = 256;

  /** Rows of turns that wait to be written, but for those of a single turn. */
  public static final int MOST_WAITING_ROWS = 50_000;

  /** How long closing waits for what is still to be written. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Path file;
  private final HistoryBounds bounds;
  private final Consumer<String> warnings;
  private final BlockingQueue<TurnRecord> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitingRows = new AtomicInteger();
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile long bytes;
  private volatile boolean closing;

  // Of the thread's own.
  private Optional<TurnStore> store = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private long openAgainAt = System.nanoTime();
  private boolean isFailing;

  /** The turn at which a file was set aside: not twice for one. */
  private Optional<Instant> setAsideAt = Optional.empty();

  /** What has become of a turn. */
  private enum Attempt {
    KEPT,
    DROPPED,
    AGAIN
  }

  private HistoryWriter(Path file, HistoryBounds bounds, Consumer<String> warnings) {
    this.file = file;
    this.bounds = bounds;
    this.warnings = warnings;
    this.thread = Thread.ofPlatform().daemon().name("history").unstarted(this::work);
  }

  /**
   * Begins to write; nothing is known of the file yet.
   *
   * @param file its folder has to exist
   * @param warnings is told, by another thread, what the operator should know
   */
  public static HistoryWriter begin(Path file, HistoryBounds bounds, Consumer<String> warnings) {
    HistoryWriter writer = new HistoryWriter(file, bounds, warnings);
    writer.thread.start();
    return writer;
  }

  @Override
  public void keep(TurnRecord turn) {
    int rows = turn.rows();
    boolean fits = waitingRows.get() == 0 || waitingRows.get() + rows <= MOST_WAITING_ROWS;
    // Counted first: the other thread may take it at once.
    isWaiting(1, rows);
    if (closing || !fits || !queue.offer(turn)) {
      isWaiting(-1, -rows);
      dropped.incrementAndGet();
    }
  }

  @Override
  public HistoryHealth health() {
    return new HistoryHealth(kept.get(), dropped.get(), waiting.get(), bytes);
  }

  /** Writes what waits, within two seconds; what is not written then is dropped. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void isWaiting(int turns, int rows) {
    waiting.addAndGet(turns);
    waitingRows.addAndGet(rows);
  }

  private void work() {
    try {
      for (Optional<TurnRecord> next = next(); next.isPresent(); next = next()) {
        keepOrDrop(next.get());
        isWaiting(-1, -next.get().rows());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeStore();
    }
  }

  /** Waits for it; empty when it is over. */
  private Optional<TurnRecord> next() throws InterruptedException {
    while (true) {
      TurnRecord next = queue.poll(100, TimeUnit.MILLISECONDS);
      if (next != null || closing) {
        return Optional.ofNullable(next);
      }
    }
  }

  private void keepOrDrop(TurnRecord turn) {
    Attempt attempt = attempt(turn);
    while (attempt == Attempt.AGAIN) {
      attempt = attempt(turn);
    }
    (attempt == Attempt.KEPT ? kept : dropped).incrementAndGet();
  }

  private Attempt attempt(TurnRecord turn) {
    if (store.isEmpty() && System.nanoTime() - openAgainAt < 0) {
      return Attempt.DROPPED;
    }
    try {
      TurnStore open = opened();
      open.keep(turn);
      bytes = open.bytes();
      recovered();
      tidy(open, turn);
      return Attempt.KEPT;
    } catch (UnusableHistoryException e) {
      return begunAnew(turn, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      return failed(turn, e);
    } catch (IOException | RuntimeException | LinkageError e) {
      return postponed(e);
    }
  }

  private TurnStore opened() throws SQLException, IOException, UnusableHistoryException {
    if (store.isEmpty()) {
      store = Optional.of(TurnStore.open(file, bounds));
    }
    return store.get();
  }

  /** The turn is kept already, whatever comes of this. */
  private void tidy(TurnStore open, TurnRecord turn) {
    try {
      open.tidy(turn);
    } catch (SQLException e) {
      failed(turn, e);
    }
  }

  private Attempt failed(TurnRecord turn, SQLException e) {
    return switch (codeOf(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED -> closing ? Attempt.DROPPED : Attempt.AGAIN;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> begunAnew(turn, "it is damaged: " + e.getMessage());
      case SQLITE_FULL -> {
        tell("cannot be written: %s".formatted(e.getMessage()));
        yield Attempt.DROPPED;
      }
      default -> postponed(e);
    };
  }

  /** Without what it was extended by, which is in the higher bits. */
  private static SQLiteErrorCode codeOf(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff)
        : SQLiteErrorCode.SQLITE_ERROR;
  }

  private Attempt begunAnew(TurnRecord turn, String why) {
    closeStore();
    if (setAsideAt.equals(Optional.of(turn.at()))) {
      return postponed(new IOException(why));
    }
    setAsideAt = Optional.of(turn.at());
    try {
      Path aside = SetAside.rename(file, turn.at().toEpochMilli());
      warnings.accept(
          "%s cannot be gone on with (%s): set aside as %s, and a new one is begun"
              .formatted(file, why, aside.getFileName()));
      return Attempt.AGAIN;
    } catch (IOException e) {
      return postponed(e);
    }
  }

  private Attempt postponed(Throwable e) {
    closeStore();
    tell("cannot be written: %s".formatted(e));
    openAgainAt = System.nanoTime() + pause.toNanos();
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return Attempt.DROPPED;
  }

  private void tell(String what) {
    if (!isFailing) {
      warnings.accept("%s %s; turns that it misses are counted".formatted(file, what));
    }
    isFailing = true;
  }

  private void recovered() {
    pause = FIRST_PAUSE;
    if (isFailing) {
      warnings.accept(
          "%s is written again; turns that it misses: %d".formatted(file, dropped.get()));
    }
    isFailing = false;
  }

  private void closeStore() {
    try {
      if (store.isPresent()) {
        store.get().close();
      }
    } catch (SQLException e) {
      tell("cannot be closed: %s".formatted(e.getMessage()));
    } finally {
      store = Optional.empty();
    }
  }
}
