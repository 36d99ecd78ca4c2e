package dev.migrator.simulator.trace;

import static dev.migrator.simulator.trace.TraceStatistics.WINDOW_SECONDS;

import java.util.Arrays;

/** One pass over counts: everything that {@link TraceStatistics} tells, from running sums. */
final class StatisticsPass {
  private final WindowSums windows = new WindowSums();
  private final LagSum lag1 = new LagSum(1);
  private final LagSum lag10 = new LagSum(10);
  private final LagSum lag60 = new LagSum(60);
  private long seconds;
  private long total;
  private double squares;
  private int maximum;
  private long zeros;
  private long longestZeros;

  void add(int count) {
    seconds++;
    total += count;
    squares += (double) count * count;
    maximum = Math.max(maximum, count);
    zeros = count == 0 ? zeros + 1 : 0;
    longestZeros = Math.max(longestZeros, zeros);
    windows.add(count);
    lag1.add(count);
    lag10.add(count);
    lag60.add(count);
  }

  TraceStatistics result() {
    windows.finish();
    double mean = seconds == 0 ? 0 : (double) total / seconds;
    double variance = seconds == 0 ? 0 : Math.max(0, squares / seconds - mean * mean);
    return new TraceStatistics(
        seconds,
        total,
        mean,
        maximum,
        windows.meanPeak(),
        windows.peakP95(),
        mean == 0 ? 0 : variance / mean,
        windows.meanDispersion(),
        longestZeros,
        lag1.correlation(mean, variance),
        lag10.correlation(mean, variance),
        lag60.correlation(mean, variance));
  }

  /** Peaks and dispersions of windows. Holds one number a window, for the percentile. */
  private static final class WindowSums {
    private double[] peaks = new double[64];
    private int windows;
    private double dispersions;
    private int seconds;
    private long total;
    private double squares;
    private int maximum;

    void add(int count) {
      seconds++;
      total += count;
      squares += (double) count * count;
      maximum = Math.max(maximum, count);
      if (seconds == WINDOW_SECONDS) {
        close();
      }
    }

    void finish() {
      if (windows == 0 && seconds > 0) {
        close();
      }
    }

    double meanPeak() {
      return windows == 0 ? 0 : Arrays.stream(peaks, 0, windows).sum() / windows;
    }

    double peakP95() {
      double[] sorted = Arrays.copyOf(peaks, windows);
      Arrays.sort(sorted);
      return windows == 0 ? 0 : sorted[(int) Math.ceil(0.95 * windows) - 1];
    }

    double meanDispersion() {
      return windows == 0 ? 0 : dispersions / windows;
    }

    private void close() {
      if (total > 0) {
        double mean = (double) total / seconds;
        record(maximum / mean, Math.max(0, squares / seconds - mean * mean) / mean);
      }
      seconds = 0;
      total = 0;
      squares = 0;
      maximum = 0;
    }

    private void record(double peak, double dispersion) {
      if (windows == peaks.length) {
        peaks = Arrays.copyOf(peaks, 2 * windows);
      }
      peaks[windows++] = peak;
      dispersions += dispersion;
    }
  }

  /** The autocorrelation at one lag. The mean is known only at the end, so it is taken off then. */
  private static final class LagSum {
    private final int[] last;
    private long seen;
    private double total;
    private double products;
    private double head;

    LagSum(int lag) {
      last = new int[lag];
    }

    void add(int count) {
      int slot = (int) (seen % last.length);
      if (seen < last.length) {
        head += count;
      } else {
        products += (double) last[slot] * count;
      }
      last[slot] = count;
      total += count;
      seen++;
    }

    double correlation(double mean, double variance) {
      long pairs = seen - last.length;
      if (pairs <= 0 || variance == 0) {
        return 0;
      }
      double tail = Arrays.stream(last).asDoubleStream().sum();
      double sums = total - tail + total - head;
      return (products - mean * sums + pairs * mean * mean) / seen / variance;
    }
  }
}
