package dev.migrator.worker.retrain;

import dev.migrator.stream.Example;
import dev.migrator.stream.Examples;
import dev.migrator.worker.contract.Order;
import dev.migrator.worker.contract.Orders;
import dev.migrator.worker.contract.Progress;
import dev.migrator.worker.contract.Refused;
import dev.migrator.worker.contract.Speech;
import dev.migrator.worker.model.Saved;
import dev.migrator.worker.network.Network;
import dev.migrator.worker.network.Trainer;
import dev.migrator.worker.pace.Pacer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One retraining, from its beginning or from a checkpoint until it is done or told to stop. Between
 * two batches it looks at what it was told; at the end of each epoch, and once a second within one,
 * it says how far it is. The same seed, examples and beginning give the same weights, with
 * checkpoints on the way or without.
 */
public final class Retraining {
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
  private static final int TEST_BATCH = 64;

  private final Course course;
  private final Lessons lessons;
  private final int batches;
  private final Trainer trainer;
  private final Pacer pacer;
  private final Orders orders;
  private final Speech speech;

  private Place place;
  private final double begunAt;
  private final long begunNanos = System.nanoTime();
  private long reportedNanos = begunNanos;
  private double lossSum;
  private int lossCount;
  private OptionalDouble accuracy = OptionalDouble.empty();

  /**
   * A retraining, not yet begun.
   *
   * @param weights to begin with
   * @param checkpoint to go on from instead
   */
  public Retraining(
      Network network,
      Course course,
      Examples examples,
      Saved weights,
      Optional<Saved> checkpoint,
      Pacer pacer,
      Orders orders,
      Speech speech)
      throws Refused {
    this.course = course;
    this.lessons = Lessons.of(fitting(network, examples));
    this.batches = lessons.batches(course.batch());
    Checkpoint begin =
        checkpoint.isPresent()
            ? Checkpoint.of(checkpoint.get(), course, lessons)
            : new Checkpoint(new Place(0, 0), weights);
    this.place = begin.place();
    this.begunAt = place.epochs(batches);
    this.trainer = new Trainer(network, course.choice(), begin.state());
    this.pacer = pacer;
    this.orders = orders;
    this.speech = speech;
  }

  /**
   * Trains, and writes what comes of it.
   *
   * @param output the folder for weights and checkpoints
   */
  public void run(Path output) throws IOException, Refused {
    Files.createDirectories(output);
    speech.ready();
    while (place.epoch() < course.epochs()) {
      Optional<Order> order = epoch();
      if (order.isPresent()) {
        leave(order.get(), output);
        return;
      }
    }
    Path file = output.resolve("weights");
    trainer.weights().write(file);
    speech.done(file, accuracy.isPresent() ? accuracy.getAsDouble() : test());
  }

  // What is left of the epoch; the order that ended it early, if one did.
  private Optional<Order> epoch() throws IOException, Refused {
    int epoch = place.epoch();
    List<Example> order = lessons.order(course.seed(), epoch);
    while (place.epoch() == epoch) {
      Optional<Order> told = orders.given();
      if (told.isPresent()) {
        return told;
      }
      learn(order);
      if (place.epoch() == epoch && isReportDue()) {
        report();
      }
    }
    accuracy = OptionalDouble.of(test());
    report();
    return Optional.empty();
  }

  private void learn(List<Example> order) throws Refused {
    int from = place.step() * course.batch();
    Batch batch = Batch.of(order.subList(from, Math.min(order.size(), from + course.batch())));
    float rate = course.rate(place.epochs(batches) / course.epochs());
    float loss = pacer.compute(() -> trainer.learn(batch.inputs(), batch.labels(), rate));
    if (!Float.isFinite(loss)) {
      throw new Refused("the loss is %s in epoch %d.".formatted(loss, place.epoch()));
    }
    lossSum += loss;
    lossCount++;
    place = place.next(batches);
  }

  private double test() {
    double right = 0;
    for (int from = 0; from < lessons.heldOut().size(); from += TEST_BATCH) {
      int to = Math.min(lessons.heldOut().size(), from + TEST_BATCH);
      Batch batch = Batch.of(lessons.heldOut().subList(from, to));
      double share = pacer.compute(() -> trainer.accuracy(batch.inputs(), batch.labels()));
      right += share * batch.size();
    }
    return right / lessons.heldOut().size();
  }

  private void leave(Order order, Path output) throws IOException {
    switch (order) {
      case STOP -> {}
      case CHECKPOINT -> {
        Path file = output.resolve("checkpoint");
        Checkpoint.save(place, trainer.state(), course, lessons).write(file);
        speech.checkpoint(file, place.epochs(batches), course.epochs());
      }
    }
  }

  private boolean isReportDue() {
    return System.nanoTime() - reportedNanos >= BETWEEN_REPORTS.toNanos();
  }

  private void report() throws IOException {
    double done = place.epochs(batches);
    long now = System.nanoTime();
    double nanosAnEpoch = (now - begunNanos) / (done - begunAt);
    Duration remaining = Duration.ofNanos(Math.round(nanosAnEpoch * (course.epochs() - done)));
    double loss = lossSum / Math.max(1, lossCount);
    speech.progress(new Progress(done, course.epochs(), remaining, loss, accuracy));
    reportedNanos = now;
    lossSum = 0;
    lossCount = 0;
    accuracy = place.step() == 0 ? accuracy : OptionalDouble.empty();
  }

  private static Examples fitting(Network network, Examples examples) throws Refused {
    if (!examples.shape().dimensions().equals(network.dimensions())
        || examples.shape().classes() > network.classes()) {
      throw new Refused(
          "the examples are of %s; expected inputs of %s and at most %d classes."
              .formatted(examples.shape(), network.dimensions(), network.classes()));
    }
    return examples;
  }
}
