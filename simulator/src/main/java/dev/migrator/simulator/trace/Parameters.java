package dev.migrator.simulator.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named numbers in the order in which they were given. */
final class Parameters {
  private Parameters() {}

  static Map<String, Double> of(Object... namesAndNumbers) {
    Map<String, Double> parameters = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      Number number = (Number) namesAndNumbers[i + 1];
      parameters.put((String) namesAndNumbers[i], number.doubleValue());
    }
    return Collections.unmodifiableMap(parameters);
  }
}
