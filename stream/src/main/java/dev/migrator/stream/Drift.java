package dev.migrator.stream;

import java.time.Duration;

/**
 * How fast a stream's world changes.
 *
 * <p>Each class comes and goes in a cycle of {@code season}; the classes follow one another evenly.
 * A class is there for the share {@code presence} of its season, most often in the middle of it.
 * What a class looks like goes once round in {@code turn}.
 *
 * @param season after which a class is as frequent as before
 * @param turn after which a class looks as before
 * @param presence share of the season in which the class is there at all, above 0 and up to 1
 */
public record Drift(Duration season, Duration turn, double presence) {

  /** Refuses what is not above 0. */
  public Drift {
    if (!season.isPositive() || !turn.isPositive()) {
      throw new IllegalArgumentException(
          "season is %s and turn is %s; expected both above 0.".formatted(season, turn));
    }
    if (!(presence > 0 && presence <= 1)) {
      throw new IllegalArgumentException(
          "presence is %s; expected above 0 and up to 1.".formatted(presence));
    }
  }

  /** Drift that costs a model that is not retrained much of its accuracy within a window. */
  public static Drift within(Duration window) {
    return new Drift(window.multipliedBy(9), window.multipliedBy(18), 0.7);
  }

  /** How far round a class has gone at a time, as an angle in radians. */
  double angle(Duration time) {
    return 2 * Math.PI * fraction(time, turn);
  }

  /** How frequent a class is at a time, from 0 to 1, before the classes are set in relation. */
  double frequency(int label, int classes, Duration time) {
    double distance = Math.abs(fraction(time, season) - (double) label / classes);
    double fromMiddle = Math.min(distance, 1 - distance) / (presence / 2);
    return fromMiddle >= 1 ? 0 : (1 + Math.cos(Math.PI * fromMiddle)) / 2;
  }

  private static double fraction(Duration time, Duration whole) {
    double turns = (double) time.toNanos() / whole.toNanos();
    return turns - Math.floor(turns);
  }
}
