package dev.migrator.simulator.world;

import dev.migrator.core.model.Task;
import java.time.Duration;

/** What runs on an instance of the virtual GPU. */
sealed interface Worker {

  /** What it is for. */
  Task task();

  /** The instant from which it can serve or trains. */
  long readyAt();

  /** Whether requests are sent to it. */
  boolean isAdmitted();

  /** Whether it uses its instance: is sent requests, or trains. */
  boolean works(long now);

  /** The instant from which it has used its instance; {@link Long#MAX_VALUE} if it never did. */
  long worksFrom();

  /** Training time left. */
  Duration remaining(long now);

  /** Stops it; it finishes a batch that it has begun, but not a retraining. */
  void stop(long now);

  /** The first instant at which it does nothing more, once it is stopped. */
  long idleFrom();

  /** Answers requests. */
  final class Inference implements Worker {
    private final Task.Infer task;
    private final long readyAt;
    private final BatchServer server;
    private boolean admitted;
    private long worksFrom = Long.MAX_VALUE;

    Inference(Task.Infer task, long readyAt, BatchServer server) {
      this.task = task;
      this.readyAt = readyAt;
      this.server = server;
    }

    BatchServer server() {
      return server;
    }

    void admit(long now) {
      admitted = true;
      worksFrom = Math.min(worksFrom, now);
    }

    void withhold() {
      admitted = false;
    }

    @Override
    public Task.Infer task() {
      return task;
    }

    @Override
    public long readyAt() {
      return readyAt;
    }

    @Override
    public boolean isAdmitted() {
      return admitted;
    }

    @Override
    public boolean works(long now) {
      return admitted;
    }

    @Override
    public long worksFrom() {
      return worksFrom;
    }

    @Override
    public Duration remaining(long now) {
      return Duration.ZERO;
    }

    @Override
    public void stop(long now) {
      admitted = false;
    }

    @Override
    public long idleFrom() {
      return server.busyUntil();
    }
  }

  /** Retrains a model. */
  final class Retraining implements Worker {
    private final Task.Retrain task;
    private final int window;
    private final long readyAt;
    private final long endsAt;
    private double accuracyAfter;
    private boolean swapped;
    private long stoppedAt = Long.MAX_VALUE;
    private long idleFrom = Long.MAX_VALUE;

    Retraining(Task.Retrain task, int window, long readyAt, long endsAt, double accuracyAfter) {
      this.task = task;
      this.window = window;
      this.readyAt = readyAt;
      this.endsAt = endsAt;
      this.accuracyAfter = accuracyAfter;
    }

    /** The window whose data it learns from. */
    int window() {
      return window;
    }

    /** Stops training and writes its state until {@code savedAt}. */
    void pause(long now, long savedAt) {
      stoppedAt = now;
      idleFrom = savedAt;
    }

    boolean isSwapped() {
      return swapped;
    }

    boolean hasEnded(long now) {
      return remaining(now).isZero();
    }

    /** Lowers what it will give, because the data has moved on meanwhile. */
    void drift(double loss) {
      accuracyAfter = Math.max(0, accuracyAfter - loss);
    }

    /** Hands the weights over. */
    double swap() {
      swapped = true;
      return accuracyAfter;
    }

    @Override
    public Task.Retrain task() {
      return task;
    }

    @Override
    public long readyAt() {
      return readyAt;
    }

    @Override
    public boolean isAdmitted() {
      return false;
    }

    @Override
    public boolean works(long now) {
      return readyAt <= now;
    }

    @Override
    public long worksFrom() {
      return readyAt;
    }

    @Override
    public Duration remaining(long now) {
      long until = Math.max(readyAt, Math.min(now, stoppedAt));
      return Duration.ofNanos(Math.max(0, endsAt - until));
    }

    @Override
    public void stop(long now) {
      stoppedAt = Math.min(stoppedAt, now);
      idleFrom = idleFrom == Long.MAX_VALUE ? stoppedAt : idleFrom;
    }

    @Override
    public long idleFrom() {
      return idleFrom;
    }
  }
}
