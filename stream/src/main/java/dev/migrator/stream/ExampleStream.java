package dev.migrator.stream;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** A seeded source of labelled examples whose classes drift as time goes on. */
public sealed interface ExampleStream permits ImageStream, VectorStream {

  /** The shape of every input. */
  Shape shape();

  /**
   * An example as it could be seen at a time.
   *
   * @param time since the stream began
   * @param number tells examples of the same time apart; any number
   */
  Example at(Duration time, long number);

  /**
   * Examples seen while time went from {@code from} to {@code to}, evenly spread over it.
   *
   * @param count how many
   * @param firstNumber number of the first one
   */
  default List<Example> between(Duration from, Duration to, int count, long firstNumber) {
    Duration span = to.minus(from);
    return LongStream.range(0, count)
        .mapToObj(i -> at(from.plus(span.multipliedBy(i).dividedBy(count)), firstNumber + i))
        .toList();
  }
}
