package dev.migrator.catalog;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long changes take on a certain machine, as measured there.
 *
 * @param gpu the GPU model's name
 * @param source when and how it was measured
 * @param byProfile times by profile, by its name or key
 */
public record Calibration(String gpu, String source, Map<String, Times> byProfile) {

  /**
   * Times of a profile.
   *
   * @param create until an instance exists
   * @param destroy until it is gone
   * @param start until a worker on it is ready; empty if none was started
   */
  public record Times(Duration create, Duration destroy, Optional<Duration> start) {}

  public Calibration {
    byProfile = Collections.unmodifiableMap(new LinkedHashMap<>(byProfile));
  }

  /** The longest that a worker took to be ready; empty if none was started. */
  public Optional<Duration> start() {
    return byProfile.values().stream()
        .flatMap(times -> times.start().stream())
        .max(Comparator.naturalOrder());
  }

  /**
   * The model with these times. A profile that was not measured has those of the measured one with
   * as many compute slices, if any, else its own.
   */
  public GpuModel applied(GpuModel model) {
    return model.with(model.profiles().stream().map(profile -> applied(profile, model)).toList());
  }

  private Profile applied(Profile profile, GpuModel model) {
    return times(profile)
        .or(
            () ->
                model.profiles().stream()
                    .filter(other -> other.computeSlices() == profile.computeSlices())
                    .flatMap(other -> times(other).stream())
                    .findFirst())
        .map(times -> profile.withTimes(times.create(), times.destroy()))
        .orElse(profile);
  }

  private Optional<Times> times(Profile profile) {
    return Optional.ofNullable(byProfile.get(profile.name()))
        .or(() -> Optional.ofNullable(byProfile.get(profile.key())));
  }
}
