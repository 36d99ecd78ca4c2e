package dev.migrator.app.mig;

import dev.migrator.catalog.GpuFacts;
import dev.migrator.catalog.GpuModels;
import dev.migrator.core.model.Profile;
import dev.migrator.nvml.device.ModelDefaults;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What the catalog adds to what a driver tells: the model's name there, and driver times. */
public final class CatalogDefaults implements ModelDefaults {
  private static final String VENDOR = "NVIDIA ";

  /** What the catalog knows of a product, if it knows it. */
  static Optional<GpuFacts> facts(String product) {
    try {
      return Optional.of(GpuModels.facts(product));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String model(String product) {
    return facts(product)
        .map(facts -> facts.model().name())
        .orElseGet(() -> product.startsWith(VENDOR) ? product.substring(VENDOR.length()) : product);
  }

  @Override
  public Duration create(String product, int computeSlices) {
    return time(product, computeSlices, Profile::create);
  }

  @Override
  public Duration destroy(String product, int computeSlices) {
    return time(product, computeSlices, Profile::destroy);
  }

  private static Duration time(
      String product, int computeSlices, Function<Profile, Duration> operation) {
    return facts(product).stream()
        .flatMap(facts -> facts.model().profiles().stream())
        .filter(profile -> profile.computeSlices() == computeSlices)
        .map(operation)
        .findFirst()
        .orElse(Duration.ZERO);
  }
}
