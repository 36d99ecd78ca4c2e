package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A GPU model with what is known of it, and how well.
 *
 * @param model the model
 * @param architecture {@code Ampere}
 * @param driverTimesOf the GPU family on which the driver's create and destroy times were measured
 * @param driverTimesMeasured whether the model belongs to that family; if not, it is the nearest
 *     with measurements
 * @param startsInferred whether the starts of the placements come from the family, not from this
 *     model
 * @param confidence {@code high}, {@code medium} …
 * @param source where the figures come from
 * @param profiles facts on each of the model's profiles
 */
public record GpuFacts(
    GpuModel model,
    String architecture,
    String driverTimesOf,
    boolean driverTimesMeasured,
    boolean startsInferred,
    String confidence,
    String source,
    Map<Profile, ProfileFacts> profiles) {
  public GpuFacts {
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
  }

  /** The facts on one of the model's profiles. */
  public ProfileFacts of(Profile profile) {
    return Objects.requireNonNull(profiles.get(profile), profile.name());
  }
}
