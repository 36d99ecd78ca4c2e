package dev.migrator.app.command;

import dev.migrator.app.comparison.Progress;
import java.time.Duration;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on a terminal that appears only if the work takes long, and goes away. */
final class ProgressLine implements Progress, AutoCloseable {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int WIDTH = 78;

  private final boolean isShown;
  private final boolean isColoured;
  private final String task;
  private final String unit;
  private final long began = System.nanoTime();
  private @Nullable ProgressBar bar;

  private ProgressLine(boolean isShown, boolean isColoured, String task, String unit) {
    this.isShown = isShown;
    this.isColoured = isColoured;
    this.task = task;
    this.unit = unit;
  }

  /** A bar on stderr if that is a terminal; it counts simulated slots. */
  static ProgressLine onTerminal() {
    return onTerminal("simulating", " slots");
  }

  /** The same for another task, counting in another unit. */
  static ProgressLine onTerminal(String task, String unit) {
    boolean isColoured = isEmpty(System.getenv("NO_COLOR"));
    return new ProgressLine(Terminal.isStderr(), isColoured, task, unit);
  }

  @Override
  public synchronized void reached(long done, long all) {
    if (isShown && System.nanoTime() - began > PATIENCE_NANOS) {
      if (bar == null) {
        bar = bar(all);
      }
      bar.stepTo(done);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private ProgressBar bar(long all) {
    // A writer of its own: the bar must not appear in a redirected answer.
    Consumer<String> line = text -> System.err.print("\r" + text);
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(all)
        .setUnit(unit, 1)
        .setStyle(
            isColoured ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK)
        .setConsumer(
            new DelegatingProgressBarConsumer(line, WIDTH) {
              @Override
              public void close() {
                System.err.print("\r" + " ".repeat(WIDTH) + "\r");
              }
            })
        .build();
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
