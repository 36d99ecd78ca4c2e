package dev.migrator.stream;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Feature vectors: each class is two clouds whose centres go round in planes of their own.
 *
 * @param seed decides everything
 * @param drift how fast the centres move and the classes come and go
 */
public record VectorStream(long seed, Drift drift) implements ExampleStream {
  /** How many values a vector has. */
  public static final int VALUES = 32;

  /** How many classes there are. */
  public static final int CLASSES = 10;

  private static final Shape SHAPE = new Shape(List.of(VALUES), CLASSES);
  private static final int CLOUDS = 2;
  private static final double SPREAD = 1.0;
  private static final double LENGTH = 4.2;

  @Override
  public Shape shape() {
    return SHAPE;
  }

  @Override
  public Example at(Duration time, long number) {
    RandomGenerator random = Chance.of(seed, number, time.toNanos());
    int label = Chance.label(drift, CLASSES, time, random);
    int cloud = random.nextInt(CLOUDS);
    double angle = drift.angle(time);
    double[] from = direction(label, cloud, 0);
    double[] to = direction(label, cloud, 1);
    float[] input = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      double centre = LENGTH * (Math.cos(angle) * from[i] + Math.sin(angle) * to[i]);
      input[i] = (float) (centre + SPREAD * random.nextGaussian());
    }
    return new Example(input, label);
  }

  private double[] direction(int label, int cloud, int side) {
    RandomGenerator random = Chance.of(seed, label, cloud, side);
    double[] direction = random.doubles(VALUES).map(u -> u - 0.5).toArray();
    double length = 0;
    for (double value : direction) {
      length += value * value;
    }
    for (int i = 0; i < VALUES; i++) {
      direction[i] /= Math.sqrt(length);
    }
    return direction;
  }
}
