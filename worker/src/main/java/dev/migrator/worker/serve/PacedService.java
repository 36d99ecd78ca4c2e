package dev.migrator.worker.serve;

import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.model.Model;
import dev.migrator.worker.model.Saved;
import dev.migrator.worker.model.Signature;
import dev.migrator.worker.pace.Pacer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A service whose model is used by one thread of its own, one request at a time, at the pace of its
 * instance's share. Weights are exchanged by that thread too, so between two requests.
 */
public final class PacedService implements Service {
  /** How many requests wait for the model at most. */
  public static final int MOST_WAITING = 16;

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

  private final Model model;
  private final Pacer pacer;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("model").factory());
  private volatile String version;

  /** A service of a model whose weights have a version. */
  public PacedService(Model model, Pacer pacer, String version) {
    this.model = model;
    this.pacer = pacer;
    this.version = version;
  }

  @Override
  public Signature signature() {
    return model.signature();
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Answer infer(float[] inputs, int count) throws Overloaded, InterruptedException {
    try {
      return onTheThread(
          () -> new Answer(version, pacer.compute(() -> model.predict(inputs, count))));
    } catch (Refused e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void load(Path file, String newVersion) throws Refused, Overloaded, InterruptedException {
    Saved weights = Saved.read(file);
    onTheThread(
        () -> {
          model.take(weights);
          version = newVersion;
          return newVersion;
        });
  }

  private <T> T onTheThread(Callable<T> work) throws Refused, Overloaded, InterruptedException {
    try {
      Future<T> result = thread.submit(work);
      return result.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new Overloaded("%d requests wait already.".formatted(MOST_WAITING));
    } catch (TimeoutException e) {
      throw new Overloaded("no answer within %s.".formatted(LONGEST_ANSWER));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refused refused) {
        throw refused;
      }
      throw new IllegalStateException("the model failed: " + e.getCause(), e.getCause());
    }
  }
}
