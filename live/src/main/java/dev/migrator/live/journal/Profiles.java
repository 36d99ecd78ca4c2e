package dev.migrator.live.journal;

import dev.migrator.core.model.GpuModel;
import dev.migrator.core.model.Profile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The profiles of the GPU models that were read so far, by reference. */
final class Profiles {
  private static final String SEPARATOR = " ";

  private final Map<String, Profile> byReference = new HashMap<>();

  void add(GpuModel model) {
    model.profiles().forEach(profile -> byReference.put(reference(profile), profile));
  }

  Optional<Profile> named(String reference) {
    return Optional.ofNullable(byReference.get(reference));
  }

  static String reference(Profile profile) {
    return profile.gpu() + SEPARATOR + profile.name();
  }
}
