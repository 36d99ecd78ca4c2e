package dev.migrator.worker.contract;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * The environment that a worker was started with, each value checked when it is asked for.
 *
 * @param variables the environment
 */
public record Settings(Map<String, String> variables) {
  private static final String PREFIX = "MIGRATOR_";

  /** Takes the variables as they are now. */
  public Settings {
    variables = Map.copyOf(variables);
  }

  /** A setting, empty if it is not set or set to nothing. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(variables.get(PREFIX + name)).filter(text -> !text.isBlank());
  }

  /** A setting that must be there. */
  public String required(String name) throws Refused {
    return optional(name)
        .orElseThrow(() -> new Refused("%s%s is not set.".formatted(PREFIX, name)));
  }

  /** A setting that is a path, empty if it is not set. */
  public Optional<Path> path(String name) {
    return optional(name).map(Path::of);
  }

  /** A setting that is a path and must be there. */
  public Path requiredPath(String name) throws Refused {
    return Path.of(required(name));
  }

  /** What the worker is to do. */
  public Task task() throws Refused {
    String task = required("TASK");
    return switch (task) {
      case "infer" -> Task.INFER;
      case "retrain" -> Task.RETRAIN;
      default -> throw wrong("TASK", task, "'infer' or 'retrain'");
    };
  }

  /** A share, above 0 and up to 1; 1 if it is not set. */
  public double share(String name) throws Refused {
    return number(name, 1, value -> value > 0 && value <= 1, "a number above 0 and up to 1");
  }

  /** A whole number of a range. */
  public int count(String name, int otherwise, int least, int most) throws Refused {
    return (int)
        number(
            name,
            otherwise,
            value -> value == Math.rint(value) && value >= least && value <= most,
            "a whole number from %d to %d".formatted(least, most));
  }

  /** The seed; 0 if it is not set. */
  public long seed() throws Refused {
    String seed = optional("SEED").orElse("0");
    try {
      return Long.parseLong(seed.strip());
    } catch (NumberFormatException e) {
      throw wrong("SEED", seed, "a whole number");
    }
  }

  private double number(String name, double otherwise, DoublePredicate fits, String expected)
      throws Refused {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text.get().strip());
      if (fits.test(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as what is out of range is.
    }
    throw wrong(name, text.get(), expected);
  }

  private static Refused wrong(String name, String value, String expected) {
    return new Refused("%s%s is '%s'; expected %s.".formatted(PREFIX, name, value, expected));
  }
}
