package dev.migrator.core.predict;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Series for tests. */
final class Series {
  private Series() {}

  static double[] of(int slots, IntToDoubleFunction value) {
    return IntStream.range(0, slots).mapToDouble(value::applyAsDouble).toArray();
  }

  static double[] poisson(Random random, int slots, double rate) {
    return of(slots, slot -> poisson(random, rate));
  }

  /** By waiting times, which sum up to a slot. */
  static double poisson(Random random, double rate) {
    int count = 0;
    double time = -Math.log(1 - random.nextDouble()) / rate;
    while (time < 1) {
      count++;
      time -= Math.log(1 - random.nextDouble()) / rate;
    }
    return count;
  }

  static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  /** A history of any shape: of any length, smooth or rough, with bursts and gaps. */
  static double[] random(Random random) {
    int slots = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(1_200);
    double rate = Math.exp(8 * random.nextDouble() - 3);
    double burst = 1 + 20 * random.nextDouble();
    double period = 5 + 200 * random.nextDouble();
    double[] series = new double[slots];
    boolean bursting = false;
    for (int slot = 0; slot < slots; slot++) {
      bursting = random.nextInt(40) == 0 ? !bursting : bursting;
      double now = rate * (1.1 + Math.sin(2 * Math.PI * slot / period)) * (bursting ? burst : 1);
      series[slot] = random.nextInt(300) == 0 ? 0 : Math.rint(now * random.nextDouble() * 2);
    }
    return series;
  }
}
