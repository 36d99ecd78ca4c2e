package dev.migrator.app.policy;

import dev.migrator.app.usage.UsageException;
import dev.migrator.core.predict.Clairvoyant;
import dev.migrator.core.predict.Forecaster;
import dev.migrator.core.predict.Forecasters;
import dev.migrator.core.predict.NoisyClairvoyant;
import dev.migrator.simulator.run.Experiment;
import dev.migrator.simulator.world.WorldTenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** The forecasts that can be asked for, by name; some of them know the truth. */
public final class Forecasts {
  /** The forecast that is the truth. */
  public static final String CLAIRVOYANT = "clairvoyant";

  private static final String NOISY = "noisy:";
  private static final String NOISY_SHOWN = "noisy:0.2";
  private static final Pattern NOISY_NAME = Pattern.compile(NOISY + "[0-9]{1,3}(\\.[0-9]{1,9})?");

  private Forecasts() {}

  /** The names, in a fixed order; the last one stands for any error of the forecast. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(Forecasters.names());
    names.add(CLAIRVOYANT);
    names.add(NOISY_SHOWN);
    return List.copyOf(names);
  }

  /**
   * Checks a name.
   *
   * @return the same name
   * @throws UsageException if there is no such forecast, naming those there are
   */
  public static String known(String name) {
    if (isKnown(name)) {
      return name;
    }
    throw name.startsWith(NOISY)
        ? new UsageException(
            "forecast: '%s' is not known; expected %s and a number from 0 to %s, such as %s."
                .formatted(name, NOISY, NoisyClairvoyant.MAX_ERROR, NOISY_SHOWN))
        : Unknown.name("forecast", name, names());
  }

  /** Whether there is a forecast of that name. */
  public static boolean isKnown(String name) {
    return names().contains(name) || error(name).isPresent();
  }

  /**
   * The name of the forecast that a policy gets: the clairvoyant one always the truth, any other
   * what is asked for, else what the scenario says.
   */
  public static String of(String policy, Optional<String> asked, Planning planning) {
    return policy.equals(Policies.CLAIRVOYANT) ? CLAIRVOYANT : asked.orElse(planning.forecast());
  }

  /**
   * A forecaster for each tenant.
   *
   * @throws UsageException if there is no such forecast
   */
  public static Map<String, Forecaster> named(String name, Experiment experiment) {
    Map<String, double[]> truth = experiment.truth();
    Map<String, Forecaster> forecasters = new LinkedHashMap<>();
    SplittableRandom seeds = new SplittableRandom(experiment.seed());
    for (WorldTenant tenant : experiment.tenants()) {
      double[] counts = truth.getOrDefault(tenant.name(), new double[0]);
      forecasters.put(tenant.name(), forecaster(known(name), counts, seeds.nextLong()));
    }
    return forecasters;
  }

  private static Forecaster forecaster(String name, double[] truth, long seed) {
    if (name.equals(CLAIRVOYANT)) {
      return new Clairvoyant(truth);
    }
    OptionalDouble error = error(name);
    return error.isPresent()
        ? new NoisyClairvoyant(truth, error.getAsDouble(), seed)
        : Forecasters.named(name);
  }

  /** The error that a noisy forecast is to have; empty if the name is not of that kind. */
  private static OptionalDouble error(String name) {
    if (!NOISY_NAME.matcher(name).matches()) {
      return OptionalDouble.empty();
    }
    double error = Double.parseDouble(name.substring(NOISY.length()));
    return error <= NoisyClairvoyant.MAX_ERROR ? OptionalDouble.of(error) : OptionalDouble.empty();
  }
}
