package dev.migrator.stream;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What is drawn at random, each from a generator of its own that its names alone decide. */
final class Chance {
  private Chance() {}

  /** A generator that depends on nothing but these numbers, and on each bit of them. */
  static RandomGenerator of(long... numbers) {
    long mixed = 0;
    for (long number : numbers) {
      mixed = mix(mixed ^ number) + 0x9E3779B97F4A7C15L;
    }
    return new SplittableRandom(mixed);
  }

  /** A class that is there at a time, drawn by how frequent each is. */
  static int label(Drift drift, int classes, Duration time, RandomGenerator random) {
    double sum = 0;
    for (int label = 0; label < classes; label++) {
      sum += drift.frequency(label, classes, time);
    }
    double left = random.nextDouble() * sum;
    int label = 0;
    while (label < classes - 1 && left >= drift.frequency(label, classes, time)) {
      left -= drift.frequency(label, classes, time);
      label++;
    }
    return label;
  }

  // The finaliser of MurmurHash3.
  private static long mix(long z) {
    long a = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    long b = (a ^ (a >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return b ^ (b >>> 33);
  }
}
