package dev.migrator.simulator.trace;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How a rate of arrivals moves around its mean: a day's curve, times noise, times crowds. Arrivals
 * are Poisson given the rate (a doubly stochastic Poisson process).
 *
 * <ul>
 *   <li>Day: 1 + swing · sin(2π(t + phase) / period).
 *   <li>Noise: exp(σ x[t]) over its mean in the run, where x is a Gaussian AR(1) process of
 *       variance 1 whose correlation falls to 1/e in {@code memory} seconds.
 *   <li>Crowds: 1 + surge · c[t], over its mean in the long run. One crowd begins at a random
 *       second of each {@code crowdEvery} seconds; c rises linearly to 1 in {@code rise} seconds,
 *       stays there for {@code hold}, and then decays by a factor e in {@code decay}.
 * </ul>
 *
 * @param swing of the day's curve around its mean, 0 to 1
 * @param period of the day's curve, in seconds
 * @param phase seconds of the day's curve that lie before the run
 * @param sigma standard deviation of the logarithm of the noise; 0: none
 * @param memory of the noise, in seconds
 * @param surge what a crowd adds at its height, as a multiple of the rate without it; 0: none
 * @param crowdEvery mean seconds from crowd to crowd
 * @param rise in seconds
 * @param hold in seconds
 * @param decay in seconds
 */
public record RateShape(
    double swing,
    int period,
    int phase,
    double sigma,
    double memory,
    double surge,
    int crowdEvery,
    int rise,
    int hold,
    int decay) {
  /** Poisson arrivals at one rate. */
  public static final RateShape FLAT = new RateShape(0, 86_400, 0, 0, 1, 0, 3600, 1, 0, 1);

  private static final String OWNER = "rate shape";
  private static final double MAX_SIGMA = 5;
  private static final double MAX_SURGE = 10_000;
  private static final double MAX_SECONDS = 366.0 * 86_400;

  /** After so many times {@code decay} a crowd is forgotten: e^-8 is 0.0003. */
  private static final int DECAYS = 8;

  public RateShape {
    Wanted.within(0, 1, OWNER, "swing", swing);
    Wanted.within(1, MAX_SECONDS, OWNER, "period", period);
    Wanted.within(0, MAX_SECONDS, OWNER, "phase", phase);
    Wanted.within(0, MAX_SIGMA, OWNER, "sigma", sigma);
    Wanted.within(0.1, MAX_SECONDS, OWNER, "memory", memory);
    Wanted.within(0, MAX_SURGE, OWNER, "surge", surge);
    Wanted.within(1, MAX_SECONDS, OWNER, "crowdEvery", crowdEvery);
    Wanted.within(1, MAX_SECONDS, OWNER, "rise", rise);
    Wanted.within(0, MAX_SECONDS, OWNER, "hold", hold);
    Wanted.within(1, MAX_SECONDS, OWNER, "decay", decay);
  }

  /** The same with a day's curve. */
  public RateShape withDay(double newSwing, int newPeriod) {
    return new RateShape(
        newSwing, newPeriod, phase, sigma, memory, surge, crowdEvery, rise, hold, decay);
  }

  /** The same, begun so many seconds into the day. */
  public RateShape withPhase(int newPhase) {
    return new RateShape(
        swing, period, newPhase, sigma, memory, surge, crowdEvery, rise, hold, decay);
  }

  /** The same with noise. */
  public RateShape withNoise(double newSigma, double newMemory) {
    return new RateShape(
        swing, period, phase, newSigma, newMemory, surge, crowdEvery, rise, hold, decay);
  }

  /** The same with crowds of that height, every so many seconds. */
  public RateShape withCrowds(double newSurge, int every) {
    return new RateShape(swing, period, phase, sigma, memory, newSurge, every, rise, hold, decay);
  }

  /** The same with crowds of that course. */
  public RateShape withCourse(int newRise, int newHold, int newDecay) {
    return new RateShape(
        swing, period, phase, sigma, memory, surge, crowdEvery, newRise, newHold, newDecay);
  }

  /** Requests by second around that mean per second; the same for the same seed. */
  int[] counts(double mean, int seconds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Draws noiseDraws = new Draws(random.split());
    Draws crowdDraws = new Draws(random.split());
    Draws arrivals = new Draws(random.split());
    double[] rates = noise(seconds, noiseDraws);
    multiplyByCrowds(rates, crowdDraws);
    int[] counts = new int[seconds];
    for (int t = 0; t < seconds; t++) {
      counts[t] = (int) Math.min(Integer.MAX_VALUE, arrivals.poisson(mean * rates[t] * day(t)));
    }
    return counts;
  }

  private double day(int t) {
    long second = ((long) t + phase) % period;
    return swing == 0 ? 1 : 1 + swing * StrictMath.sin(2 * Math.PI * second / period);
  }

  private double[] noise(int seconds, Draws draws) {
    double[] noise = new double[seconds];
    if (sigma == 0) {
      Arrays.fill(noise, 1);
      return noise;
    }
    double kept = StrictMath.exp(-1 / memory);
    double fresh = StrictMath.sqrt(1 - kept * kept);
    double state = draws.gaussian();
    double sum = 0;
    for (int t = 0; t < seconds; t++) {
      noise[t] = StrictMath.exp(sigma * state);
      sum += noise[t];
      state = kept * state + fresh * draws.gaussian();
    }
    // Over its own mean, not the expected one: a heavy tail would need days to come near that.
    multiply(noise, seconds / sum);
    return noise;
  }

  private void multiplyByCrowds(double[] rates, Draws draws) {
    if (surge == 0) {
      return;
    }
    double[] crowds = crowds(rates.length, draws);
    double meanCrowd = (rise / 2.0 + hold + decay) / crowdEvery;
    for (int t = 0; t < rates.length; t++) {
      rates[t] *= (1 + surge * crowds[t]) / (1 + surge * meanCrowd);
    }
  }

  private double[] crowds(int seconds, Draws draws) {
    double[] crowds = new double[seconds];
    long lasts = rise + hold + (long) DECAYS * decay;
    for (long slot = -1 - lasts / crowdEvery; slot * crowdEvery < seconds; slot++) {
      long start = slot * crowdEvery + (long) (draws.uniform() * crowdEvery);
      long end = Math.min(seconds, start + lasts);
      for (long t = Math.max(0, start); t < end; t++) {
        crowds[(int) t] += course((int) (t - start));
      }
    }
    return crowds;
  }

  private double course(int age) {
    if (age < rise) {
      return (age + 0.5) / rise;
    }
    int falling = age - rise - hold;
    return falling < 0 ? 1 : StrictMath.exp(-(falling + 0.5) / decay);
  }

  private static void multiply(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
