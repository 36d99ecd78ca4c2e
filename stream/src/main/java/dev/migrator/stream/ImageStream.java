package dev.migrator.stream;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Small grey images: each class is a figure of three strokes that turns, clockwise or not, and is
 * seen a little displaced, scaled and under noise.
 *
 * @param seed decides everything
 * @param drift how fast the figures turn and the classes come and go
 */
public record ImageStream(long seed, Drift drift) implements ExampleStream {
  /** Rows and columns of an image, each. */
  public static final int SIDE = 16;

  /** How many classes there are. */
  public static final int CLASSES = 10;

  private static final Shape SHAPE = new Shape(List.of(1, SIDE, SIDE), CLASSES);
  private static final int STROKES = 3;
  private static final double WIDTH = 0.16;
  private static final double NOISE = 0.35;
  private static final double MOST_SHIFT = 0.15;
  private static final double MOST_TILT = 0.2;
  private static final double MOST_SCALING = 0.15;

  /** A stroke from one point to another, in a square from -1 to 1. */
  private record Stroke(double x0, double y0, double x1, double y1) {

    double distance(double x, double y) {
      double dx = x1 - x0;
      double dy = y1 - y0;
      double along = ((x - x0) * dx + (y - y0) * dy) / Math.max(1e-9, dx * dx + dy * dy);
      double clamped = Math.clamp(along, 0, 1);
      return Math.hypot(x - x0 - clamped * dx, y - y0 - clamped * dy);
    }
  }

  /** From where an image is seen: a point of it is one of the figure after this. */
  private record View(double angle, double scale, double shiftX, double shiftY) {

    double x(double x, double y) {
      return scale * (Math.cos(angle) * (x - shiftX) + Math.sin(angle) * (y - shiftY));
    }

    double y(double x, double y) {
      return scale * (Math.cos(angle) * (y - shiftY) - Math.sin(angle) * (x - shiftX));
    }
  }

  @Override
  public Shape shape() {
    return SHAPE;
  }

  @Override
  public Example at(Duration time, long number) {
    RandomGenerator random = Chance.of(seed, number, time.toNanos());
    int label = Chance.label(drift, CLASSES, time, random);
    double turned = (label % 2 == 0 ? 1 : -1) * drift.angle(time);
    View view =
        new View(
            turned + MOST_TILT * random.nextDouble(-1, 1),
            1 + MOST_SCALING * random.nextDouble(-1, 1),
            MOST_SHIFT * random.nextDouble(-1, 1),
            MOST_SHIFT * random.nextDouble(-1, 1));
    return new Example(draw(figure(label), view, random), label);
  }

  private static float[] draw(List<Stroke> figure, View view, RandomGenerator random) {
    float[] image = new float[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      double x = centred(i % SIDE);
      double y = centred(i / SIDE);
      double ink = ink(figure, view.x(x, y), view.y(x, y));
      image[i] = (float) (ink + NOISE * random.nextGaussian());
    }
    return image;
  }

  private static double ink(List<Stroke> figure, double x, double y) {
    double nearest = Double.POSITIVE_INFINITY;
    for (Stroke stroke : figure) {
      nearest = Math.min(nearest, stroke.distance(x, y));
    }
    return Math.exp(-(nearest * nearest) / (2 * WIDTH * WIDTH));
  }

  private static double centred(int pixel) {
    return (pixel + 0.5) * 2 / SIDE - 1;
  }

  private List<Stroke> figure(int label) {
    RandomGenerator random = Chance.of(seed, label);
    return random
        .ints(STROKES)
        .mapToObj(_ -> new Stroke(point(random), point(random), point(random), point(random)))
        .toList();
  }

  private static double point(RandomGenerator random) {
    return random.nextDouble(-0.75, 0.75);
  }
}
