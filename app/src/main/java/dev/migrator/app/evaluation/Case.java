package dev.migrator.app.evaluation;

import dev.migrator.app.scenario.LoadedScenario;
import dev.migrator.app.scenario.Scenario;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What several policies run alike: a scenario in a variant, with a seed. Its requests are made when
 * the first of them asks, and kept.
 */
public final class Case {
  private final Scenario scenario;
  private final Variant variant;
  private final String fingerprint;
  private @Nullable LoadedScenario loaded;

  /**
   * A case.
   *
   * @param scenario with the seed
   * @param fingerprint of its file, of those that it names, and of what the variant changes
   */
  public Case(Scenario scenario, Variant variant, String fingerprint) {
    this.scenario = scenario;
    this.variant = variant;
    this.fingerprint = fingerprint;
  }

  /** The scenario's name. */
  public String scenario() {
    return scenario.name();
  }

  /** What its author says of the scenario. */
  public SortedMap<String, String> labels() {
    return scenario.labels();
  }

  /** What is other than in the file. */
  public Variant variant() {
    return variant;
  }

  /** The seed of all that is random. */
  public long seed() {
    return scenario.seed();
  }

  String fingerprint() {
    return fingerprint;
  }

  /** With its requests; called from several threads. */
  synchronized LoadedScenario loaded() {
    LoadedScenario result = loaded;
    if (result == null) {
      result = scenario.load();
      loaded = result;
    }
    return result;
  }
}
