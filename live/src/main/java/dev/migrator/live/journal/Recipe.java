package dev.migrator.live.journal;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a planner is made: by name and parameters, so that it can be made again.
 *
 * @param name the name under which it is asked for
 * @param parameters by name, in order; what they mean is for who makes it to know
 */
public record Recipe(String name, Map<String, String> parameters) {
  public Recipe {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
  }
}
