package dev.migrator.simulator.trace;

import java.util.List;
import java.util.Map;

/**
 * A generator fitted to a real trace. Its mean can be changed ({@link #at}), its shape not.
 *
 * <p>The parameters are facts measured on the traces, whose counts are not part of this project.
 *
 * @param name the outside name
 * @param mean requests per second
 * @param shape what the real trace's rate is like
 */
public record Lifelike(String name, double mean, RateShape shape) implements ArrivalGenerator {
  private static final double TWITTER_MEAN = 65.09;
  private static final double TWITTER_SWING = 0.25;
  private static final double TWITTER_SIGMA = 0.09;
  private static final double TWITTER_MEMORY = 3;
  private static final double TWITTER_SURGE = 3.2;
  private static final int TWITTER_CROWD_EVERY = 7_600;

  private static final double CODE_MEAN = 3.096;
  private static final double CODE_SIGMA = 0.5;
  private static final double CODE_MEMORY = 5;
  private static final double CODE_SURGE = 30;
  private static final int CODE_CROWD_EVERY = 120;

  private static final double CONV_MEAN = 5.548;
  private static final double CONV_SIGMA = 0.2;
  private static final double CONV_MEMORY = 100;

  /**
   * Requests to Twitter by second: a day's curve, and every two hours a crowd of six minutes.
   *
   * <p>Source: tweets per second of the Twitter stream, 1 to 10 April 2018. The last 29 minutes of
   * every day are zeros there, from the same second on: a hole in the recording, not a rest of the
   * users, so it is left out here and the mean is taken over the rest. The crowds (113 in 10 days,
   * mostly 7,200 s apart, some four times the rate around them) may come from the recording as
   * well; they are kept, since for whoever has to serve it, it is a load like any other.
   */
  public static final Lifelike TWITTER =
      new Lifelike(
          "like-twitter",
          TWITTER_MEAN,
          RateShape.FLAT
              .withDay(TWITTER_SWING, 86_400)
              .withNoise(TWITTER_SIGMA, TWITTER_MEMORY)
              .withCrowds(TWITTER_SURGE, TWITTER_CROWD_EVERY)
              .withCourse(10, 330, 60));

  /**
   * Requests to a service that completes code: nearly quiet, and every other minute a burst of some
   * ten seconds.
   *
   * <p>Source: Azure LLM inference trace 2023, code, first half (Azure/AzurePublicDataset). These
   * are the best of a grid by {@link GeneratorFit#distance}: 0.02, where the best {@link Bursty}
   * has 0.2.
   */
  public static final Lifelike AZURE_CODE =
      new Lifelike(
          "like-azure-code",
          CODE_MEAN,
          RateShape.FLAT
              .withNoise(CODE_SIGMA, CODE_MEMORY)
              .withCrowds(CODE_SURGE, CODE_CROWD_EVERY)
              .withCourse(2, 4, 8));

  /**
   * Requests to a service that converses: nearly Poisson, at a rate that wanders.
   *
   * <p>Source: Azure LLM inference trace 2023, conversation, first half (Azure/AzurePublicDataset).
   */
  public static final Lifelike AZURE_CONV =
      new Lifelike("like-azure-conv", CONV_MEAN, RateShape.FLAT.withNoise(CONV_SIGMA, CONV_MEMORY));

  public Lifelike {
    Wanted.within(0, MAX_MEAN, name, "mean", mean);
  }

  /** All of them. */
  public static List<Lifelike> all() {
    return List.of(TWITTER, AZURE_CODE, AZURE_CONV);
  }

  /** The same shape at another mean. */
  public Lifelike at(double otherMean) {
    return new Lifelike(name, otherMean, shape);
  }

  static Lifelike named(String name) {
    return all().stream()
        .filter(lifelike -> lifelike.name.equals(name))
        .findFirst()
        .orElseThrow(() -> TraceFormat.unknown("arrivals", "generate", name, Generators.names()));
  }

  @Override
  public Map<String, Double> parameters() {
    return Map.of();
  }
}
