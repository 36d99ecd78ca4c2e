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
  private final long began = System.nanoTime();
  private @Nullable ProgressBar bar;

  private ProgressLine(boolean isShown, boolean isColoured) {
    this.isShown = isShown;
    this.isColoured = isColoured;
  }

  /** A bar on stderr if that is a terminal. */
  static ProgressLine onTerminal() {
    return new ProgressLine(Terminal.isStderr(), isEmpty(System.getenv("NO_COLOR")));
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
        .setTaskName("simulating")
        .setInitialMax(all)
        .setUnit(" slots", 1)
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
