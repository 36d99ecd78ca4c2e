package dev.migrator.core.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A GPU model: its geometry and the profiles it can be cut into.
 *
 * @param name for instance {@code A100-80GB}
 * @param aliases other names under which the model is known
 * @param memorySlices memory slices of the whole GPU
 * @param computeSlices compute slices of the whole GPU
 * @param profiles every profile it knows, smallest first
 */
public record GpuModel(
    String name,
    List<String> aliases,
    int memorySlices,
    int computeSlices,
    List<Profile> profiles) {

  public GpuModel {
    Require.positive(name, "memorySlices", memorySlices);
    Require.positive(name, "computeSlices", computeSlices);
    aliases = List.copyOf(aliases);
    profiles = List.copyOf(profiles);
  }

  /** The plain profiles: no media extensions, no double memory. */
  public List<Profile> baseProfiles() {
    return profiles.stream().filter(Profile::isBase).toList();
  }

  /** The same with other profiles. */
  public GpuModel with(List<Profile> others) {
    return new GpuModel(name, aliases, memorySlices, computeSlices, others);
  }

  /** The profile that takes the whole GPU. */
  public Profile whole() {
    return baseProfiles().getLast();
  }

  /**
   * The profile of that name or key.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Profile profile(String nameOrKey) {
    return profiles.stream()
        .filter(p -> p.name().equals(nameOrKey) || p.key().equals(nameOrKey))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: no profile %s; expected one of %s."
                        .formatted(name, nameOrKey, profileNames())));
  }

  /** All placements of these profiles, in order of start and size. */
  public static List<Placement> placements(Collection<Profile> profiles) {
    List<Placement> placements = new ArrayList<>();
    for (Profile profile : profiles) {
      for (int start : profile.starts()) {
        placements.add(new Placement(profile, start));
      }
    }
    placements.sort(null);
    return List.copyOf(placements);
  }

  private String profileNames() {
    return profiles.stream().map(Profile::name).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name;
  }
}
